package dev.weir.journal;

import dev.weir.journal.Journal.Placed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// One file of a journal. Only the writer adds to it; any thread reads what is written.
final class Segment {

    /// How much of a file is read over at most to find a record.
    private static final int PIECE = 256 << 10;

    /// Of a file that is read: all records up to this one lie before this place.
    private record Mark(long position, long offset) {}

    private final Path file;
    private final long first;
    private final ConcurrentSkipListMap<Long, Long> marks = new ConcurrentSkipListMap<>();
    private volatile Mark recent;
    private volatile long end = Header.SIZE;
    private volatile long last;
    private volatile long damage = Long.MAX_VALUE;

    /// Bytes of records in it that are open. The writer's.
    private long open;

    Segment(Path file, long first) {
        this.file = file;
        this.first = first;
        this.last = first - 1;
        this.recent = new Mark(last, Header.SIZE);
        marks.put(last, (long) Header.SIZE);
    }

    Path file() {
        return file;
    }

    /// Its name.
    long first() {
        return first;
    }

    /// The position of its last record; one less than its name if it has none.
    long last() {
        return last;
    }

    /// Up to where it is written.
    long end() {
        return end;
    }

    boolean hasRecords() {
        return end > Header.SIZE;
    }

    /// Whether it was found not to be as it was written.
    boolean damaged() {
        return damage != Long.MAX_VALUE;
    }

    long open() {
        return open;
    }

    void opens(int size) {
        open += size;
    }

    void closes(int size) {
        open -= size;
    }

    /// It has become longer.
    ///
    /// @param position of the last record, or an earlier one if only copies were added
    void grew(long to, long position) {
        if (to - marks.lastEntry().getValue() >= PIECE && position > last) {
            marks.put(position, to);
        }
        end = to;
        last = Math.max(last, position);
    }

    /// Adds the records behind a place and not behind another.
    ///
    /// @param bytes how large they may be together, unless it is a single one
    /// @return what is left of the bytes
    /// @throws Damaged if it is not as it was written; what comes before that was added
    long read(long after, long upTo, int most, long bytes, List<Placed> into) throws IOException {
        long at = behind(after);
        long to = Math.min(end, damage);
        long left = bytes;
        long position = after;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(0, to - at)));
            while (at < to) {
                fill(piece, channel, at, to);
                int used = 0;
                for (Frame frame = Frame.at(piece, 0); frame != null; frame = Frame.at(piece, used)) {
                    long place = frame.carried() ? after : frame.placed().position();
                    if (place > upTo || into.size() == most || left <= 0) {
                        recent = new Mark(position, at + used);
                        return left;
                    }
                    if (place > after) {
                        into.add(frame.placed());
                        left -= frame.size();
                        position = place;
                    }
                    used += frame.size();
                }
                int rest = piece.limit() - used;
                int next = rest < Integer.BYTES ? Integer.BYTES : Frame.sizeAt(piece, used);
                at += used;
                if (at < to && (next == 0 || next <= rest || next > to - at)) {
                    throw damaged(at);
                }
                if (next > piece.capacity()) {
                    piece = ByteBuffer.allocate(next);
                }
            }
        }
        recent = new Mark(position, at);
        return left;
    }

    /// The frame at a place where one is.
    ///
    /// @throws Damaged if there is none
    Frame frame(long at, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            fill(bytes, channel, at, at + size);
        }
        @Nullable Frame frame = Frame.at(bytes, 0);
        if (frame == null) {
            throw damaged(at);
        }
        return frame;
    }

    private Damaged damaged(long at) {
        damage = Math.min(damage, at);
        return new Damaged(file, at);
    }

    private long behind(long after) {
        Mark mark = recent;
        Map.Entry<Long, Long> known = marks.floorEntry(after);
        long offset = known == null ? Header.SIZE : known.getValue();
        return mark.position() <= after ? Math.max(mark.offset(), offset) : offset;
    }

    private void fill(ByteBuffer piece, FileChannel channel, long at, long to) throws IOException {
        piece.clear().limit((int) Math.min(piece.capacity(), to - at));
        while (piece.hasRemaining()) {
            if (channel.read(piece, at + piece.position()) < 0) {
                throw damaged(at + piece.position());
            }
        }
        piece.flip();
    }

    /// Something in a file is not as it was written.
    static final class Damaged extends IOException {

        private static final long serialVersionUID = 1;

        Damaged(Path file, long at) {
            super(file + " is damaged at byte " + at);
        }
    }
}
