package dev.weir.journal;

import java.nio.file.Path;

/// Where a journal is and how much it takes.
///
/// @param folder its own; made if it is not there
/// @param segment how large a file becomes, in bytes, before the next one is begun
/// @param mostQueued how many records wait at most to be written
/// @param mostQueuedBytes how large they are at most
/// @param most how large all files become at most; what starts is refused from nine tenths on, so that what runs can
/// still be completed
public record JournalSettings(Path folder, Fsync fsync, long segment, int mostQueued, long mostQueuedBytes, long most) {

    public static final long SEGMENT = 64L << 20;
    public static final int MOST_QUEUED = 1 << 16;
    public static final long MOST_QUEUED_BYTES = 64L << 20;
    public static final long MOST = 8L << 30;

    public static JournalSettings in(Path folder, Fsync fsync) {
        return new JournalSettings(folder, fsync, SEGMENT, MOST_QUEUED, MOST_QUEUED_BYTES, MOST);
    }
}
