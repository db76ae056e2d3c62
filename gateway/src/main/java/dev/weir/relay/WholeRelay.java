package dev.weir.relay;

import dev.weir.call.Outcome.By;
import dev.weir.call.ResponseFilter.Verdict;
import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.JsonNumbers;

/// Hands an answer that is not streamed to the client, piece by piece as it comes, and keeps nothing of it but the
/// usage.
///
/// Such an answer has no words for "it broke off". A short one, as nearly all are, waits until it is whole, so that an
/// error can be told or another provider asked; a longer one that breaks ends with the connection.
final class WholeRelay implements Relay {

    private final Dispatch dispatch;
    private final Headers head;
    private final WireFormat format;
    private final AnswerFilters filters;
    private final JsonNumbers usage;
    private final Preamble preamble;
    private long bytes;
    private boolean whole;
    private boolean over;

    WholeRelay(Dispatch dispatch, Headers head, WireFormat format) {
        this.dispatch = dispatch;
        this.head = head;
        this.format = format;
        this.filters = AnswerFilters.of(dispatch);
        this.usage = format.usageNumbers();
        this.preamble = new Preamble(true);
    }

    @Override
    public void chunk(byte[] piece) {
        usage.feed(piece);
        bytes += piece.length;
        if (preamble.waits()) {
            if (!preamble.keep(piece)) {
                letGo();
            }
        } else {
            send(filters.piece(piece));
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
        if (preamble.waits() && WholeAnswer.of(preamble.bytes()) instanceof WholeAnswer.None(Problem problem)) {
            broke(By.PROVIDER, problem);
            return;
        }
        whole = true;
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
        return format.usage(usage);
    }

    @Override
    public boolean counted() {
        return whole && format.counts(usage.found());
    }

    @Override
    public long said() {
        return bytes;
    }

    @Override
    public boolean streams() {
        return false;
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
