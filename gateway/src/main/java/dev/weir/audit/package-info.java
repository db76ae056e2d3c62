/// The audit trail: what its columns are, and the way of its records from the journal and the outbox to where they are
/// kept. Knows neither files nor databases.
@NullMarked
package dev.weir.audit;

import org.jspecify.annotations.NullMarked;
