package dev.weir.journal;

/// One record of a journal.
///
/// @param kind whether it opens something, closes it, or stands alone
/// @param id what is opened and closed, for example a call's id
/// @param content what is known of it; the journal does not read it
public record Entry(Kind kind, String id, byte[] content) {

    /// What a record does.
    public enum Kind {
        /// Something begins that has to end: as long as it is open, its record is kept.
        STARTED,
        /// It has ended. Also of something that was never started.
        COMPLETED
    }
}
