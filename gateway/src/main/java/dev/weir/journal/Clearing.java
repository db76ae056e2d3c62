package dev.weir.journal;

import dev.weir.journal.Entry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has files go that nobody wants any more. The writer's.
final class Clearing {

    private static final Logger LOG = LoggerFactory.getLogger(Clearing.class);

    /// How much is copied at once.
    private static final int GROUP = 1 << 20;

    private final Path folder;
    private final long segment;
    private final Tail tail;
    private final Readers readers;
    private final OpenRecords open;
    private final Reserve reserve;
    private final Consumer<Segment.Damaged> damaged;

    /// Why the journal could not be made smaller lately; empty if it could.
    private String untidy = "";

    /// @param damaged is told of what cannot be read
    Clearing(
            JournalSettings settings,
            Disk disk,
            Tail tail,
            Readers readers,
            OpenRecords open,
            Consumer<Segment.Damaged> damaged) {
        this.folder = settings.folder();
        this.segment = settings.segment();
        this.tail = tail;
        this.readers = readers;
        this.open = open;
        this.reserve = new Reserve(disk, settings);
        this.damaged = damaged;
    }

    /// Puts room aside.
    void start() {
        reserve.fill();
    }

    /// Deletes the files that nobody wants any more: from the first on, so that no record stays whose end has gone.
    void tidy() {
        long over = readers.all();
        Map.Entry<Long, Segment> first = tail.segments().firstEntry();
        if (first == null
                || tail.isCurrent(first.getValue())
                || first.getValue().last() > over) {
            return;
        }
        try {
            if (removeClosed(over)) {
                carry(over);
            }
            reserve.fill();
            untidy = "";
        } catch (IOException e) {
            tail.mend();
            if (!untidy.equals(e.toString())) {
                untidy = e.toString();
                LOG.error("the journal in {} cannot be made smaller: {}", folder, untidy);
            }
        }
    }

    /// @return whether there is still one that only open records keep
    private boolean removeClosed(long over) throws IOException {
        for (Segment segment : tail.segments().values()) {
            if (tail.isCurrent(segment) || segment.last() > over) {
                return false;
            }
            if (segment.open() > 0) {
                return true;
            }
            tail.remove(segment);
        }
        return false;
    }

    /// Copies open records to the end, so that the files that only they keep can go; not before half of these would be
    /// won, so that what is copied is never more than what is appended.
    private void carry(long over) throws IOException {
        var kept = new ArrayList<Segment>();
        long size = 0;
        long stays = 0;
        for (Segment segment : tail.segments().values()) {
            if (tail.isCurrent(segment) || segment.last() > over) {
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
            tail.mend();
            if (!reserve.spend()) {
                throw e;
            }
            copyAll(kept);
        }
        removeClosed(over);
    }

    private void copyAll(List<Segment> from) throws IOException {
        var ids = new ArrayDeque<String>();
        from.forEach(one -> ids.addAll(open.in(one)));
        ByteBuffer buffer = ByteBuffer.allocate(GROUP);
        while (!ids.isEmpty()) {
            Segment to = tail.ready(open.at(ids.element()).size());
            long room = Math.min(GROUP, segment - to.end());
            var copies = new LinkedHashMap<String, OpenRecords.At>();
            int first = open.at(ids.element()).size();
            buffer = first > buffer.capacity() ? ByteBuffer.allocate(first) : buffer.clear();
            while (!ids.isEmpty()) {
                OpenRecords.At at = open.at(ids.element());
                if (buffer.position() > 0 && buffer.position() + at.size() > room) {
                    break;
                }
                long offset = to.end() + buffer.position();
                if (copy(ids.element(), at, buffer)) {
                    copies.put(ids.element(), new OpenRecords.At(at.position(), to, offset, at.size(), at.since()));
                }
                ids.remove();
            }
            buffer.flip();
            tail.write(buffer, true); // whatever the policy: what it is a copy of was there for long, and goes
            copies.forEach((id, at) -> open.saw(true, Kind.STARTED, id, at));
            tail.grew(buffer.limit(), tail.last());
            open.publish();
        }
    }

    private boolean copy(String id, OpenRecords.At at, ByteBuffer to) throws IOException {
        try {
            Frame frame = at.segment().frame(at.offset(), at.size());
            frame.carry(to);
            return true;
        } catch (Segment.Damaged e) {
            damaged.accept(e);
            open.lost(id);
            return false;
        }
    }
}
