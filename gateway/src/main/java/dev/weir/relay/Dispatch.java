package dev.weir.relay;

import dev.weir.call.Attempt;
import dev.weir.call.Call;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.By;
import dev.weir.call.ResponseFilter;
import dev.weir.call.Target;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.reasoning.Reasoning;
import dev.weir.relay.Proving.Proved;
import dev.weir.relay.Upstream.Sending;
import dev.weir.relay.Upstream.UpstreamRequest;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.format.ErrorWords;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One call at its provider: asks it, and hands what it answers to the [Relay] that fits.
///
/// Lives on the call's event loop, so it needs no lock and never waits. A slow client fills its answer; then the
/// provider's answer pauses until the client's has drained. A client who leaves is heard at once, also while the
/// provider is silent, and the provider is told to stop. Whatever ends the call first has ended it; there is one
/// outcome.
final class Dispatch implements Upstream.Listener {

    /// Where a call lives: its loop's ways out, and what is known of it so far.
    ///
    /// @param bodySent is run when the request's body is not needed any more
    record Place(
            Upstream upstream,
            Timers timers,
            RelaySettings settings,
            Answering client,
            Timeline timeline,
            Reasoning reasoning,
            Executor loop,
            Runnable bodySent) {}

    private final Place place;
    private final Call call;
    private final Target target;
    private final Provider provider;
    private final Service service;
    private final Optional<Translation> translation;
    private final Outgoing outgoing;
    private final LossReport lost;
    private final List<ResponseFilter> filters;
    private final Consumer<Outcome> end;
    private final StreamDeadlines deadlines;
    private final List<Attempt> past = new ArrayList<>();

    private Proved proved;
    private long began;
    private Relay relay = new NoAnswerYet(this);
    private @Nullable Sending sending;
    private int status;
    private boolean paused;
    private boolean over;

    /// @param call as the provider is asked it
    /// @param outgoing the same as its provider takes it
    Dispatch(
            Place place,
            Call call,
            Target target,
            Provider provider,
            Proved proved,
            Optional<Translation> translation,
            Outgoing outgoing,
            LossReport lost,
            List<ResponseFilter> filters,
            Consumer<Outcome> end) {
        this.place = place;
        this.translation = translation;
        this.outgoing = outgoing;
        this.lost = lost;
        this.call = call;
        this.target = target;
        this.provider = provider;
        this.service = provider.service(call.operation(), target.model()).orElseThrow();
        this.proved = proved;
        this.filters = filters;
        this.end = end;
        this.began = place.timers().nanos();
        this.deadlines = new StreamDeadlines(
                place.timers(),
                place.settings().limits(call.streams()),
                call.streams(),
                this::beat,
                problem -> stop(By.DEADLINE, problem),
                this::stalled);
    }

    void start() {
        place.client().onDrained(this::drained);
        deadlines.start();
        send();
    }

    private void send() {
        Headers headers = provider.sign(
                outgoing.headers().build().toBuilder(), "POST", outgoing.target(), outgoing.body(), proved.proof());
        began = place.timers().nanos();
        place.timeline().mark(Moment.SENT, began);
        sending = place.upstream()
                .send(
                        new UpstreamRequest(
                                "POST",
                                provider.address(),
                                outgoing.target(),
                                headers,
                                outgoing.body(),
                                place.settings().connect()),
                        listener());
    }

    /// What hears the provider: this, behind what understands the provider's framing.
    private Upstream.Listener listener() {
        return switch (service.envelope()) {
            case BEDROCK ->
                call.operation() == Operation.COUNT_TOKENS
                        ? new CountAnswer(this)
                        : EventStreamProvider.ofChunks(this, frameLimit());
            case CONVERSE -> EventStreamProvider.ofEvents(this, frameLimit());
            case OWN, VERTEX, GEMINI, DEPLOYMENT -> this;
        };
    }

    /// The provider refused a token of ours that can be had anew: asks once more with a fresh one.
    ///
    /// @return whether it does
    boolean again() {
        if (over || begun() || !past.isEmpty() || !proved.credential().proofs().doubt(proved.proof())) {
            return false;
        }
        past.add(attempt());
        status = 0;
        relay = new NoAnswerYet(this);
        new Proving(
                        provider,
                        call.plan().credential(),
                        place.loop(),
                        fresh -> guarded(() -> {
                            proved = fresh;
                            send();
                        }),
                        problem -> guarded(() -> relay.broke(By.GATEWAY, problem)))
                .start();
        return true;
    }

    @Override
    public void head(int newStatus, Headers headers) {
        guarded(() -> answered(newStatus, headers));
    }

    private void answered(int newStatus, Headers headers) {
        status = newStatus;
        place.timeline().mark(Moment.ANSWERED, place.timers().nanos());
        deadlines.answered();
        String type = headers.first("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (newStatus >= 400) {
            relay = new ProviderError(
                    this,
                    newStatus,
                    headers,
                    provider,
                    proved,
                    words(),
                    call.words().words());
        } else if (newStatus >= 300) {
            stop(
                    By.PROVIDER,
                    new Problem(Kind.UPSTREAM_REDIRECT, "the provider answered with a redirect; none is followed"));
        } else if (newStatus == 200 && type.startsWith("text/event-stream")) {
            accepted();
            relay = translation.isPresent()
                    ? new TranslatedRelay(this, headers, translation.get(), place.reasoning(), true, filters)
                    : new StreamRelay(this, headers, call.format().watch(), outgoing.unasked(), filters);
        } else if (newStatus == 200 && type.startsWith("application/json") && !begun()) {
            accepted();
            relay = translation.isPresent()
                    ? new TranslatedRelay(this, headers, translation.get(), place.reasoning(), false, filters)
                    : new WholeRelay(this, headers, call.format(), filters);
        } else {
            stop(
                    By.PROVIDER,
                    new Problem(
                            Kind.UPSTREAM_PROTOCOL,
                            "the provider answered %d with %s; 200 with %s is wanted"
                                    .formatted(
                                            newStatus,
                                            type.isEmpty() ? "no content type" : type,
                                            begun() ? "an event stream" : "JSON or an event stream")));
        }
    }

