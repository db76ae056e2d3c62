package dev.weir.relay;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.CallReport;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.By;
import dev.weir.call.Principal;
import dev.weir.call.ResponseFilter;
import dev.weir.call.Target;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.relay.Routes.Route;
import dev.weir.route.Router;
import dev.weir.route.Snapshot;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.json.RequestShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request from its headers to its end: who asks, what it says, where it goes, and the report when it is over.
///
/// Lives on the exchange's event loop.
final class Intake {

    /// How long the body of a request may be that is not a call of a provider.
    private static final int SHORT = 64 * 1024;

    private final InferenceServer.Shared shared;
    private final Upstream upstream;
    private final Timers timers;
    private final Exchange exchange;
    private final String id;
    private final Instant arrived;
    private final Timeline timeline;
    private final Answering client;

    private WireFormat words = OpenAiChat.FORMAT;
    private Optional<RequestTarget> target = Optional.empty();
    private Optional<Principal> principal = Optional.empty();
    private Optional<Operation> operation = Optional.empty();
    private String model = "";
    private boolean streams;
    private boolean over;
    private @Nullable Dispatch dispatch;
    private Runnable leave = () -> {};
    /// How the call ended while it waited for something to show the provider.
    private Optional<Outcome> early = Optional.empty();

    private final Consumer<Problem> cut;

    Intake(InferenceServer.Shared shared, Upstream upstream, Timers timers, Exchange exchange) {
        this.shared = shared;
        this.upstream = upstream;
        this.timers = timers;
        this.exchange = exchange;
        this.id = shared.ids().next();
        this.arrived = shared.clock().instant();
        this.timeline = new Timeline(timers.nanos());
        this.client = new Answering(exchange.response());
        this.cut = problem -> exchange.loop().execute(() -> guarded(() -> cut(problem)));
    }

    void start() {
        guarded(this::target);
    }

