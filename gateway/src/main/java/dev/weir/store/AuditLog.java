package dev.weir.store;

import dev.weir.call.AuditRecord;
import java.util.List;

/// Where the audit trail is kept for good.
///
/// Implementations promise: what [#add] has returned from is kept, also if the process dies at once; a record that is
/// added again is there once. May wait; throws [StoreUnavailable] when it cannot be kept now, after which the same
/// records are added again.
public interface AuditLog extends AutoCloseable {

    void add(List<AuditRecord> records);

    @Override
    void close();
}
