package dev.weir.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a folder to one process. The operating system gives it free when the process dies, however it dies.
record FolderLock(FileChannel channel) implements Closeable {

    /// @throws JournalUnavailable if somebody has it
    static FolderLock of(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            // Far behind what is written into it, so that others can read who it is where locks keep them from that.
            if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
                throw new JournalUnavailable("the journal in " + folder + " is in use by " + Files.readString(file));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(("process " + ProcessHandle.current().pid()).getBytes(UTF_8)));
            return new FolderLock(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new JournalUnavailable("the journal in " + folder + " is in use by this process", e);
        } catch (IOException | JournalUnavailable e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
