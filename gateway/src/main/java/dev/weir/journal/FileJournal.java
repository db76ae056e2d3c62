package dev.weir.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A journal in a folder of files, for one process at a time. docs/journal.md says what is in them.
///
/// A file goes when every reader has taken all of it over and nothing in it is open; an open record that would keep one
/// for long is copied to the end. Readers see each record once: they do not see copies.
public final class FileJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    /// How large what is read at once may be, unless it is a single record.
    private static final long READ = 8 << 20;

    private final FolderLock lock;
    private final Readers readers;
    private final Writer writer;
    private final List<Placed> leftOpen;

    private FileJournal(FolderLock lock, Readers readers, Writer writer, List<Placed> leftOpen) {
        this.lock = lock;
        this.readers = readers;
        this.writer = writer;
        this.leftOpen = leftOpen;
    }

    /// Opens the journal of a folder, and makes it if it is not there.
    ///
    /// @param readers everybody who reads it, and up to where each has taken it over; 0 at first
    /// @throws JournalUnavailable if another process writes it, or it cannot be read
    public static FileJournal open(JournalSettings settings, Map<String, Long> readers) {
        return open(settings, readers, new Disk.Real());
    }

    static FileJournal open(JournalSettings settings, Map<String, Long> readers, Disk disk) {
        try {
            folder(settings.folder());
            FolderLock lock = FolderLock.of(settings.folder());
            try {
                return open(settings, readers, disk, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalUnavailable("the journal in " + settings.folder() + " cannot be opened: " + e, e);
        }
    }

    private static FileJournal open(JournalSettings settings, Map<String, Long> positions, Disk disk, FolderLock lock)
            throws IOException {
        var found = new Opening(settings.folder(), disk, System.nanoTime());
        found.read(positions);
        List<Placed> left = found.left();
        var readers = new Readers(positions);
        var waiting = new Waiting(settings.mostQueued(), settings.mostQueuedBytes());
        var writer = new Writer(settings, disk, waiting, readers, found);
        writer.start();
        LOG.info(
                "the journal in {} is open: {} files, {} records were left open, the next is {}",
                settings.folder(),
                found.segments().size(),
                left.size(),
                found.next());
        return new FileJournal(lock, readers, writer, left);
    }

    /// Makes the folder, for nobody else to read.
    private static void folder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Override
    public void append(Entry entry, Consumer<Written> then) {
        writer.append(entry, then);
    }

    @Override
    public List<Placed> read(long after, int most) {
        long upTo =
                writer.tail().last(); // before the files are looked at, so that all of them have what comes before it
        long left = READ;
        var records = new ArrayList<Placed>();
        for (Segment segment : writer.tail().segments().values()) {
            if (records.size() >= most || left <= 0) {
                break;
            }
            if (segment.last() <= after) {
                continue;
            }
            try {
                left = segment.read(after, upTo, most, left, records);
            } catch (Segment.Damaged e) {
                writer.damaged(e);
            } catch (NoSuchFileException e) {
                if (writer.tail().segments().containsKey(segment.first())) {
                    throw new JournalUnavailable(segment.file() + " is gone", e);
                }
            } catch (IOException e) {
                throw new JournalUnavailable(segment.file() + " cannot be read: " + e, e);
            }
        }
        return List.copyOf(records);
    }

    @Override
    public void takenOver(String reader, long position) {
        readers.takenOver(reader, position, writer.tail().last());
        writer.takenOver();
    }

    @Override
    public List<Placed> leftOpen() {
        return leftOpen;
    }

    @Override
    public Health health() {
        return writer.health();
    }

    @Override
    public void close() {
        writer.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("the lock of a journal could not be given back: {}", e.toString());
        }
    }
}
