package dev.weir.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Written;
import dev.weir.journal.Waiting.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes a journal. It takes what has come while it wrote, writes it with one call, and tells
/// everybody what came of it. Nothing that a disk does ends it: what cannot be written is refused, and the next group
/// is tried again.
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /// How much is written at once.
    private static final int GROUP = 1 << 20;

    /// What comes alone is written at once. Once there are so many records in so long a time, they are written together
    /// for a while, once in that time: to wake a thread for each takes more than to write it.
    private static final int MANY = 2;

    private static final long SPAN = TimeUnit.MICROSECONDS.toNanos(300);
    private static final long BUSY = 50 * SPAN;

    /// A record of the group that is being written.
    private record Framed(Item item, long position, int offset) {}

    private final JournalSettings settings;
    private final Waiting waiting;
    private final Tail tail;
    private final OpenRecords open;
    private final ArrayDeque<Framed> group = new ArrayDeque<>();
    private final Spell failing;
    private final Spell full;
    private final Clearing clearing;
    private final AtomicBoolean crowded = new AtomicBoolean();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLong damaged;
    private final Thread thread = new Thread(this, "journal");

    private ByteBuffer buffer = ByteBuffer.allocateDirect(GROUP);
    private final AtomicLong written = new AtomicLong();
    private volatile boolean poked = true; // there may be something to delete from before
    private volatile boolean closing;
    private volatile boolean ended;

    /// When the present span began, and what was written in it. The writer's.
    private long span = System.nanoTime();

    private long busyUntil = span;
    private int lately;

    Writer(JournalSettings settings, Disk disk, Waiting waiting, Readers readers, Opening found) throws IOException {
        this.settings = settings;
        this.waiting = waiting;
        this.open = found.open();
        this.tail = new Tail(settings, disk, found);
        this.damaged = new AtomicLong(found.damaged());
        this.failing = new Spell(LOG, settings.folder());
        this.full = new Spell(LOG, settings.folder());
        this.clearing = new Clearing(settings, disk, tail, readers, open, this::damaged);
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
            clearing.start();
            boolean ending = false;
            while (!ending || !waiting.isEmpty()) {
                rest();
                ending = closing; // before the last look at what was taken over
                if (poked || waiting.isEmpty()) {
                    poked = false;
                    clearing.tidy();
                }
                if (!waiting.isEmpty()) {
                    write();
                } else if (!ending) {
                    uncrowd();
                    sleep();
                }
            }
            tail.end();
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

    /// While there is much, waits for more of it, and nobody wakes it.
    private void rest() {
        long now = System.nanoTime();
        if (now - span >= SPAN) {
            if (lately >= MANY) {
                busyUntil = now + BUSY;
            }
            lately = 0;
            span = now;
        }
        if (busyUntil - now > 0 && !closing && waiting.bytes() < GROUP) {
            LockSupport.parkNanos(this, span + SPAN - now);
        }
    }

    private void write() {
        long begun = System.nanoTime();
        try {
            Segment segment = tail.ready(first());
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
        lately += group.size();
        failing.over();
        for (Framed framed = group.poll(); framed != null; framed = group.poll()) {
            tell(framed.item(), new Written.Done(framed.position()));
        }
    }

    /// Tells a group that it is not written, and leaves nothing of it in the file.
    private void fail(IOException e) {
        tail.mend();
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
        try {
            item.then().accept(what);
        } catch (RuntimeException e) {
            LOG.error("whoever was told of a record failed; the journal goes on", e);
        }
    }

    private int first() {
        Item item = waiting.peek();
        return item == null ? 0 : item.size();
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
            if (tail.bytes() + buffer.position() + item.size() > Waiting.part(kind, settings.most())) {
                String why = "the journal is as large as it may be, and not everything in it has been taken over";
                full.refuse(why, 1);
                refuse(item, why);
                continue;
            }
            if (kind == Kind.STARTED) {
                full.over();
            }
            room(item.size());
            long position = tail.give();
            group.add(new Framed(item, position, buffer.position()));
            Frame.write(buffer, kind, position, item.id(), item.entry().content());
            if (settings.fsync() == Fsync.CALL) {
                break;
            }
        }
        buffer.flip();
    }

    private void commit(Segment segment) throws IOException {
        long at = segment.end();
        tail.write(buffer, settings.fsync() != Fsync.NONE);
        long now = System.nanoTime();
        for (Framed framed : group) {
            Item item = framed.item();
            open.saw(
                    false,
                    item.entry().kind(),
                    item.entry().id(),
                    new OpenRecords.At(framed.position(), segment, at + framed.offset(), item.size(), now));
        }
        open.publish();
        tail.grew(buffer.limit(), group.getLast().position());
        written.addAndGet(group.size());
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

    /// What is written. Others read it.
    Tail tail() {
        return tail;
    }

    /// How it is now. Any thread.
    Health health() {
        return new Health(
                waiting.count(),
                waiting.bytes(),
                tail.segments().size(),
                tail.bytes(),
                written.get(),
                failed.get(),
                failing.why().isEmpty() ? full.why() : failing.why(),
                open.count(),
                open.oldest(System.nanoTime()),
                Duration.ofNanos(slowest.getAndSet(0)),
                damaged.get());
    }
}
