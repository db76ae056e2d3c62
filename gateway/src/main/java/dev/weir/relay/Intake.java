package dev.weir.relay;

import dev.weir.call.OpenAnswer;
import dev.weir.call.Outcome;
import dev.weir.call.Principal;
import dev.weir.call.Timeline.Moment;
import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.Routes.Route;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What can be said of a request from its headers alone: whether it is taken, who asks, and what for. Answers what is
/// no call of a provider; a call goes on in a [Passage].
///
/// Lives on the exchange's event loop.
final class Intake {

    /// How long the body of a request may be that is not a call of a provider.
    private static final int SHORT = 64 * 1024;

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final InferenceServer.Shared shared;
    private final InferenceServer.Loop loop;
    private final Exchange exchange;
    private final Visit visit;
    private Consumer<Problem> cut;

    Intake(InferenceServer.Shared shared, InferenceServer.Loop loop, Exchange exchange) {
        this.shared = shared;
        this.loop = loop;
        this.exchange = exchange;
        this.visit = new Visit(shared, loop.timers(), exchange, this::cut);
        this.cut = visit::refuse;
    }

    void start() {
        visit.guarded(this::target);
    }

    private void target() {
        Headers headers = exchange.headers();
        switch (RequestTarget.parse(exchange.rawTarget())) {
            case RequestTarget.Parsed.Refused(Problem problem) -> visit.refuse(problem);
            case RequestTarget.Parsed.Target(RequestTarget parsed) -> {
                visit.goesTo(parsed, Routes.words(parsed.path(), headers));
                if (headers.size() > shared.mostHeaders()) {
                    visit.refuse(new Problem(
                            Kind.HEADERS_TOO_LARGE,
                            "there are %d headers; at most %d are taken"
                                    .formatted(headers.size(), shared.mostHeaders())));
                    return;
                }
                route(shared.routes().of(exchange.method(), parsed, headers));
            }
        }
    }

    private void route(Route route) {
        switch (route) {
            case Route.Root() -> probe(shared.live().ready(), "Weir: an AI gateway\n");
            case Route.Live() -> probe(true, "live\n");
            case Route.Ready() -> probe(shared.live().ready(), "ready\n");
            case Route.Open _,
                    Route.Inference _,
                    Route.ModelList _,
                    Route.OneModel _,
                    Route.CapabilitiesOf _,
                    Route.UsageOfMe _,
                    Route.Wrong _,
                    Route.WrongMethod _,
                    Route.Unknown _ -> admit(route);
        }
    }

    private void admit(Route route) {
        InetAddress source = shared.admission().source(exchange.peer(), exchange.headers());
        visit.comesFrom(source);
        Optional<Problem> refusal = shared.admission().refusal(source);
        if (refusal.isPresent()) {
            visit.refuse(refusal.get());
        } else if (loop.pressure().refuses()) {
            visit.refuse(new Problem(Kind.OVERLOADED, "the gateway has more calls to do than it can keep up with")
                    .retryAfter(RETRY));
        } else if (route instanceof Route.Open(var answer)) {
            if (exchange.method().equals("POST")) {
                visit.isKept();
            }
            whole(answer);
        } else if (isWebSocket()) {
            visit.refuse(new Problem(
                    Kind.WEBSOCKET_NOT_SUPPORTED, "WebSockets are not supported; send a POST and read the stream"));
        } else if (!shared.live().open()) {
            visit.refuse(draining());
        } else {
            visit.isKept();
            shared.live().add(visit.live());
            visit.lastly(() -> shared.live().remove(visit.live()));
            authenticated(shared.authentication().authenticate(exchange.headers()), route);
        }
    }

    /// From any thread.
    private void cut(Problem problem) {
        exchange.loop().execute(() -> visit.guarded(() -> cut.accept(problem)));
    }

    private boolean isWebSocket() {
        return exchange.headers()
                .first("upgrade")
                .filter("websocket"::equalsIgnoreCase)
                .isPresent();
    }

    private void authenticated(Result result, Route route) {
        if (visit.over()) {
            return; // ended while it waited
        }
        switch (result) {
            case Result.Passed(Principal known) -> {
                visit.isBy(known);
                authorised(known, route);
            }
            case Result.Refused(Problem problem) -> {
                visit.mark(Moment.AUTHENTICATED);
                visit.refuse(problem);
            }
            case Result.Slow(var decide) ->
                shared.waiting().execute(() -> {
                    Outcome[] failed = new Outcome[1];
                    Optional<? extends Result> decided = decided(decide, failed);
                    exchange.loop()
                            .execute(() -> visit.guarded(() -> {
                                if (decided.isPresent()) {
                                    authenticated(decided.get(), route);
                                } else {
                                    visit.end(failed[0]);
                                }
                            }));
                });
        }
    }

