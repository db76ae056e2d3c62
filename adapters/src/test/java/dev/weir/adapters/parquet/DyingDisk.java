package dev.weir.adapters.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/// A disk on which the process dies at the n-th step, having done half of it where a step has halves, and does nothing
/// more. Or the disk is full from then on until there is room again.
final class DyingDisk implements Disk {

    private final Disk disk = new LocalDisk();
    private final boolean full;
    private int left;

    private DyingDisk(int steps, boolean full) {
        this.left = steps;
        this.full = full;
    }

    /// @param steps that are done before
    static DyingDisk after(int steps) {
        return new DyingDisk(steps, false);
    }

    static DyingDisk fullAfter(int steps) {
        return new DyingDisk(steps, true);
    }

    void room() {
        left = Integer.MAX_VALUE;
    }

    /// Whether the step was the last that was allowed.
    boolean ended() {
        return left <= 0;
    }

    private boolean ends() {
        return left-- <= 0;
    }

    private IOException end() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        throw new Died();
    }

    @Override
    public void folder(Path folder) throws IOException {
        if (ends()) {
            throw end();
        }
        disk.folder(folder);
    }

    @Override
    public OutputStream create(Path file) throws IOException {
        if (ends()) {
            throw end();
        }
        OutputStream out = disk.create(file);
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one});
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (ends()) {
                    out.write(bytes, from, length / 2);
                    throw end();
                }
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    @Override
    public void force(Path path) throws IOException {
        if (ends() && !full) { // a full disk still keeps what it has
            throw end();
        }
        disk.force(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (ends()) {
            throw end();
        }
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        if (ends() && !full) {
            throw end();
        }
        disk.delete(file);
    }

    @Override
    public void append(Path file, long length, byte[] bytes) throws IOException {
        if (ends()) {
            disk.append(file, length, Arrays.copyOf(bytes, bytes.length / 2));
            throw end();
        }
        disk.append(file, length, bytes);
    }
}
