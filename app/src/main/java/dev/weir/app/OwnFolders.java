package dev.weir.app;

import dev.weir.config.AuditConfig;
import dev.weir.config.JournalConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The folders of one process among those that keep things side by side: a journal and an audit trail of its own.
/// The first takes `journal` and `audit`, the next `journal-2` and `audit-2`, and so on; whoever starts takes the first
/// that is free, with what a process before it has left there.
///
/// @param gateway who this is in the books: not the process, but the journal
/// @param lock keeps others away as long as the process lives
record OwnFolders(Path journal, Path audit, String gateway, FileChannel lock) {

    private static final int MOST = 64;
    private static final String LOCK = "taken";
    private static final String NAME = "gateway";

    static OwnFolders take(JournalConfig journal, AuditConfig audit, Path data) {
        Path journals = journal.folder().orElseGet(() -> data.resolve("journal"));
        Path audits = audit.folder().orElseGet(() -> data.resolve("audit"));
        try {
            for (int number = 1; number <= MOST; number++) {
                Path folder = numbered(journals, number);
                Files.createDirectories(folder);
                Optional<FileChannel> lock = locked(folder.resolve(LOCK));
                if (lock.isPresent()) {
                    return new OwnFolders(folder, numbered(audits, number), name(folder.resolve(NAME)), lock.get());
                }
            }
        } catch (IOException e) {
            throw unusable("%s cannot be used (%s)".formatted(journals, e), e);
        }
        throw unusable(
                "%d gateways keep their journals beside %s already".formatted(MOST, journals), new IOException());
    }

    private static Path numbered(Path folder, int number) {
        return number == 1 ? folder : folder.resolveSibling(folder.getFileName() + "-" + number);
    }

    private static Optional<FileChannel> locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null; // by another gateway in this process
        }
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(channel);
    }

    private static String name(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return Files.readString(file).strip();
    }

    private static Unusable unusable(String why, IOException cause) {
        return new Unusable("/journal/folder: " + why, new UncheckedIOException(cause));
    }

    /// Lets another have it.
    void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
