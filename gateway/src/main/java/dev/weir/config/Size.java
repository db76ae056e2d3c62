package dev.weir.config;

/// An amount of bytes.
public record Size(long bytes) implements Comparable<Size> {

    public static Size kibibytes(long count) {
        return new Size(count << 10);
    }

    public static Size mebibytes(long count) {
        return new Size(count << 20);
    }

    public static Size gibibytes(long count) {
        return new Size(count << 30);
    }

    @Override
    public int compareTo(Size other) {
        return Long.compare(bytes, other.bytes);
    }

    /// As the configuration writes it, in the largest unit that makes it whole.
    @Override
    public String toString() {
        return bytes % (1 << 30) == 0 && bytes > 0
                ? (bytes >> 30) + "GiB"
                : bytes % (1 << 20) == 0 && bytes > 0
                        ? (bytes >> 20) + "MiB"
                        : bytes % (1 << 10) == 0 && bytes > 0 ? (bytes >> 10) + "KiB" : bytes + "B";
    }
}