    /// Does a step; a bug of ours ends this call and no other.
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            end(new Outcome.Failed(bug));
        }
    }

    private void target() {
        Headers headers = exchange.headers();
        switch (RequestTarget.parse(exchange.rawTarget())) {
            case RequestTarget.Parsed.Refused(Problem problem) -> refuse(problem);
            case RequestTarget.Parsed.Target(RequestTarget parsed) -> {
                target = Optional.of(parsed);
                words = Routes.words(parsed.path(), headers);
                if (headers.size() > shared.mostHeaders()) {
                    refuse(new Problem(
                            Kind.HEADERS_TOO_LARGE,
                            "there are %d headers; at most %d are taken"
                                    .formatted(headers.size(), shared.mostHeaders())));
                    return;
                }
                route(shared.routes().of(exchange.method(), parsed, headers), parsed);
            }
        }
    }

    private void route(Route route, RequestTarget parsed) {
        switch (route) {
            case Route.Root() -> probe(shared.live().ready(), "Weir: an AI gateway\n");
            case Route.Live() -> probe(true, "live\n");
            case Route.Ready() -> probe(shared.live().ready(), "ready\n");
            case Route.Open(var answer) -> whole(parsed, answer);
            case Route.Inference _,
                    Route.ModelList _,
                    Route.OneModel _,
                    Route.Wrong _,
                    Route.WrongMethod _,
                    Route.Unknown _ -> {
                if (isWebSocket()) {
                    refuse(new Problem(
                            Kind.WEBSOCKET_NOT_SUPPORTED,
                            "WebSockets are not supported; send a POST and read the stream"));
                } else if (!shared.live().open()) {
                    refuse(draining());
                } else {
                    shared.live().add(cut);
                    authenticate(route);
                }
            }
        }
    }

    private boolean isWebSocket() {
        return exchange.headers()
                .first("upgrade")
                .filter("websocket"::equalsIgnoreCase)
                .isPresent();
    }

    private void authenticate(Route route) {
        authenticated(shared.authentication().authenticate(exchange.headers()), route);
    }

    private void authenticated(Result result, Route route) {
        if (over) {
            return; // ended while it waited
        }
        switch (result) {
            case Result.Passed(Principal known) -> {
                principal = Optional.of(known);
                timeline.mark(Moment.AUTHENTICATED, timers.nanos());
                authorised(route);
            }
            case Result.Refused(Problem problem) -> refuse(problem);
            case Result.Slow(var decide) ->
                shared.waiting().execute(() -> {
                    Outcome[] failed = new Outcome[1];
                    Optional<? extends Result> decided = decided(decide, failed);
                    exchange.loop()
                            .execute(() -> guarded(() -> {
                                if (decided.isPresent()) {
                                    authenticated(decided.get(), route);
                                } else {
                                    end(failed[0]);
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
    private void authorised(Route route) {
        switch (route) {
            case Route.Inference wanted -> {
                operation = Optional.of(wanted.operation());
                model = wanted.model().orElse("");
                shared.reader().read(exchange, result -> guarded(() -> read(wanted, result)));
            }
            case Route.Wrong(Problem problem) -> refuse(problem);
            case Route.ModelList(ModelLists.Shape shape) ->
                answer(ModelLists.all(shared.snapshot().current(), shape));
            case Route.OneModel(String name, ModelLists.Shape shape) ->
                ModelLists.one(shared.snapshot().current(), name, shape)
                        .ifPresentOrElse(
                                this::answer,
                                () -> refuse(
                                        new Problem(Kind.MODEL_UNKNOWN, "model: " + name + " is not configured here")));
            case Route.WrongMethod(String wanted) ->
                refuse(new Problem(
                        Kind.METHOD_NOT_ALLOWED,
                        "the method is %s; %s is wanted".formatted(exchange.method(), wanted)));
            case Route.Unknown _ ->
                refuse(new Problem(
                        Kind.ROUTE_UNKNOWN,
                        "nothing is served at " + target.orElseThrow().path()));
            case Route.Root _, Route.Live _, Route.Ready _, Route.Open _ ->
                throw new IllegalStateException("answered before anybody asked who it is");
        }
    }

    private void read(Route.Inference wanted, RequestReader.Result result) {
        if (over) {
            if (result instanceof RequestReader.Result.Ready ready) {
                ready.release().run();
            }
            return; // ended while it was read
        }
        timeline.mark(Moment.BODY_READ, timers.nanos());
        switch (result) {
            case RequestReader.Result.Refused(Problem problem) -> refuse(problem);
            case RequestReader.Result.Gone() -> end(new Outcome.Broken(By.CLIENT, left(), Usage.NONE, List.of()));
            case RequestReader.Result.Ready(RequestShape request, Runnable release) -> {
                var held = new Held(release);
                try {
                    understood(wanted, request, held);
                } catch (RuntimeException failure) {
                    held.release();
                    end(new Outcome.Failed(failure));
                }
            }
        }
    }

    private void understood(Route.Inference wanted, RequestShape request, Held body) {
        if (wanted.envelope() != Envelope.BEDROCK) {
            plan(wanted, request, body);
            return;
        }
        client.through(wanted.operation() == Operation.COUNT_TOKENS ? CountClient::new : EventStreamClient::new);
        if (wanted.operation() != Operation.COUNT_TOKENS) {
            plan(wanted, request, body);
            return;
        }
        switch (BedrockCount.inside(request)) {
            case RequestShape.Read.Shape(RequestShape inside) -> plan(wanted, inside, body);
            case RequestShape.Read.Refused(Problem problem) -> {
                body.release();
                refuse(problem);
            }
        }
    }

    private void plan(Route.Inference wanted, RequestShape request, Held body) {
        Asked asked = asked(wanted, request);
        model = asked.model();
        streams = asked.streams();
        Snapshot snapshot = shared.snapshot().current();
        switch (Router.plan(snapshot, asked, exchange.headers())) {
            case Router.Planned.Refused(Problem problem) -> {
                body.release();
                refuse(problem);
            }
            case Router.Planned.Ready(var plan) -> {
                timeline.mark(Moment.PLANNED, timers.nanos());
                var call = new Call(
                        id,
                        principal.orElseThrow(),
                        asked,
                        words,
                        target.orElseThrow(),
                        exchange.headers(),
                        request,
                        plan);
                run(call, snapshot, body);
            }
        }
    }

    /// What the path does not say, the body does.
    private static Asked asked(Route.Inference wanted, RequestShape request) {
        boolean bodySays = !wanted.envelope().streamInPath() || wanted.envelope() == Envelope.VERTEX;
        return new Asked(
                wanted.operation(),
                wanted.envelope(),
                wanted.model().orElseGet(request::model),
                wanted.streams() || (bodySays && request.streams()));
    }

    private void run(Call call, Snapshot snapshot, Held body) {
        var place = new Dispatch.Place(
                upstream, timers, shared.settings(), client, timeline, exchange.loop(), body::release);
        leave = shared.chain()
                .start(
                        call,
                        exchange.loop(),
                        (passed, filters, end) -> dispatch(passed, filters, place, snapshot, end),
                        outcome -> {
                            body.release();
                            end(outcome);
                        });
        client.onGone(() -> {
            leave.run();
            if (dispatch == null) {
                early = Optional.of(new Outcome.Broken(By.CLIENT, left(), Usage.NONE, List.of()));
            } else {
                dispatch.clientGone();
            }
        });
    }

    /// Ends the call for a reason of ours, wherever it is.
    private void cut(Problem problem) {
        if (dispatch != null) {
            dispatch.cut(problem);
        } else {
            leave.run(); // whatever it waits for, no provider is asked any more
            early = Optional.of(new Outcome.Refused(problem));
            refuse(problem);
        }
    }

    private void dispatch(
            Call call, List<ResponseFilter> filters, Dispatch.Place place, Snapshot snapshot, Consumer<Outcome> end) {
        Target first = call.plan().targets().getFirst();
        Provider provider = snapshot.provider(first.provider()).orElseThrow();
        new Proving(
                        provider,
                        call.plan().credential(),
                        exchange.loop(),
                        proved -> {
                            if (early.isPresent()) {
                                end.accept(early.get());
                                return;
                            }
                            try {
                                dispatch = new Dispatch(place, call, first, provider, proved, filters, end);
                                dispatch.start();
                            } catch (RuntimeException bug) {
                                end.accept(new Outcome.Failed(bug));
                            }
                        },
                        problem ->
                                end.accept(early.orElseGet(() -> new Outcome.Unserved(problem, Usage.NONE, List.of()))))
                .start();
    }

    private void end(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        shared.live().remove(cut);
        switch (outcome) {
            case Outcome.Served _, Outcome.Broken _ -> {}
            case Outcome.Answered(HttpResponse response) -> client.whole(response.with("x-request-id", id));
            case Outcome.Refused(Problem problem) -> say(problem);
            case Outcome.Unserved unserved -> say(unserved.problem());
            case Outcome.Failed _ -> say(new Problem(Kind.INTERNAL, "the gateway failed; the call is " + id));
        }
        timeline.mark(Moment.FIRST_BYTE, timers.nanos());
        timeline.mark(Moment.LAST_BYTE, timers.nanos());
        shared.reports()
                .ended(new CallReport(
                        id,
                        arrived,
                        exchange.method(),
                        target,
                        exchange.remoteAddress(),
                        exchange.headers(),
                        principal,
                        operation,
                        model,
                        streams,
                        client.status(),
                        outcome,
                        timeline));
    }

    /// Says no: with a status if that is still possible, else inside the stream that has begun.
    private void say(Problem problem) {
        if (client.wasCut()) {
            return;
        }
        if (client.begun()) {
            client.send(words.watch().failure(problem, id));
            client.end();
        } else {
            HttpResponse refusal = words.refusal(problem, id);
            client.whole(problem.kind() == Kind.GATEWAY_DRAINING ? refusal.with("connection", "close") : refusal);
        }
    }

    private void refuse(Problem problem) {
        end(new Outcome.Refused(problem));
    }

    private void answer(HttpResponse response) {
        boolean head = exchange.method().equals("HEAD");
        end(new Outcome.Answered(
                head ? new HttpResponse(response.status(), response.headers(), new byte[0]) : response));
    }

    /// For those who look whether somebody is there; not worth a report.
    private void probe(boolean good, String text) {
        over = true;
        HttpResponse response = HttpResponse.text(good ? 200 : 503, good ? text : "not ready\n");
        boolean head = exchange.method().equals("HEAD");
        client.whole(head ? new HttpResponse(response.status(), response.headers(), new byte[0]) : response);
    }

    /// Reads a short body whole and has it answered on a virtual thread.
    private void whole(RequestTarget parsed, Function<HttpRequest, HttpResponse> answer) {
        exchange.read(new BoundedBody(
                SHORT,
                body -> shared.waiting().execute(() -> {
                    Outcome outcome =
                            answered(new HttpRequest(exchange.method(), parsed, exchange.headers(), body), answer);
                    exchange.loop().execute(() -> end(outcome));
                }),
                () -> refuse(new Problem(
                        Kind.BODY_TOO_LARGE, "the body is too large; at most %d bytes are taken".formatted(SHORT))),
                () -> end(new Outcome.Broken(By.CLIENT, left(), Usage.NONE, List.of()))));
    }

    private static Outcome answered(HttpRequest request, Function<HttpRequest, HttpResponse> answer) {
        try {
            return new Outcome.Answered(answer.apply(request));
        } catch (RuntimeException failure) {
            return new Outcome.Failed(failure);
        }
    }

    private static Problem draining() {
        return new Problem(Kind.GATEWAY_DRAINING, "this gateway is shutting down; another one will answer")
                .retryAfter(Duration.ofSeconds(1));
    }

    private static Problem left() {
        return new Problem(Kind.CLIENT_LEFT, "the client left before it had sent its request");
    }

    /// Gives a body back once.
    private static final class Held {
        private Runnable release;

        Held(Runnable release) {
            this.release = release;
        }

        void release() {
            Runnable once = release;
            release = () -> {};
            once.run();
        }
    }
}
