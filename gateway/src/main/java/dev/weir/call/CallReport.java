package dev.weir.call;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that is known of a call when it is over, also of one that never got as far as the filters.
///
/// @param status the HTTP status that the client was sent; 0 if it left before
public record CallReport(Beginning beginning, int status, Outcome outcome, Timeline timeline, Tab tab) {

    public String id() {
        return beginning.id();
    }

    public TraceContext trace() {
        return beginning.trace();
    }

    public Instant at() {
        return beginning.at();
    }

    public String method() {
        return beginning.method();
    }

    public Optional<RequestTarget> target() {
        return beginning.target();
    }

    public String remoteAddress() {
        return beginning.remoteAddress();
    }

    public Headers headers() {
        return beginning.headers();
    }

    public Optional<Principal> principal() {
        return beginning.principal();
    }

    public Optional<Operation> operation() {
        return beginning.operation();
    }

    public String model() {
        return beginning.model();
    }

    public boolean streamed() {
        return beginning.streamed();
    }

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
