package dev.weir.adapters.parquet;

import dev.weir.call.AuditRecord;
import dev.weir.store.AuditLog;
import dev.weir.store.StoreUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit trail in a folder of this machine, as Parquet files in `year=/month=/day=/`, by the day on which it
/// happened in UTC.
///
/// A batch is written to temporary files, which are forced; then a line of the [Manifest] names them and says how far
/// the source is: that moment it is kept. Then the files get their names. Whoever dies in between is finished by the
/// next that opens the folder, so a batch is there once or not at all. Readers who look for `*.parquet` in the folders
/// see a row late at most, never twice, but for the moments in which small files have become a large one and are not
/// yet deleted (`docs/guides/audit.md`).
///
/// One process at a time, which a lock sees to.
public final class ParquetAuditLog implements AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(ParquetAuditLog.class);

    /// How long after the end of a day something of it may still come.
    private static final Duration LATE = Duration.ofHours(1);

    private final Path root;
    private final Disk disk;
    private final Duration retention;
    private final FileChannel lock;
    private Manifest manifest;
    private boolean unfinished;

    /// @param root is made if it is not there, for nobody but its owner
    /// @param retention how long days are kept
    public ParquetAuditLog(Path root, Duration retention) {
        this(root, retention, new LocalDisk());
    }

    ParquetAuditLog(Path root, Duration retention, Disk disk) {
        this.root = root;
        this.disk = disk;
        this.retention = retention;
        try {
            disk.folder(Piece.temporaries(root));
            lock = locked(root);
        } catch (IOException unusable) {
            throw unavailable("be opened", unusable);
        }
        try {
            manifest = opened();
        } catch (IOException unusable) {
            close();
            throw unavailable("be opened", unusable);
        } catch (RuntimeException unusable) {
            close();
            throw unusable;
        }
    }

    /// What is on the disk is what counts: what was named there gets its name, and what was only begun goes.
    private Manifest opened() throws IOException {
        Manifest found = Manifest.open(disk, root);
        finish(found.last());
        sweep();
        return found;
    }

    private static FileChannel locked(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve("_lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // By another of this process; said below.
        }
        channel.close();
        throw new IOException("another process writes to %s; audit.folder names one for each".formatted(root));
    }

    private StoreUnavailable unavailable(String what, IOException failure) {
        return new StoreUnavailable(
                "the audit trail in %s could not %s: %s".formatted(root, what, failure.getMessage()), failure);
    }

    @Override
    public synchronized long position(String source) {
        try {
            settle();
        } catch (IOException failure) {
            throw unavailable("be read", failure);
        }
        return manifest.position(source);
    }

    @Override
    public synchronized void add(Batch batch) {
        long position = position(batch.source());
        if (batch.after() != position) {
            throw new IllegalArgumentException("%s is taken over to %d, and the batch begins at %d"
                    .formatted(batch.source(), position, batch.after()));
        }
        try {
            var added = new ArrayList<Piece>();
            for (Map.Entry<LocalDate, List<AuditRecord>> day :
                    days(batch.records()).entrySet()) {
                added.add(written(day.getKey(), day.getValue()));
            }
            commit(Map.of(batch.source(), batch.upTo()), added, List.of());
        } catch (IOException failure) {
            throw unavailable("be written", failure);
        }
    }

    private static Map<LocalDate, List<AuditRecord>> days(List<AuditRecord> records) {
        return records.stream()
                .collect(Collectors.groupingBy(
                        record -> record.at().atZone(ZoneOffset.UTC).toLocalDate(), TreeMap::new, Collectors.toList()));
    }

    private Piece written(LocalDate day, List<AuditRecord> records) throws IOException {
        folder(day);
        String name = Piece.name(day, manifest.node(), manifest.next());
        Path temporary = Piece.temporary(root, name);
        unfinished = true;
        var file = new RowFile(disk, temporary);
        try (file) {
            for (AuditRecord record : records) {
                file.write(Row.of(record));
            }
        }
        disk.force(temporary);
        return new Piece(name, file.rows(), file.bytes(), file.sha256());
    }

    /// A new folder is on the disk before a file of it counts.
    private void folder(LocalDate day) throws IOException {
        Path folder = root.resolve(Piece.folder(day));
        if (!Files.isDirectory(folder)) {
            disk.folder(folder);
            for (Path above = folder.getParent(); above != null && above.startsWith(root); above = above.getParent()) {
                disk.force(above);
            }
        }
    }

    private void commit(Map<String, Long> reached, List<Piece> added, List<String> removed) throws IOException {
        disk.force(Piece.temporaries(root));
        unfinished = true;
        manifest.append(reached, added, removed);
        finish(manifest.last());
        unfinished = false;
    }

    /// After something could not be done: finds out what was, and brings it to its end.
    private void settle() throws IOException {
        if (unfinished) {
            manifest = opened();
            unfinished = false;
        }
    }

    /// Does what the last line asks for: its files get their names, then those that they replace go.
    private void finish(Line line) throws IOException {
        var folders = new LinkedHashMap<String, Path>();
        for (Piece piece : line.whole() ? List.<Piece>of() : line.added()) {
            Path temporary = Piece.temporary(root, piece.name());
            if (Files.exists(temporary)) {
                disk.rename(temporary, root.resolve(piece.name()));
            }
            folders.put(piece.folder(), root.resolve(piece.folder()));
        }
        for (Path folder : folders.values()) {
            disk.force(folder);
        }
        for (String name : line.removed()) {
            Path gone = root.resolve(name);
            if (Files.exists(gone)) {
                disk.delete(gone);
            }
        }
        for (Path folder : line.removed().stream()
                .map(name -> root.resolve(name).getParent())
                .distinct()
                .toList()) {
            tidied(folder);
        }
    }

    /// Has on the disk what was deleted, and the folders that are empty go as well.
    private void tidied(Path folder) throws IOException {
        if (folder.equals(root)) {
            disk.force(root);
            return;
        }
        if (Files.isDirectory(folder)) {
            disk.force(folder);
            try (Stream<Path> inside = Files.list(folder)) {
                if (inside.findAny().isPresent()) {
                    return;
                }
            }
            disk.delete(folder);
        }
        tidied(Objects.requireNonNull(folder.getParent()));
    }

    /// Takes away what was begun and never counted.
    private void sweep() throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(Piece.temporaries(root))) {
            left = files.toList();
        }
        for (Path file : left) {
            disk.delete(file);
        }
    }

    @Override
    public synchronized void tend(Instant now) {
        try {
            settle();
            drop(now);
            LocalDate open = now.minus(LATE).atZone(ZoneOffset.UTC).toLocalDate();
            var days = new TreeMap<String, List<Piece>>();
            manifest.pieces()
                    .forEach(piece -> days.computeIfAbsent(piece.folder(), _ -> new ArrayList<>())
                            .add(piece));
            for (Map.Entry<String, List<Piece>> day : days.entrySet()) {
                boolean over = day.getKey().compareTo(Piece.folder(open)) < 0;
                List<Piece> small = Compaction.of(day.getValue(), over);
                if (!small.isEmpty()) {
                    merge(small);
                }
            }
            unfinished = true;
            manifest.shorten();
            unfinished = false;
        } catch (IOException failure) {
            throw unavailable("be tidied up", failure);
        }
    }

    private void drop(Instant now) throws IOException {
        String oldest = Piece.folder(now.minus(retention).atZone(ZoneOffset.UTC).toLocalDate());
        List<String> old = manifest.pieces().stream()
                .filter(piece -> piece.folder().compareTo(oldest) < 0)
                .map(Piece::name)
                .toList();
        if (!old.isEmpty()) {
            commit(Map.of(), List.of(), old);
            LOG.atInfo()
                    .addKeyValue("files", old.size())
                    .addKeyValue("before", oldest)
                    .log("audit records that are too old were deleted");
        }
    }

    /// Writes the rows of small files to a large one, which then takes their place.
    private void merge(List<Piece> small) throws IOException {
        String last = small.getLast().name();
        String name = "%s/part-%s-%010d.parquet".formatted(small.getLast().folder(), manifest.node(), manifest.next());
        Path temporary = Piece.temporary(root, name);
        unfinished = true;
        var file = new RowFile(disk, temporary);
        try (file) {
            for (Piece piece : small) {
                RowReading.read(root.resolve(piece.name()), file::write);
            }
        } catch (RowReading.NewerFile newer) {
            LOG.atWarn()
                    .addKeyValue("file", last)
                    .addKeyValue("why", newer.getMessage())
                    .log("audit files of a newer gateway stay small");
            settle();
            return;
        }
        disk.force(temporary);
        long rows = small.stream().mapToLong(Piece::rows).sum();
        if (file.rows() != rows) {
            throw new IOException("%d rows were found where %d were written".formatted(file.rows(), rows));
        }
        commit(
                Map.of(),
                List.of(new Piece(name, rows, file.bytes(), file.sha256())),
                small.stream().map(Piece::name).toList());
    }

    @Override
    public synchronized void close() {
        try {
            lock.close();
        } catch (IOException failure) {
            throw unavailable("be closed", failure);
        }
    }
}
