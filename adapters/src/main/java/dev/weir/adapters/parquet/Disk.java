package dev.weir.adapters.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// What the audit trail does to files, one step at a time. After each of them the process may be gone.
interface Disk {

    /// Makes a folder and those above it.
    void folder(Path folder) throws IOException;

    /// Writes a file from its beginning.
    OutputStream create(Path file) throws IOException;

    /// Has a file, or the names in a folder, on the disk.
    void force(Path path) throws IOException;

    /// Gives a file another name, in place of what has that name.
    void rename(Path from, Path to) throws IOException;

    /// Takes away a file, if it is there.
    void delete(Path file) throws IOException;

    /// Writes behind the first so many bytes of a file, in place of what is there, and has it on the disk.
    void append(Path file, long length, byte[] bytes) throws IOException;
}
