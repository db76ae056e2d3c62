package dev.weir.relay;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.ResponseFilter;
import dev.weir.call.Timeline.Moment;
import dev.weir.problem.Problem;
import dev.weir.relay.Routes.Route;
import dev.weir.route.Asking;
import dev.weir.route.Router;
import dev.weir.route.Snapshot;
import dev.weir.route.Trace;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.json.RequestShape;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A call of a provider from its body to its end: what it says, where it goes, through the filters to its [Attempts].
///
/// Lives on the exchange's event loop.
final class Passage {

    private static final Logger ROUTING = LoggerFactory.getLogger("weir.routing");
    private static final Problem GONE = new Problem(Problem.Kind.CLIENT_LEFT, "the client left");

    private final InferenceServer.Shared shared;
    private final InferenceServer.Loop loop;
    private final Visit visit;
    private final Route.Inference wanted;
    private @Nullable Attempts attempts;
    private Runnable leave = () -> {};
    private Runnable release = () -> {};

    Passage(InferenceServer.Shared shared, InferenceServer.Loop loop, Visit visit, Route.Inference wanted) {
        this.shared = shared;
        this.loop = loop;
        this.visit = visit;
        this.wanted = wanted;
    }

    void start() {
        visit.afterwards(this::releaseBody);
        shared.reader()
                .read(
                        visit.exchange(),
                        () -> visit.mark(Moment.BODY_READ),
                        result -> visit.guarded(() -> read(result)));
    }

    /// Ends the call for a reason of ours, wherever it is.
    void cut(Problem problem) {
        if (attempts != null) {
            attempts.cut(problem);
        } else {
            leave.run(); // whatever it waits for, no provider is asked any more
            visit.refuse(problem);
        }
    }

    private void read(RequestReader.Result result) {
        if (visit.over()) {
            if (result instanceof RequestReader.Result.Ready ready) {
                ready.release().run();
            }
            return; // ended while it was read
        }
        visit.mark(Moment.UNDERSTOOD);
        switch (result) {
            case RequestReader.Result.Refused(Problem problem) -> visit.refuse(problem);
            case RequestReader.Result.Gone() -> visit.left();
            case RequestReader.Result.Ready ready -> {
                release = ready.release();
                understood(ready.shape());
            }
        }
    }

    private void understood(RequestShape request) {
        if (wanted.envelope() == Envelope.CONVERSE) {
            visit.client().through(EventStreamClient::ofEvents);
        }
        if (wanted.envelope() != Envelope.BEDROCK) {
            plan(request);
            return;
        }
        boolean counts = wanted.operation() == Operation.COUNT_TOKENS;
        visit.client().through(counts ? CountClient::new : EventStreamClient::ofChunks);
        if (!counts) {
            plan(request);
            return;
        }
        switch (BedrockCount.inside(request)) {
            case RequestShape.Read.Shape(RequestShape inside) -> plan(inside);
            case RequestShape.Read.Refused(Problem problem) -> visit.refuse(problem);
        }
    }

    private void plan(RequestShape request) {
        Asked asked = wanted.asked(request);
        visit.asksFor(asked.operation(), asked.model(), asked.streams());
        Snapshot snapshot = shared.snapshot().current();
        Trace trace = ROUTING.isDebugEnabled() ? new Trace.Written() : new Trace.Unwritten();
        var asking = new Asking(
                asked,
                visit.principal().team(),
                visit.target().path(),
                visit.exchange().headers(),
                request);
        Router.Planned planned = shared.router().plan(snapshot, asking, trace);
        if (ROUTING.isDebugEnabled()) {
            ROUTING.atDebug()
                    .addKeyValue("id", visit.id())
                    .addKeyValue(
                            "decisions",
                            trace.decisions().stream()
                                    .map(Trace.Decision::toString)
                                    .toList())
                    .log("planned");
        }
        visit.mark(Moment.PLANNED);
        switch (planned) {
            case Router.Planned.Refused(Problem problem) -> visit.refuse(problem);
            case Router.Planned.Ready(var plan) -> {
                run(
                        new Call(
                                visit.id(),
                                visit.principal(),
                                asked,
                                visit.words(),
                                visit.target(),
                                visit.exchange().headers(),
                                request,
                                plan,
                                visit.tab()),
                        snapshot);
            }
        }
    }

    private void run(Call call, Snapshot snapshot) {
        leave = shared.chain()
                .start(
                        call,
                        visit.exchange().loop(),
                        (passed, filters, end) -> dispatch(passed, filters, snapshot, end),
                        outcome -> {
                            visit.mark(Moment.ADMITTED); // or not
                            visit.end(outcome);
                        });
        visit.client().onGone(() -> {
            leave.run();
            if (attempts != null) {
                attempts.clientGone(GONE);
            }
        });
    }

    private void dispatch(Call call, List<ResponseFilter> filters, Snapshot snapshot, Consumer<Outcome> end) {
        visit.mark(Moment.ADMITTED);
        attempts = new Attempts(
                new Place(
                        loop.upstream(),
                        loop.timers(),
                        shared.settings(),
                        visit.client(),
                        visit.timeline(),
                        new Prepared.Tools(shared.reasoning(), shared.clock()),
                        shared.router(),
                        snapshot,
                        visit.exchange().loop(),
                        shared.waiting(),
                        this::releaseBody,
                        visit.live(),
                        visit::started),
                call,
                filters,
                end);
        attempts.start();
    }

    /// Gives the body's bytes back to the process's budget, once.
    private void releaseBody() {
        Runnable once = release;
        release = () -> {};
        once.run();
    }
}
