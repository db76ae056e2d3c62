package dev.weir.journal;

import java.time.Duration;

/// How a journal is, for metrics and for whoever decides what to do when it cannot write.
///
/// @param queued records that wait to be written
/// @param queuedBytes their size
/// @param segments files
/// @param bytes what is kept in them
/// @param written records since it was opened
/// @param failed records since it was opened that are not in the journal: where calls go on without them, those that
/// are lost
/// @param failing why the last group could not be written; empty as long as groups can be
/// @param open started and not completed
/// @param oldestOpen for how long the oldest of these has been open, as far as this process knows
/// @param slowestWrite how long the slowest group took to be written since the health was last asked for
/// @param damaged how often something was found that is not as it was written, or is gone: somebody has to look
public record Health(
        int queued,
        long queuedBytes,
        int segments,
        long bytes,
        long written,
        long failed,
        String failing,
        int open,
        Duration oldestOpen,
        Duration slowestWrite,
        long damaged) {}
