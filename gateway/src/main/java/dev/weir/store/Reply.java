package dev.weir.store;

import java.time.Instant;

/// How a request was answered that may be sent twice.
///
/// @param caller who sent it
/// @param name what the caller calls the request: its idempotency key
/// @param request a hash of what was asked, so that another request under the same name is noticed
/// @param answer what was answered, encrypted: it may hold a secret
public record Reply(String caller, String name, String request, byte[] answer, Instant at) {}
