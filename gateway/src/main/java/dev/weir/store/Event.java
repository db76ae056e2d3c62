package dev.weir.store;

import java.time.Instant;

/// Something that somebody did or was not allowed to do, on its way to the audit log.
///
/// @param id the same wherever it is seen twice
/// @param json who, what, before and after; never a secret
public record Event(String id, Instant at, String json) {}
