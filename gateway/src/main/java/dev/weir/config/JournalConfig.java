package dev.weir.config;

import java.nio.file.Path;
import java.util.Optional;

/// Where it is written down what calls begin and how they end, before it is booked.
///
/// @param folder empty for the one of the store
/// @param forced when a record counts as written
/// @param whenFull what becomes of calls while the journal cannot be written
public record JournalConfig(Optional<Path> folder, Forced forced, WhenFull whenFull) {

    /// When a record counts as written.
    public enum Forced {
        /// When the operating system has it: it survives the death of the process.
        NONE,
        /// When it is on the disk, many at once: it survives a power cut.
        GROUP,
        /// When it is on the disk, each by itself.
        CALL
    }

    /// What becomes of calls while the journal cannot be written.
    public enum WhenFull {
        REFUSE,
        /// They go on, and what is not written is counted.
        CONTINUE
    }

    static JournalConfig read(Section journal) {
        return new JournalConfig(
                journal.value("folder", Values.FILE),
                journal.value("fsync", Values.oneOf(Forced.class), Forced.NONE),
                journal.value("when-full", Values.oneOf(WhenFull.class), WhenFull.REFUSE));
    }
}
