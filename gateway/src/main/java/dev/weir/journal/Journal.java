package dev.weir.journal;

import java.util.List;
import java.util.function.Consumer;

/// Records in the order in which they were appended, written by one thread in groups.
///
/// Appending never waits and may be done from any thread. A record counts as written when the journal's policy says so:
/// handed to the operating system, which survives the death of the process, or forced to the disk.
public interface Journal extends AutoCloseable {

    /// What came of appending a record.
    sealed interface Written {

        /// @param position its place; later records have greater ones
        record Done(long position) implements Written {}

        /// It is not in the journal. Whether the call goes on without it is up to whoever appended it.
        record Failed(String why) implements Written {}
    }

    /// A record and its place.
    record Placed(long position, Entry entry) {}

    /// Appends a record.
    ///
    /// @param then is told exactly once, on the writer's thread, when it is written or cannot be; at once, on the
    /// caller's thread, if it is not even queued. Must not wait
    void append(Entry entry, Consumer<Written> then);

    /// Records behind a place, in order: those that are written, at most so many, and fewer if they are large. Empty
    /// only if there are none. Waits for the disk.
    List<Placed> read(long after, int most);

    /// Says up to where somebody has taken the records over; what everybody has taken over and is not open may be
    /// deleted.
    ///
    /// @param reader one of those that the journal was opened for
    void takenOver(String reader, long position);

    /// Records that were written and not yet closed when the journal was opened, in order.
    List<Placed> leftOpen();

    /// How it is now.
    Health health();

    /// Writes what is queued, and stops.
    @Override
    void close();
}
