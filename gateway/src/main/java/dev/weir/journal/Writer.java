package dev.weir.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Written;
import dev.weir.journal.Waiting.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes a journal. It takes what has come while it wrote, writes it with one call, and tells
/// everybody what came of it. Nothing that a disk does ends it: what cannot be written is refused, and the next group
/// is
/// tried again.
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /// How much is written at once.
    private static final int GROUP = 1 << 20;

    /// A record of the group that is being written.
    private record Framed(Item item, long position, int offset) {}

    private final JournalSettings settings;
    private final Disk disk;
    private final Waiting waiting;
    private final Readers readers;
    private final OpenRecords open;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ArrayDeque<Framed> group = new ArrayDeque<>();
    private final Spell failing;
    private final Spell full;
    private final Reserve reserve;
    private final AtomicBoolean crowded = new AtomicBoolean();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLong damaged;
    private final Thread thread = new Thread(this, "journal");

    private ByteBuffer buffer = ByteBuffer.allocateDirect(GROUP);
    private @Nullable Segment current;
    private Disk.@Nullable Tape tape;
    private long next;
    private volatile long last;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean poked = true; // there may be something to delete from before
    private volatile boolean closing;
    private volatile boolean ended;

    /// Whether the current file may hold something behind its end.
    private boolean torn;

    /// Whether the current file is one that a disk failed to keep.
    private boolean spoiled;

    /// Why the journal could not be made smaller lately; empty if it could.
    private String untidy = "";

    Writer(JournalSettings settings, Disk disk, Waiting waiting, Readers readers, Opening found) throws IOException {
        this.settings = settings;
        this.disk = disk;
        this.waiting = waiting;
        this.readers = readers;
        this.open = found.open();
        this.next = found.next();
        this.last = found.last();
        this.damaged = new AtomicLong(found.damaged());
        this.failing = new Spell(LOG, settings.folder());
        this.full = new Spell(LOG, settings.folder());
        this.reserve = new Reserve(disk, settings);
        for (Segment segment : found.segments()) {
            segments.put(segment.first(), segment);
            bytes.addAndGet(segment.end());
            current = segment;
        }
        if (current != null) {
            tape = disk.open(current.file());
        }
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /// Adds a record to the queue. Any thread.
    void append(Entry entry, Consumer<Written> then) {
        byte[] id = entry.id().getBytes(UTF_8);
        String not = Frame.unfit(id, entry.content());
        if (not.isEmpty() && !waiting.add(new Item(entry, id, then))) {
            not = "the journal's queue is full";
            crowd();
        }
        if (not.isEmpty()) {
            wake();
            if (ended) {
                refuseRest(); // it ended while this was being added
            }
        } else {
            failed.incrementAndGet();
            then.accept(new Written.Failed(not));
        }
    }

    private void crowd() {
        if (!crowded.get() && crowded.compareAndSet(false, true)) {
            LOG.error("the journal in {} does not take records: its queue is full", settings.folder());
        }
    }

    private void uncrowd() {
        if (crowded.get() && crowded.compareAndSet(true, false)) {
            LOG.info(
                    "the journal in {} has written its queue; {} records failed so far",
                    settings.folder(),
                    failed.get());
        }
    }

    /// Somebody has taken records over: there may be files to delete. Any thread.
    void takenOver() {
        poked = true;
        wake();
    }

    /// Says that there is something to do. Any thread.
    void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    void onWritten(Runnable then) {
        listeners.add(then);
    }

    /// Writes what is queued and returns when that is done. Any thread but the writer's.
    void close() {
        closing = true;
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true; // what is queued is written all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            reserve.fill();
            boolean ending = false;
            while (!ending || !waiting.isEmpty()) {
                ending = closing; // before the last look at what was taken over
                if (poked || waiting.isEmpty()) {
                    poked = false;
                    tidy();
                }
                if (!waiting.isEmpty()) {
                    write();
                } else if (!ending) {
                    uncrowd();
                    sleep();
                }
            }
            end();
        } catch (RuntimeException | Error e) {
            failing.refuse("its writer has died of " + e, 0);
            LOG.error("the journal's writer has died; the journal takes no more records", e);
            refuseGroup("the journal's writer has died");
        } finally {
            ended = true;
            refuseRest();
        }
    }

    private void sleep() {
        asleep.set(true);
        if (waiting.isEmpty() && !closing && !poked) {
            LockSupport.park(this);
        }
        asleep.set(false);
    }

    private void write() {
        long begun = System.nanoTime();
        try {
            Segment segment = ready(first());
            take(segment);
            if (!group.isEmpty()) {
                commit(segment);
            }
        } catch (IOException e) {
            fail(e);
        } finally {
            slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
        }
        if (group.isEmpty()) {
            return;
        }
        failing.over();
        for (Framed framed = group.poll(); framed != null; framed = group.poll()) {
            tell(framed.item(), new Written.Done(framed.position()));
        }
        listeners.forEach(Writer::run);
    }

    /// Tells a group that it is not written, and leaves nothing of it in the file.
    private void fail(IOException e) {
        mend();
        String why = "the journal cannot be written: " + e;
        // Where nothing could be taken, there was no file to take it for. What comes from now on is tried anew.
        int there = group.isEmpty() ? waiting.count() : 0;
        for (Item item = waiting.peek(); item != null && there > 0; item = waiting.peek(), there--) {
            waiting.take();
            failing.refuse(why, 1);
            refuse(item, why);
        }
        failing.refuse(why, group.size());
        refuseGroup(why);
    }

    private void refuseGroup(String why) {
        for (Framed framed = group.poll(); framed != null; framed = group.poll()) {
            refuse(framed.item(), why);
        }
    }

    private void refuseRest() {
        for (Item item = waiting.take(); item != null; item = waiting.take()) {
            refuse(item, "the journal is closed");
        }
    }

    private void refuse(Item item, String why) {
        failed.incrementAndGet();
        tell(item, new Written.Failed(why));
    }

    private static void tell(Item item, Written what) {
        run(() -> item.then().accept(what));
    }

    private static void run(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("whoever was told of a record failed; the journal goes on", e);
        }
    }

    private int first() {
        Item item = waiting.peek();
        return item == null ? 0 : item.size();
    }

    /// A file that so much can be added to.
    private Segment ready(int size) throws IOException {
        mend();
        Segment segment = current;
        if (segment == null || tape == null || torn || spoiled || segment.damaged()) {
            return roll();
        }
        return segment.hasRecords() && segment.end() + size > settings.segment() ? roll() : segment;
    }

    /// Cuts off what may be behind the end of the file. Where that fails the file is used no more.
    private void mend() {
        if (torn && tape != null && current != null) {
            try {
                tape.truncate(current.end());
                torn = false;
            } catch (IOException e) {
                LOG.debug("{} cannot be cut at byte {}", current.file(), current.end(), e);
            }
        }
    }

    /// Begins the next file.
    private Segment roll() throws IOException {
        Segment before = current;
        if (before != null && before.first() == next) {
            if (before.hasRecords()) {
                next++; // it has copies only, and none may have its name
            } else {
                shut(); // it is begun anew
            }
        }
        var segment = new Segment(Header.file(settings.folder(), next), next);
        Disk.Tape fresh = disk.open(segment.file());
        try {
            fresh.truncate(0);
            fresh.write(new Header(next, last).bytes(), 0);
            if (settings.fsync() != Fsync.NONE) {
                fresh.force();
                disk.forceNames(settings.folder());
            }
        } catch (IOException e) {
            try (fresh) {
                disk.delete(segment.file());
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
        shut();
        tape = fresh;
        torn = false;
        spoiled = false;
        current = segment;
        Segment replaced = segments.put(next, segment);
        bytes.addAndGet(Header.SIZE - (replaced == null ? 0 : replaced.end()));
        return segment;
    }

    /// Closes the file that is being written. That it cannot be closed changes nothing for what was written.
    private void shut() {
        if (tape != null) {
            try (Disk.Tape _ = tape) {
                tape = null;
            } catch (IOException e) {
                LOG.warn("a file of the journal in {} could not be closed: {}", settings.folder(), e.toString());
            }
        }
    }

    /// Takes what is queued and has room.
    private void take(Segment segment) {
        buffer.clear();
        long room = Math.min(GROUP, settings.segment() - segment.end());
        for (Item item = waiting.peek(); item != null; item = waiting.peek()) {
            if (buffer.position() > 0 && buffer.position() + item.size() > room) {
                break;
            }
            waiting.take();
            Kind kind = item.entry().kind();
            if (bytes.get() + buffer.position() + item.size() > Waiting.part(kind, settings.most())) {
                String why = "the journal is as large as it may be, and not everything in it has been taken over";
                full.refuse(why, 1);
                refuse(item, why);
                continue;
            }
            if (kind == Kind.STARTED) {
                full.over();
            }
            room(item.size());
            group.add(new Framed(item, next, buffer.position()));
            Frame.write(buffer, kind, next, item.id(), item.entry().content());
            next++;
            if (settings.fsync() == Fsync.CALL) {
                break;
            }
        }
        buffer.flip();
    }

    private void commit(Segment segment) throws IOException {
        long at = segment.end();
        put(segment);
        long now = System.nanoTime();
        for (Framed framed : group) {
            Item item = framed.item();
            open.saw(
                    false,
                    item.entry().kind(),
                    item.entry().id(),
                    new OpenRecords.At(framed.position(), segment, at + framed.offset(), item.size(), now));
        }
        long position = group.getLast().position();
        grew(segment, position);
        last = position;
        written.addAndGet(group.size());
    }

    /// Writes what is in the buffer behind the end of the file.
    private void put(Segment segment) throws IOException {
        Disk.Tape to = Objects.requireNonNull(tape);
        torn = true;
        to.write(buffer, segment.end());
        if (settings.fsync() != Fsync.NONE) {
            // When a disk says that it could not, nobody knows what it has: nothing more is written to that file.
            spoiled = true;
            to.force();
            spoiled = false;
        }
        torn = false;
    }

    private void grew(Segment segment, long position) {
        bytes.addAndGet(buffer.limit());
        segment.grew(segment.end() + buffer.limit(), position);
        open.publish();
    }

    /// Deletes the files that nobody wants any more: from the first on, so that no record stays whose end has gone.
    private void tidy() {
        long over = readers.all();
        Map.Entry<Long, Segment> first = segments.firstEntry();
        if (first == null || first.getValue() == current || first.getValue().last() > over) {
            return;
        }
        try {
            if (removeClosed(over)) {
                carry(over);
            }
            reserve.fill();
            untidy = "";
        } catch (IOException e) {
            mend();
            if (!untidy.equals(e.toString())) {
                untidy = e.toString();
                LOG.error("the journal in {} cannot be made smaller: {}", settings.folder(), untidy);
            }
        }
    }

    /// @return whether there is still one that only open records keep
    private boolean removeClosed(long over) throws IOException {
        for (Segment segment : segments.values()) {
            if (segment == current || segment.last() > over) {
                return false;
            }
            if (segment.open() > 0) {
                return true;
            }
            remove(segment);
        }
        return false;
    }

    private void remove(Segment segment) throws IOException {
        segments.remove(segment.first());
        try {
            if (segment.damaged()) {
                Files.move(segment.file(), Opening.aside(segment.file()));
            } else {
                disk.delete(segment.file());
            }
            bytes.addAndGet(-segment.end());
        } catch (IOException e) {
            segments.put(segment.first(), segment);
            throw e;
        }
    }

    /// Copies open records to the end, so that the files that only they keep can go; not before half of these would be
    /// won, so that what is copied is never more than what is appended.
    private void carry(long over) throws IOException {
        var kept = new ArrayList<Segment>();
        long size = 0;
        long stays = 0;
        for (Segment segment : segments.values()) {
            if (segment == current || segment.last() > over) {
                break;
            }
            kept.add(segment);
            size += segment.end();
            stays += segment.open();
        }
        if (size < 2 * stays) {
            return;
        }
        try {
            copyAll(kept);
        } catch (IOException e) {
            mend();
            if (!reserve.spend()) {
                throw e;
            }
            copyAll(kept);
        }
        removeClosed(over);
    }

    private void copyAll(List<Segment> from) throws IOException {
        var ids = new ArrayDeque<String>();
        from.forEach(segment -> ids.addAll(open.in(segment)));
        while (!ids.isEmpty()) {
            Segment to = ready(open.at(ids.element()).size());
            long room = Math.min(GROUP, settings.segment() - to.end());
            var copies = new LinkedHashMap<String, OpenRecords.At>();
            buffer.clear();
            while (!ids.isEmpty()) {
                OpenRecords.At at = open.at(ids.element());
                if (buffer.position() > 0 && buffer.position() + at.size() > room) {
                    break;
                }
                long offset = to.end() + buffer.position();
                if (copy(ids.element(), at)) {
                    copies.put(ids.element(), new OpenRecords.At(at.position(), to, offset, at.size(), at.since()));
                }
                ids.remove();
            }
            buffer.flip();
            put(to);
            copies.forEach((id, at) -> open.saw(true, Kind.STARTED, id, at));
            grew(to, to.last());
        }
    }

    private boolean copy(String id, OpenRecords.At at) throws IOException {
        try {
            Frame frame = at.segment().frame(at.offset(), at.size());
            room(at.size());
            frame.carry(buffer);
            return true;
        } catch (Segment.Damaged e) {
            damaged(e);
            open.lost(id);
            return false;
        }
    }

    /// Says that something is not as it was written. Any thread.
    void damaged(Segment.Damaged what) {
        damaged.incrementAndGet();
        LOG.error("{}; what comes behind in it is not used, and it is kept when its time is over", what.getMessage());
    }

    /// Has the buffer be large enough for a record, if it is empty.
    private void room(int size) {
        if (size > buffer.capacity()) {
            buffer = ByteBuffer.allocateDirect(size);
        }
    }

    private void end() {
        try {
            if (tape != null) {
                tape.force();
            }
        } catch (IOException e) {
            LOG.error("the end of the journal in {} may not be on the disk: {}", settings.folder(), e.toString());
        }
        shut();
    }

    /// The position of the last record that is written. Any thread.
    long last() {
        return last;
    }

    /// The files, in order. Any thread.
    ConcurrentSkipListMap<Long, Segment> segments() {
        return segments;
    }

    /// Any thread.
    Health health() {
        return new Health(
                waiting.count(),
                waiting.bytes(),
                segments.size(),
                bytes.get(),
                written.get(),
                failed.get(),
                failing.why().isEmpty() ? full.why() : failing.why(),
                open.count(),
                open.oldest(System.nanoTime()),
                Duration.ofNanos(slowest.getAndSet(0)),
                damaged.get());
    }
}
