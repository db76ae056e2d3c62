package dev.weir.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Room that is kept on the disk so that a full journal can still be made smaller: what is open has to be copied before
/// the file that it is in can go. The writer's.
final class Reserve {

    private static final int MOST = 1 << 20;

    private final Disk disk;
    private final Path file;
    private final int size;
    private boolean there;

    Reserve(Disk disk, JournalSettings settings) {
        this.disk = disk;
        this.file = settings.folder().resolve("reserve");
        this.size = (int) Math.min(MOST, settings.segment() / 4);
    }

    /// Puts it aside, if there is room.
    void fill() {
        if (there) {
            return;
        }
        try {
            try (Disk.Tape tape = disk.open(file)) {
                tape.write(ByteBuffer.allocate(size), 0);
                there = true;
            } finally {
                if (!there) {
                    disk.delete(file);
                }
            }
        } catch (IOException _) {
            there = false; // there is no room now; it is tried again when a file has gone
        }
    }

    /// Gives it free.
    ///
    /// @return whether there was any
    boolean spend() throws IOException {
        boolean was = there;
        there = false;
        disk.delete(file);
        return was;
    }
}
