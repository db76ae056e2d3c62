package dev.weir.journal;

import java.util.Map;
import java.util.Optional;

/// A journal in a folder of files.
public abstract class FileJournal implements Journal {

    /// Opens the journal of a folder, and makes it if it is not there.
    ///
    /// @param readers everybody who reads it, and up to where each has taken it over
    /// @throws JournalUnavailable if another process writes it, or it cannot be read
    public static FileJournal open(JournalSettings settings, Map<String, Long> readers) {
        return Optional.<FileJournal>empty().orElseThrow();
    }
}
