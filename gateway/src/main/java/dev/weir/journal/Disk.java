package dev.weir.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What a journal's writer wants of a disk. Tests have one that fails.
interface Disk {

    /// A file that is being written.
    interface Tape extends Closeable {

        /// Writes all of it, or throws after having written any part of it.
        void write(ByteBuffer bytes, long at) throws IOException;

        void truncate(long size) throws IOException;

        /// Returns when everything is on the disk.
        void force() throws IOException;
    }

    /// Opens a file, and makes it if it is not there.
    Tape open(Path file) throws IOException;

    /// Returns when the names of a folder's files are on the disk.
    void forceNames(Path folder) throws IOException;

    void delete(Path file) throws IOException;

    /// The one there is.
    record Real() implements Disk {

        @Override
        public Tape open(Path file) throws IOException {
            return new Channel(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        }

        @Override
        public void forceNames(Path folder) throws IOException {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /// A file of the operating system.
    record Channel(FileChannel channel) implements Tape {

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            for (long to = at; bytes.hasRemaining(); ) {
                to += channel.write(bytes, to);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
