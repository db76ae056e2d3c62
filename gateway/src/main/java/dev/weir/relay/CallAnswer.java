package dev.weir.relay;

import dev.weir.call.Call;
import dev.weir.call.Step;
import dev.weir.call.Target;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.relay.Failure.Verbatim;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.Headers;
import java.math.BigDecimal;
import java.util.Optional;

/// How a call's one answer begins, whichever attempt it comes from: what its headers say.
final class CallAnswer {

    private final Place place;
    private final Call call;
    private final Standing standing;

    CallAnswer(Place place, Call call, Standing standing) {
        this.place = place;
        this.call = call;
        this.standing = standing;
    }

    /// Begins a stream of which nothing is known yet but that somebody is asked.
    void beginStream(Step asked, int attempts) {
        beginStream(Headers.NONE, asked, attempts, Optional.empty());
    }

    /// Begins a stream, unless a heartbeat has done so.
    void beginStream(Headers fromProvider, Prepared prepared, int attempts) {
        beginStream(fromProvider, prepared.step(), attempts, prepared.lost().header());
    }

    private void beginStream(Headers fromProvider, Step asked, int attempts, Optional<String> lost) {
        if (!place.client().begun()) {
            place.client()
                    .head(
                            200,
                            headers(fromProvider, asked, attempts, lost)
                                    .set(
                                            "content-type",
                                            fromProvider.first("content-type").orElse("text/event-stream"))
                                    .set("cache-control", "no-cache")
                                    .build());
        }
    }

    /// @param sameLength whether what the provider says of the length holds for the client, too
    void beginWhole(Headers fromProvider, Prepared prepared, int attempts, boolean sameLength) {
        Headers.Builder headers =
                headers(fromProvider, prepared.step(), attempts, prepared.lost().header());
        if (sameLength) {
            fromProvider.first("content-length").ifPresent(length -> headers.set("content-length", length));
        }
        place.client().head(200, headers.build());
    }

    /// A provider's error about the request, as it came.
    void verbatim(int status, Verbatim said, Step asked, int attempts) {
        place.client()
                .head(
                        status,
                        headers(said.head(), asked, attempts, Optional.empty())
                                .set("content-length", Integer.toString(said.body().length))
                                .build());
        send(said.body());
        place.client().end();
    }

    /// Whatever is said of the call now, by whoever, is said with this.
    void willSay(Step asked, int attempts) {
        place.client()
                .also(headers(Headers.NONE, asked, attempts, Optional.empty()).build());
    }

    /// Says what it all costs, which is known before the answer leaves only if that is there whole.
    void costs(Target target, Usage usage) {
        call.tab()
                .funds()
                .cost(target, usage)
                .ifPresent(nanoUsd -> call.tab()
                        .notice(
                                "x-weir-cost",
                                BigDecimal.valueOf(nanoUsd, 9)
                                        .stripTrailingZeros()
                                        .toPlainString()));
    }

    void send(byte[] bytes) {
        place.client().send(bytes);
        place.timeline().mark(Moment.FIRST_BYTE, place.timers().nanos());
    }

    private Headers.Builder headers(Headers fromProvider, Step asked, int attempts, Optional<String> lost) {
        Headers.Builder headers = ForwardedHeaders.toClient(fromProvider);
        lost.ifPresent(text -> headers.set(LossReport.LOST, text));
        headers.set("request-id", call.id()).set("x-request-id", call.id());
        new RoutingHeaders(call, asked, attempts, standing).addTo(headers);
        Timeline.Parts parts = place.timeline().parts();
        return headers.set("x-weir-gateway-us", Long.toString(parts.gateway()))
                .set("server-timing", ServerTiming.of(parts));
    }
}
