package dev.weir.journal;

/// When a record counts as written.
public enum Fsync {
    /// When the operating system has it: survives the death of the process, not a power cut.
    NONE,
    /// When it is on the disk, which is asked once for all records that came meanwhile.
    GROUP,
    /// When it is on the disk, which is asked for each record by itself: no record fails because of another.
    CALL
}
