package dev.weir.store;

import dev.weir.call.AuditRecord;
import java.time.Instant;
import java.util.List;

/// Where the audit trail is kept for good.
///
/// Records come from sources, each of which numbers what it has. Implementations promise: records and how far their
/// source has been taken over are kept together or not at all, so that a record of a source is there once, however
/// often its batch is begun; what [#add] has returned from is kept, also if the process dies at once. All methods may
/// wait, and throw [StoreUnavailable] when something cannot be kept now. Safe for use from several threads.
public interface AuditLog extends AutoCloseable {

    /// Records that follow each other in a source.
    ///
    /// @param source its name, which another source never has, also not one that takes its place
    /// @param after how far the source was taken over before
    /// @param upTo how far it is with these
    record Batch(String source, long after, long upTo, List<AuditRecord> records) {

        public Batch {
            records = List.copyOf(records);
            if (upTo <= after) {
                throw new IllegalArgumentException("a batch goes from %d to %d".formatted(after, upTo));
            }
        }
    }

    /// How far a source has been taken over; 0 if it is not known. Whoever was told that something could not be kept
    /// asks again before going on.
    long position(String source);

    /// Keeps a batch.
    ///
    /// @throws IllegalArgumentException if it does not begin where its source was taken over to
    void add(Batch batch);

    /// Tidies up: takes away what is too old, and makes large pieces of small ones. Nothing depends on when.
    void tend(Instant now);

    @Override
    void close();
}
