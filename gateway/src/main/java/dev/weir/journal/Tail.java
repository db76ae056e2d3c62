package dev.weir.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of a journal and the end of the last one, where records are added. The writer's, but for what is said to
/// be any thread's.
final class Tail {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    private final JournalSettings settings;
    private final Disk disk;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private @Nullable Segment current;
    private Disk.@Nullable Tape tape;
    private long next;
    private volatile long last;

    /// Whether the current file may hold something behind its end.
    private boolean torn;

    /// Whether the current file is one that a disk failed to keep.
    private boolean spoiled;

    Tail(JournalSettings settings, Disk disk, Opening found) throws IOException {
        this.settings = settings;
        this.disk = disk;
        this.next = found.next();
        this.last = found.last();
        for (Segment segment : found.segments()) {
            segments.put(segment.first(), segment);
            bytes.addAndGet(segment.end());
            current = segment;
        }
        if (current != null) {
            tape = disk.open(current.file());
        }
    }

    /// The position of the last record that is written. Any thread.
    long last() {
        return last;
    }

    /// The files, in order. Any thread.
    ConcurrentSkipListMap<Long, Segment> segments() {
        return segments;
    }

    /// How large all files are. Any thread.
    long bytes() {
        return bytes.get();
    }

    /// Whether records are added to it.
    boolean isCurrent(Segment segment) {
        return segment == current;
    }

    /// A position that was never given before.
    long give() {
        return next++;
    }

    /// A file that so much can be added to.
    Segment ready(int size) throws IOException {
        mend();
        Segment segment = current;
        if (segment == null || tape == null || torn || spoiled || segment.damaged()) {
            return roll();
        }
        return segment.hasRecords() && segment.end() + size > settings.segment() ? roll() : segment;
    }

    /// Cuts off what may be behind the end of the file. Where that fails the file is used no more.
    void mend() {
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

    /// Writes behind the end of the file. What is written counts when it is said that it [#grew].
    void write(ByteBuffer group, boolean force) throws IOException {
        Disk.Tape to = Objects.requireNonNull(tape);
        torn = true;
        to.write(group, Objects.requireNonNull(current).end());
        if (force) {
            // When a disk says that it could not, nobody knows what it has: nothing more is written to that file.
            spoiled = true;
            to.force();
            spoiled = false;
        }
        torn = false;
    }

    /// What was written is so long.
    ///
    /// @param position of the last record; that of the one before if only copies were written
    void grew(int size, long position) {
        Segment segment = Objects.requireNonNull(current);
        bytes.addAndGet(size);
        segment.grew(segment.end() + size, Math.max(position, segment.last()));
        last = position;
    }

    /// Deletes a file; a damaged one is kept under another name.
    void remove(Segment segment) throws IOException {
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

    /// Forces and closes it.
    void end() {
        try {
            if (tape != null) {
                tape.force();
            }
        } catch (IOException e) {
            LOG.error("the end of the journal in {} may not be on the disk: {}", settings.folder(), e.toString());
        }
        shut();
    }
}
