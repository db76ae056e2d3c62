package dev.weir.relay;

import dev.weir.call.Operation;
import dev.weir.call.Outcome.By;
import dev.weir.call.Work;
import dev.weir.call.Work.Charge;
import dev.weir.config.Leaving;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.auth.Proof;
import dev.weir.relay.Failure.Cause;
import dev.weir.relay.Proving.Proved;
import dev.weir.relay.Upstream.Sending;
import dev.weir.relay.Upstream.UpstreamRequest;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request to one provider: asks it, and hands what it answers to the [Relay] that fits. Knows of no other attempt.
///
/// Lives on the call's event loop, so it needs no lock and never waits. Whatever ends it first has ended it; there is
/// one end.
final class Dispatch implements Upstream.Listener {

    /// How it ended.
    sealed interface End {
        Usage usage();

        /// The client has the whole answer.
        record Served(Usage usage) implements End {}

        /// The answer began and did not end; the client knows.
        record Broken(By by, Problem problem, Usage usage) implements End {}

        /// Nothing of it reached the client.
        record Fell(Failure failure, Usage usage) implements End {}

        /// A bug of ours.
        record Failed(RuntimeException cause, Usage usage) implements End {}
    }

    /// How long the rest of an answer is read that nobody wants any more.
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);

    private static final Problem GONE = new Problem(Kind.CLIENT_LEFT, "the client left");

    /// How long an answer may be kept back.
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

    private final Attempts walk;
    private final Prepared prepared;
    private final Proved proved;
    private final boolean holds;
    private final long began;

    private Relay relay = new NoAnswerYet(this);
    private @Nullable Sending sending;
    private Runnable cancelHold = () -> {};
    private int status;
    private long answeredAt;
    private boolean begun;
    private boolean paused;
    private boolean draining;
    private Problem left = GONE;
    private boolean complete;
    private boolean reached;
    private long saidToClient;
    private Runnable cancelDrain = () -> {};
    private boolean over;

    /// @param holds whether the answer is kept back until its first content
    Dispatch(Attempts walk, Prepared prepared, Proved proved, boolean holds) {
        this.walk = walk;
        this.prepared = prepared;
        this.proved = proved;
        this.holds = holds;
        this.began = walk.nanos();
    }

    void start() {
        Outgoing outgoing = prepared.outgoing();
        Proof proof = proved.proof();
        Headers headers = prepared.provider()
                .sign(outgoing.headers().build().toBuilder(), "POST", outgoing.target(), outgoing.body(), proof);
        sending = walk.place()
                .upstream()
                .send(
                        new UpstreamRequest(
                                "POST",
                                prepared.provider().address(),
                                outgoing.target(),
                                headers,
                                outgoing.body(),
                                walk.place().settings().connect()),
                        listener());
    }

    /// What hears the provider: this, behind what understands the provider's framing.
    private Upstream.Listener listener() {
        return switch (prepared.service().envelope()) {
            case BEDROCK ->
                prepared.call().operation() == Operation.COUNT_TOKENS
                        ? new CountAnswer(this)
                        : EventStreamProvider.ofChunks(this, frameLimit());
            case CONVERSE -> EventStreamProvider.ofEvents(this, frameLimit());
            case OWN, VERTEX, GEMINI, DEPLOYMENT -> this;
        };
    }

    @Override
    public void head(int newStatus, Headers headers) {
        guarded(() -> answered(newStatus, headers));
    }

    private void answered(int newStatus, Headers headers) {
        status = newStatus;
        answeredAt = walk.nanos();
        walk.deadlines().answered();
        String type = headers.first("content-type").orElse("").toLowerCase(Locale.ROOT);
        Optional<Translation> translation = prepared.translation();
        if (newStatus >= 400) {
            relay = new ProviderError(this, newStatus, headers, prepared, proved);
        } else if (newStatus >= 300) {
            unusable(Kind.UPSTREAM_REDIRECT, "the provider answered with a redirect; none is followed");
        } else if (newStatus == 200 && type.startsWith("text/event-stream")) {
            proved.credential().accepted();
            relay = translation.isPresent()
                    ? new TranslatedRelay(this, headers, translation.get(), true)
                    : new StreamRelay(
                            this,
                            headers,
                            prepared.call().format().watch(),
                            prepared.outgoing().unasked());
        } else if (newStatus == 200 && type.startsWith("application/json") && !clientBegun()) {
            proved.credential().accepted();
            relay = translation.isPresent()
                    ? new TranslatedRelay(this, headers, translation.get(), false)
                    : new WholeRelay(this, headers, prepared.call().format());
        } else {
            unusable(
                    Kind.UPSTREAM_PROTOCOL,
                    "the provider answered %d with %s; 200 with %s is wanted"
                            .formatted(
                                    newStatus,
                                    type.isEmpty() ? "no content type" : type,
                                    clientBegun() ? "an event stream" : "JSON or an event stream"));
        }
    }

    private void unusable(Kind kind, String detail) {
        relay.broke(By.PROVIDER, new Problem(kind, detail));
    }

    @Override
    public void chunk(byte[] bytes) {
        guarded(() -> {
            walk.deadlines().received();
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

    /// Does something with the provider's answer, unless it is over. A bug of ours ends this call and no other, and its
    /// client is told.
    private void guarded(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException bug) {
            Usage usage = relay.usage();
            if (begun) {
                walk.client().cut(); // what was sent last is not known for sure, so no words can follow it
            }
            finish(new End.Failed(bug, usage));
        }
    }

    // What the walk says.

    /// The client left. What it has may be all that it wants. Where a provider takes its money for the whole answer
    /// anyway, the rest is read, so that it is known how much that is.
    void clientGone(Problem problem) {
        boolean drains = prepared.provider().leaving() == Leaving.DRAIN && !draining;
        if (drains && !(relay.complete() && relay.counted())) {
            drain(problem);
        } else if (relay.complete()) {
            served(relay.usage());
        } else if (begun) {
            broken(By.CLIENT, problem, relay.usage());
        } else {
            fell(Failure.of(Cause.INTERRUPTED, problem), relay.usage());
        }
    }

    private void drain(Problem problem) {
        draining = true;
        left = problem;
        complete = relay.complete();
        reached = begun;
        saidToClient = relay.said();
        walk.client().mute();
        if (paused && sending != null) {
            paused = false;
            sending.resume();
        }
        cancelDrain = walk.place()
                .timers()
                .after(LONGEST_DRAIN, () -> guarded(() -> broken(By.CLIENT, problem, relay.usage())));
    }

    /// The client takes nothing; what is sent to it would only wait behind the rest.
    void stalled(Problem problem) {
        walk.client().cut();
        broken(By.CLIENT, problem, relay.usage());
    }

    void stop(By by, Problem problem) {
        guarded(() -> relay.broke(by, problem));
    }

    void drained() {
        if (paused && sending != null && !over) {
            paused = false;
            walk.deadlines().resumed();
            sending.resume();
        }
    }

    int status() {
        return status;
    }

    Duration untilAnswer() {
        return Duration.ofNanos(answeredAt == 0 ? 0 : answeredAt - began);
    }

    long began() {
        return began;
    }

    Duration took() {
        return Duration.ofNanos(walk.nanos() - began);
    }

    Prepared prepared() {
        return prepared;
    }

    Proved proved() {
        return proved;
    }

    // What relays do.

    Attempts walk() {
        return walk;
    }

    String callId() {
        return prepared.call().id();
    }

    int frameLimit() {
        return walk.place().settings().frame();
    }

    /// What is kept of an answer as long as nothing of it has left.
    Preamble preamble() {
        if (holds) {
            cancelHold = walk.place().timers().after(LONGEST_HOLD, () -> guarded(relay::letGo));
        }
        return new Preamble(holds);
    }

    /// Whether the client has heard something, if only that all is well.
    boolean clientBegun() {
        return walk.client().begun();
    }

    /// Begins a streamed answer, unless a heartbeat has done so.
    void beginStream(Headers fromProvider) {
        commit();
        walk.answer().beginStream(fromProvider, prepared, walk.attempts());
    }

    /// Begins an answer that is not streamed.
    void beginWhole(Headers fromProvider) {
        commit();
        if (relay.counted()) {
            walk.answer().costs(prepared.step().target(), relay.usage());
        }
        boolean unchanged = walk.filters().isEmpty() && prepared.translation().isEmpty();
        walk.answer().beginWhole(fromProvider, prepared, walk.attempts(), unchanged);
    }

    /// From here on no other provider can take over.
    private void commit() {
        begun = true;
        cancelHold.run();
        walk.committed();
    }

    /// Sends to the client, and lets the provider wait when the client is slow.
    void send(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        walk.answer().send(bytes);
        walk.deadlines().sent();
        if (!paused && !draining && walk.client().full() && sending != null) {
            paused = true;
            walk.deadlines().paused();
            sending.pause();
        }
    }

    void endClient() {
        walk.client().end();
    }

    void cutClient() {
        walk.client().cut();
    }

    void served(Usage usage) {
        finish(new End.Served(usage));
    }

    /// Nothing has reached the client.
    void fell(By by, Problem problem, Usage usage) {
        fell(
                switch (by) {
                    // After its headers the provider has worked for it, so that the same one is not asked again.
                    case PROVIDER -> status == 0 ? Failure.of(problem) : Failure.of(Cause.UNUSABLE, problem);
                    case DEADLINE -> Failure.of(Cause.LATE, problem);
                    case FILTER, GATEWAY, CLIENT -> Failure.of(Cause.INTERRUPTED, problem);
                },
                usage);
    }

    void fell(Failure failure, Usage usage) {
        finish(new End.Fell(failure, usage));
    }

    void broken(By by, Problem problem, Usage usage) {
        finish(new End.Broken(by, problem, usage));
    }

    private void finish(End ended) {
        if (over) {
            return;
        }
        over = true;
        cancelHold.run();
        cancelDrain.run();
        if (sending != null) {
            sending.cancel(); // a no-op for an answer that has come to its end
        }
        walk.ended(this, draining ? drained(ended) : ended, work(ended));
    }

    /// A client who left with everything was served.
    private End drained(End ended) {
        return complete ? new End.Served(ended.usage()) : new End.Broken(By.CLIENT, left, ended.usage());
    }

    /// What the provider did, as it was when this ended.
    private Work work(End end) {
        boolean heard = draining ? reached : begun;
        long delivered = !heard ? 0 : draining ? saidToClient : relay.said();
        return new Work(charge(end), end.usage(), relay.said(), delivered, heard);
    }

    private Charge charge(End end) {
        return switch (end) {
            case End.Served _ -> relay.counted() ? Charge.COUNTED : Charge.SAID;
            case End.Broken _, End.Failed _ -> cut();
            case End.Fell(Failure failure, Usage _) ->
                switch (failure.cause()) {
                    case UNREACHED, STATUS, TOKEN, CREDENTIAL, ACCOUNT, UNPROVED, UNSAYABLE, UNPAID -> Charge.NOTHING;
                    case RESET -> Charge.SAID;
                    case UNUSABLE, LATE, INTERRUPTED -> cut();
                };
        };
    }

    /// A provider stops when nobody listens to its stream any more; what it makes in one piece it makes whole.
    private Charge cut() {
        if (status >= 300) {
            return Charge.NOTHING;
        }
        return relay.counted() ? Charge.COUNTED : relay.streams() ? Charge.SAID : Charge.ANYTHING;
    }
}
