package dev.weir.journal;

import dev.weir.journal.Journal.Placed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a journal's folder at the start, and puts in order what a sudden end or a bad disk has left of it.
///
/// What a sudden end leaves is at the end of what was written, and is cut off. Anything else is damage: the file is
/// kept under another name for people to look at, and what was good in it before the damage is used.
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final String SET_ASIDE = ".corrupt";
    private static final String COPY = ".copy";

    /// A file as it was found.
    ///
    /// @param header nothing if it has no whole one
    /// @param end where what is good ends
    /// @param size of the file
    /// @param behind the last position of whole records behind what is not; 0 if there are none
    private record Read(Path file, long first, @Nullable Header header, long end, long size, long behind) {

        boolean whole() {
            return header != null && end == size;
        }

        boolean empty() {
            return end <= Header.SIZE && behind == 0;
        }
    }

    private final Path folder;
    private final Disk disk;
    private final long now;
    private final List<Segment> segments = new ArrayList<>();
    private final OpenRecords open = new OpenRecords();

    /// The names of files that were set aside, now or before.
    private final TreeSet<Long> aside = new TreeSet<>();

    private @Nullable Read first;
    private long last;
    private long next = 1;
    private long damaged;

    Opening(Path folder, Disk disk, long now) {
        this.folder = folder;
        this.disk = disk;
        this.now = now;
    }

    List<Segment> segments() {
        return segments;
    }

    OpenRecords open() {
        return open;
    }

    /// The position of the last record that there is, or was.
    long last() {
        return last;
    }

    /// The position that the next record gets: greater than any that was ever given.
    long next() {
        return next;
    }

    /// How much was found damaged.
    long damaged() {
        return damaged;
    }

    void read(Map<String, Long> readers) throws IOException {
        List<Path> files = files();
        int torn = files.size() - 1;
        while (torn > 0 && look(files.get(torn), (_, _) -> {}).empty()) {
            torn--; // whatever was begun behind it never held a record
        }
        for (int i = 0; i < files.size(); i++) {
            take(files.get(i), i >= torn);
        }
        open.publish();
        long begin = first == null ? 0 : follows(first);
        readers.forEach((reader, position) -> check(reader, position, begin));
        last = Math.max(last, next - 1);
    }

    /// What is open, in order.
    List<Placed> left() throws IOException {
        var left = new ArrayList<Placed>();
        for (String id : open.ids()) {
            OpenRecords.At at = open.at(id);
            left.add(at.segment().frame(at.offset(), at.size()).placed());
        }
        left.sort(Comparator.comparingLong(Placed::position));
        return List.copyOf(left);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path copy : all.filter(file -> file.toString().endsWith(COPY)).toList()) {
                Path file = without(copy, COPY);
                if (Files.exists(file)) {
                    Files.delete(copy);
                } else {
                    Files.move(copy, file);
                }
            }
        }
        try (Stream<Path> all = Files.list(folder)) {
            all.map(Path::toString)
                    .filter(name -> name.endsWith(SET_ASIDE))
                    .map(name -> Path.of(name.replaceFirst("(\\.[0-9]+)?" + SET_ASIDE + "$", "")))
                    .forEach(file -> Header.first(file).ifPresent(aside::add));
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> Header.first(file).isPresent())
                    .sorted(Comparator.comparingLong(file -> Header.first(file).orElseThrow()))
                    .toList();
        }
    }

    private static Path without(Path file, String ending) {
        String name = file.toString();
        return Path.of(name.substring(0, name.length() - ending.length()));
    }

    private static Read look(Path file, BiConsumer<Frame, Integer> each) throws IOException {
        long name = Header.first(file).orElseThrow();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        Header header = Header.of(bytes, file);
        int at = header == null ? 0 : Header.SIZE;
        long position = name - 1;
        if (header != null) {
            for (Frame frame = Frame.at(bytes, at); frame != null; frame = Frame.at(bytes, at)) {
                each.accept(frame, at);
                at += frame.size();
                position = Math.max(position, frame.placed().position());
            }
        }
        return new Read(file, name, header, at, bytes.limit(), behind(bytes, at, position));
    }

    /// The position of the last whole record behind what is not one, at least 1; 0 if there is none, as in a torn end.
    private static long behind(ByteBuffer bytes, int from, long position) {
        long behind = 0;
        for (int at = from; at < bytes.limit(); at++) {
            Frame frame = Frame.at(bytes, at);
            if (frame != null) {
                long ahead = frame.placed().position() - position;
                // What only looks like a record, inside of another, does not get far with a position of its own.
                behind = Math.max(
                        behind,
                        ahead > 0 && ahead <= bytes.limit() ? frame.placed().position() : 1);
                at += frame.size() - 1;
            }
        }
        return behind;
    }

    private void take(Path file, boolean torn) throws IOException {
        var segment = new Segment(file, Header.first(file).orElseThrow());
        Read found = look(file, (frame, at) -> {
            Placed placed = frame.placed();
            var where = new OpenRecords.At(placed.position(), segment, at, frame.size(), now);
            open.saw(frame.carried(), placed.entry().kind(), placed.entry().id(), where);
            segment.grew(at + frame.size(), frame.carried() ? segment.last() : placed.position());
        });
        first = first == null ? found : first;
        gap(found);
        last = Math.max(last, Math.max(follows(found), segment.hasRecords() ? segment.last() : 0));
        next = Math.max(Math.max(next, found.first()), Math.max(found.behind(), segment.last()) + 1);
        if (!found.whole()) {
            if (found.behind() == 0 && (torn || found.size() < Header.SIZE)) {
                cut(found);
            } else {
                damaged++;
                setAside(found);
            }
        }
        if (found.header() != null) {
            segments.add(segment);
        }
    }

    /// Says when a file knows of records before it that are not there, unless that was said when they were set aside.
    private void gap(Read found) {
        if (segments.isEmpty() || follows(found) <= last) {
            return;
        }
        Segment before = segments.getLast();
        if (aside.subSet(before.first(), found.first()).isEmpty()) {
            damaged++;
            LOG.error(
                    "{} ends with {}, and {} follows {}: what was between is gone",
                    before.file(),
                    last,
                    found.file().getFileName(),
                    follows(found));
        }
    }

    private void cut(Read found) throws IOException {
        if (found.size() > 0) {
            LOG.warn(
                    "{} was torn at byte {}; {} bytes that no whole record is in are cut off",
                    found.file(),
                    found.end(),
                    found.size() - found.end());
        }
        if (found.header() == null) {
            disk.delete(found.file());
            return;
        }
        try (Disk.Tape tape = disk.open(found.file())) {
            tape.truncate(found.end());
            tape.force();
        }
    }

    /// Keeps a damaged file under another name, and a copy of what is good of it under its own.
    private void setAside(Read found) throws IOException {
        aside.add(found.first());
        Path kept = aside(found.file());
        LOG.error(
                "{} is damaged at byte {} of {}: it is kept as {}, and what comes behind in it is not used",
                found.file(),
                found.end(),
                found.size(),
                kept.getFileName());
        if (found.header() == null) {
            Files.move(found.file(), kept);
            return;
        }
        Path copy = Path.of(found.file() + COPY);
        ByteBuffer good = ByteBuffer.wrap(Files.readAllBytes(found.file()), 0, Math.toIntExact(found.end()));
        try (FileChannel to = FileChannel.open(
                copy, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (good.hasRemaining()) {
                to.write(good);
            }
            to.force(true);
        }
        Files.move(found.file(), kept);
        Files.move(copy, found.file(), StandardCopyOption.ATOMIC_MOVE);
    }

    /// The name under which a damaged file is kept; one that is not taken.
    static Path aside(Path file) {
        Path aside = Path.of(file + SET_ASIDE);
        for (int i = 2; Files.exists(aside); i++) {
            aside = Path.of(file + "." + i + SET_ASIDE);
        }
        return aside;
    }

    private static long follows(Read first) {
        return first.header() == null ? first.first() - 1 : first.header().follows();
    }

    /// Says what a reader will not find.
    private void check(String reader, long position, long begin) {
        if (position < begin) {
            damaged++;
            LOG.error(
                    "{} has taken the journal in {} over up to {}, but it begins behind {}: what was between is gone",
                    reader,
                    folder,
                    position,
                    begin);
        }
        if (position > last) {
            damaged++;
            LOG.error(
                    "{} has taken the journal in {} over up to {}, but it ends with {}: what was between is gone",
                    reader,
                    folder,
                    position,
                    last);
            next = Math.max(next, position + 1);
        }
    }
}
