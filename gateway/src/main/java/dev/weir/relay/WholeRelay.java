package dev.weir.relay;

import dev.weir.call.Outcome.By;
import dev.weir.call.ResponseFilter;
import dev.weir.call.ResponseFilter.Verdict;
import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.JsonNumbers;
import java.util.List;

/// Hands an answer that is not streamed to the client, piece by piece as it comes, and keeps nothing of it but the
/// usage.
///
/// Such an answer has no words for "it broke off", so a broken one ends with the connection. Only a response filter may
/// keep an answer back; then a refusal can still be told.
final class WholeRelay implements Relay {

    private final Dispatch dispatch;
    private final Headers head;
    private final WireFormat format;
    private final AnswerFilters filters;
    private final JsonNumbers usage;

    WholeRelay(Dispatch dispatch, Headers head, WireFormat format, List<ResponseFilter> filters) {
        this.dispatch = dispatch;
        this.head = head;
        this.format = format;
        this.filters = new AnswerFilters(filters);
        this.usage = new JsonNumbers(format.usagePath());
    }

    @Override
    public void chunk(byte[] bytes) {
        send(filters.piece(bytes));
        usage.feed(bytes);
    }

    @Override
    public void ended() {
        if (!send(filters.end())) {
            return;
        }
        if (!dispatch.begun()) {
            dispatch.beginWhole(200, head);
        }
        dispatch.endClient();
        dispatch.served(usage());
    }

    @Override
    public void broke(By by, Problem problem) {
        if (dispatch.begun()) {
            dispatch.cutClient();
            dispatch.broken(by, problem, usage());
        } else {
            dispatch.unserved(problem, usage());
        }
    }

    @Override
    public Usage usage() {
        return format.usage(usage.found());
    }

    /// @return whether the answer goes on
    private boolean send(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Forward(byte[] bytes) -> {
                if (bytes.length > 0) {
                    if (!dispatch.begun()) {
                        dispatch.beginWhole(200, head);
                    }
                    dispatch.send(bytes);
                }
                yield true;
            }
            case Verdict.Stop(Problem problem) -> {
                broke(By.FILTER, problem);
                yield false;
            }
        };
    }
}
