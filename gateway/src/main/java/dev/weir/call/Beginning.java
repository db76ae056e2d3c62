package dev.weir.call;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.time.Instant;
import java.util.Optional;

/// What is known of a request before anything has come of it.
///
/// @param trace where it stands among its caller's spans
/// @param model what the caller asks for; empty if it was not understood
public record Beginning(
        String id,
        TraceContext trace,
        Instant at,
        String method,
        Optional<RequestTarget> target,
        String remoteAddress,
        Headers headers,
        Optional<Principal> principal,
        Optional<Operation> operation,
        String model,
        boolean streamed,
        String configuration) {}