    private static Optional<Result> decided(Callable<? extends Result> decide, Outcome[] failed) {
        try {
            return Optional.of(decide.call());
        } catch (Exception failure) {
            failed[0] = new Outcome.Failed(failure);
            return Optional.empty();
        }
    }

    /// Who asks is known; only now do we say what there is.
    private void authorised(Principal known, Route route) {
        switch (route) {
            case Route.Inference wanted -> call(known, wanted);
            case Route.Wrong(Problem problem) -> visit.refuse(problem);
            case Route.ModelList(ModelLists.Shape shape) -> visit.answer(ModelLists.all(offer(known), shape));
            case Route.OneModel(String name, ModelLists.Shape shape) ->
                ModelLists.one(offer(known), name, shape)
                        .ifPresentOrElse(visit::answer, () -> visit.refuse(noModel(name)));
            case Route.CapabilitiesOf(String name)
            when name.isEmpty() ->
                visit.refuse(new Problem(
                        Kind.FIELD_INVALID, "the query says no model; /v1/capabilities?model=... is wanted"));
            case Route.CapabilitiesOf(String name) ->
                elsewhere(() -> Capabilities.of(offer(known), name)
                        .<Outcome>map(Outcome.Answered::new)
                        .orElseGet(() -> new Outcome.Refused(noModel(name))));
            case Route.UsageOfMe _ ->
                elsewhere(() -> new Outcome.Answered(shared.usage().apply(known)));
            case Route.WrongMethod(String wanted) ->
                visit.refuse(new Problem(
                        Kind.METHOD_NOT_ALLOWED,
                        "the method is %s; %s is wanted".formatted(exchange.method(), wanted)));
            case Route.Unknown _ ->
                visit.refuse(new Problem(
                        Kind.ROUTE_UNKNOWN,
                        "nothing is served at " + visit.target().path()));
            case Route.Root _, Route.Live _, Route.Ready _, Route.Open _ ->
                throw new IllegalStateException("answered before anybody asked who it is");
        }
    }

    private void call(Principal known, Route.Inference wanted) {
        visit.asksFor(wanted.operation(), wanted.model().orElse(""), wanted.streams());
        Optional<Problem> tooMany = shared.concurrency().enter(known);
        if (tooMany.isPresent()) {
            visit.refuse(tooMany.get());
            return;
        }
        visit.afterwards(() -> shared.concurrency().leave(known));
        var passage = new Passage(shared, loop, visit, wanted);
        cut = passage::cut;
        passage.start();
    }

    /// Not worth a report.
    private void probe(boolean good, String text) {
        visit.unreported(HttpResponse.text(good ? 200 : 503, good ? text : "not ready\n"));
    }

    private Offer offer(Principal known) {
        return new Offer(shared.snapshot().current(), known.standing());
    }

    private static Problem noModel(String name) {
        return new Problem(Kind.MODEL_UNKNOWN, "model: " + name + " is not configured here");
    }

    /// Reads a short body whole and has it answered.
    private void whole(Function<HttpRequest, OpenAnswer> answer) {
        exchange.read(new BoundedBody(
                SHORT,
                body -> elsewhere(() -> answered(
                        answer.apply(new HttpRequest(exchange.method(), visit.target(), exchange.headers(), body)))),
                visit::refuse,
                visit::left));
    }

    private Outcome answered(OpenAnswer answer) {
        answer.by().ifPresent(known -> exchange.loop().execute(() -> visit.turnsOutToBeBy(known)));
        return answer.outcome();
    }

    /// Has it decided on a virtual thread how this ends.
    private void elsewhere(Supplier<Outcome> decide) {
        shared.waiting().execute(() -> {
            Outcome outcome = decided(decide);
            exchange.loop().execute(() -> visit.end(outcome));
        });
    }

    private static Outcome decided(Supplier<Outcome> decide) {
        try {
            return decide.get();
        } catch (RuntimeException failure) {
            return new Outcome.Failed(failure);
        }
    }

    private static Problem draining() {
        return new Problem(Kind.GATEWAY_DRAINING, "this gateway is shutting down; another one will answer")
                .retryAfter(Duration.ofSeconds(1));
    }
}
