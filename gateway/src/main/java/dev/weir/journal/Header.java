package dev.weir.journal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The beginning of a file.
///
/// @param first its name: its records have this position or later ones
/// @param follows the position of the last record before it, 0 if there is none
record Header(long first, long follows) {

    static final int SIZE = 32;

    private static final String ENDING = ".journal";
    private static final long MAGIC = 0x574549524A524E4CL; // WEIRJRNL
    private static final int VERSION = 1;
    private static final int COVERED = SIZE - Integer.BYTES;

    static Path file(Path folder, long first) {
        return folder.resolve(String.format(Locale.ROOT, "%016d%s", first, ENDING));
    }

    /// The name of a journal's file as a number; nothing if it is no such file.
    static OptionalLong first(Path file) {
        String name = file.getFileName().toString();
        String digits = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : "";
        return digits.matches("[0-9]{16,18}") ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(MAGIC).putInt(VERSION).putLong(first).putLong(follows);
        return bytes.putInt(checksum(bytes)).flip();
    }

    /// The header of a file; nothing if it has no whole one.
    ///
    /// @throws JournalUnavailable if a version wrote it that we do not know
    static @Nullable Header of(ByteBuffer bytes, Path file) {
        if (bytes.limit() < SIZE || bytes.getLong(0) != MAGIC || bytes.getInt(COVERED) != checksum(bytes)) {
            return null;
        }
        if (bytes.getInt(8) != VERSION) {
            throw new JournalUnavailable(
                    file + " was written in version " + bytes.getInt(8) + ", and this is version " + VERSION);
        }
        return new Header(bytes.getLong(12), bytes.getLong(20));
    }

    private static int checksum(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate().limit(COVERED).position(0));
        return (int) crc.getValue();
    }
}
