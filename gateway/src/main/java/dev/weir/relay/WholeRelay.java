package dev.weir.relay;

import dev.weir.call.Outcome.By;
import dev.weir.call.ResponseFilter.Verdict;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.JsonNumbers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Hands an answer that is not streamed to the client, piece by piece as it comes, and keeps nothing of it but the
/// usage.
///
/// Such an answer has no words for "it broke off", so a broken one ends with the connection. Where another provider
/// could
/// take over, a short one waits until it is whole; and a response filter may keep an answer back. Then a refusal can
/// still be told.
final class WholeRelay implements Relay {

    private final Dispatch dispatch;
    private final Headers head;
    private final WireFormat format;
    private final AnswerFilters filters;
    private final JsonNumbers usage;
    private final Preamble preamble;
    private boolean over;

    WholeRelay(Dispatch dispatch, Headers head, WireFormat format) {
        this.dispatch = dispatch;
        this.head = head;
        this.format = format;
        this.filters = new AnswerFilters(dispatch.walk().filters());
        this.usage = new JsonNumbers(format.usagePath());
        this.preamble = dispatch.wholePreamble();
    }

    @Override
    public void chunk(byte[] bytes) {
        usage.feed(bytes);
        if (preamble.waits()) {
            if (!preamble.keep(bytes)) {
                letGo();
            }
        } else {
            send(filters.piece(bytes));
        }
    }

    @Override
    public void letGo() {
        if (preamble.waits()) {
            send(filters.piece(preamble.release()));
        }
    }

    @Override
    public void ended() {
        if (preamble.waits() && !isAnswer(preamble.bytes())) {
            broke(
                    By.PROVIDER,
                    new Problem(Kind.UPSTREAM_PROTOCOL, "the provider answered 200 with something that is no answer"));
            return;
        }
        letGo();
        if (over || !send(filters.end())) {
            return;
        }
        if (!dispatch.clientBegun()) {
            dispatch.beginWhole(head);
        }
        dispatch.endClient();
        dispatch.served(usage());
    }

    /// What is an object and not an error.
    private static boolean isAnswer(byte[] bytes) {
        try {
            JsonNode json = JsonMapper.shared().readTree(bytes);
            return json.isObject()
                    && !json.path("error").isObject()
                    && !json.path("type").stringValue("").equals("error");
        } catch (JacksonException notJson) {
            return false;
        }
    }

    @Override
    public void broke(By by, Problem problem) {
        over = true;
        if (dispatch.clientBegun()) {
            dispatch.cutClient();
            dispatch.broken(by, problem, usage());
        } else {
            dispatch.fell(by, problem, usage());
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
                    if (!dispatch.clientBegun()) {
                        dispatch.beginWhole(head);
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