    /// In which words the provider tells errors.
    private ErrorWords words() {
        return service.envelope() == Envelope.BEDROCK
                ? ErrorWords.AWS
                : call.format().words();
    }

    private void accepted() {
        proved.credential().accepted();
        place.bodySent().run();
    }

    @Override
    public void chunk(byte[] bytes) {
        guarded(() -> {
            deadlines.received();
            relay.chunk(bytes);
        });
    }

    @Override
    public void ended() {
        guarded(relay::ended);
    }

    @Override
    public void broke(Problem problem) {
        guarded(() -> relay.broke(By.PROVIDER, problem));
    }

    /// Does something with the provider's answer, unless the call is over. A bug of ours ends this call and no other,
    /// and
    /// its client is told.
    private void guarded(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException bug) {
            fail(bug);
        }
    }

    private void fail(RuntimeException bug) {
        Usage usage = relay.usage();
        if (status != 0 && begun()) {
            cutClient(); // what was sent last is not known for sure, so no words can follow it
        }
        finish(new Outcome.Failed(bug, usage, attempts()));
    }

    // What others say.

    void clientGone() {
        if (over) {
            return;
        }
        if (relay.complete()) {
            served(relay.usage());
        } else {
            broken(By.CLIENT, new Problem(Kind.CLIENT_LEFT, "the client left"), relay.usage());
        }
    }

    /// The client has taken nothing for too long; what is sent to it would only wait behind the rest.
    private void stalled() {
        if (!over) {
            cutClient();
            broken(
                    By.CLIENT,
                    new Problem(
                            Kind.CLIENT_LEFT,
                            "the client took nothing of its answer for "
                                    + place.settings().stall().toSeconds() + " s"),
                    relay.usage());
        }
    }

    /// Ends the call for a reason of ours.
    void cut(Problem problem) {
        stop(By.GATEWAY, problem);
    }

    private void stop(By by, Problem problem) {
        if (!over) {
            relay.broke(by, problem);
        }
    }

    private void drained() {
        if (paused && sending != null && !over) {
            paused = false;
            deadlines.resumed();
            sending.resume();
        }
    }

    /// The client of a stream has waited long enough to wonder. This commits the status, not the provider.
    private void beat() {
        if (!over) {
            beginStream(Headers.NONE);
            place.client().send(StreamRelay.HEARTBEAT);
        }
    }

    // What relays do.

    String callId() {
        return call.id();
    }

    int frameLimit() {
        return place.settings().frame();
    }

    /// Begins a streamed answer, unless a heartbeat has done so.
    void beginStream(Headers fromProvider) {
        if (!place.client().begun()) {
            place.client()
                    .head(
                            200,
                            answerHeaders(fromProvider)
                                    .set(
                                            "content-type",
                                            fromProvider.first("content-type").orElse("text/event-stream"))
                                    .set("cache-control", "no-cache")
                                    .build());
        }
    }

    /// Begins an answer that is not streamed.
    void beginWhole(int answered, Headers fromProvider) {
        Headers.Builder headers = answerHeaders(fromProvider);
        if (filters.isEmpty() && translation.isEmpty()) {
            fromProvider.first("content-length").ifPresent(length -> headers.set("content-length", length));
        }
        place.client().head(answered, headers.build());
    }

    private Headers.Builder answerHeaders(Headers fromProvider) {
        Headers.Builder headers = ForwardedHeaders.toClient(fromProvider);
        lost.header().ifPresent(text -> headers.set(LossReport.LOST, text));
        return headers.set("request-id", call.id())
                .set("x-request-id", call.id())
                .set("x-weir-target", target.toString())
                .set("x-weir-attempts", Integer.toString(past.size() + 1))
                .set("x-weir-gateway-us", Long.toString(place.timeline().parts().gateway()));
    }

    boolean begun() {
        return place.client().begun();
    }

    /// Sends to the client, and lets the provider wait when the client is slow.
    void send(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        place.client().send(bytes);
        place.timeline().mark(Moment.FIRST_BYTE, place.timers().nanos());
        deadlines.sent();
        if (!paused && place.client().full() && sending != null) {
            paused = true;
            deadlines.paused();
            sending.pause();
        }
    }

    void endClient() {
        place.client().end();
    }

    void cutClient() {
        place.client().cut();
    }

    void served(Usage usage) {
        finish(new Outcome.Served(place.client().status(), usage, attempts()));
    }

    void unserved(Problem problem, Usage usage) {
        finish(new Outcome.Unserved(problem, usage, attempts()));
    }

    void broken(By by, Problem problem, Usage usage) {
        finish(new Outcome.Broken(by, problem, usage, attempts()));
    }

    private List<Attempt> attempts() {
        var attempts = new ArrayList<>(past);
        attempts.add(attempt());
        return attempts;
    }

    private Attempt attempt() {
        return new Attempt(
                target,
                proved.credential().name(),
                status,
                lost.losses(),
                Duration.ofNanos(place.timers().nanos() - began));
    }

    private void finish(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        deadlines.stop();
        if (sending != null) {
            sending.cancel(); // a no-op for an answer that has come to its end
        }
        end.accept(outcome);
    }
}
