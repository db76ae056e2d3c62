package dev.weir.journal;

/// A journal that cannot be used as it is: somebody else writes it, a newer version wrote it, or its folder cannot be
/// read.
public final class JournalUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public JournalUnavailable(String message) {
        super(message);
    }

    public JournalUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
