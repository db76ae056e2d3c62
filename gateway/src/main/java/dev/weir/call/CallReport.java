package dev.weir.call;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that is known of a call when it is over, also of one that never got as far as the filters.
///
/// @param status the HTTP status that the client was sent; 0 if it left before
/// @param trace where it stands among its caller's spans
/// @param model what the caller asked for; empty if it was not understood
public record CallReport(
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
        int status,
        Outcome outcome,
        Timeline timeline) {

    /// Is told every call once. Must not wait: hands work to a queue.
    @FunctionalInterface
    public interface Listener {
        void ended(CallReport report);

        /// Tells several, in this order.
        static Listener all(List<? extends Listener> listeners) {
            List<Listener> each = List.copyOf(listeners);
            return report -> each.forEach(one -> one.ended(report));
        }
    }
}
