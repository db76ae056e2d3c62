package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.SimulatorAnswer.Unanswered;
import dev.weir.simulator.SimulatorAnswer.Whole;
import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.Instead;
import dev.weir.simulator.format.Api;
import dev.weir.simulator.format.Dialect;
import dev.weir.simulator.format.Door;
import dev.weir.simulator.format.Event;
import dev.weir.simulator.format.Ids;
import dev.weir.simulator.format.Question;
import dev.weir.simulator.format.Refusal;
import dev.weir.simulator.format.Reply;
import dev.weir.simulator.meter.Billing;
import dev.weir.simulator.meter.Work;
import dev.weir.simulator.seal.Fingerprint;
import dev.weir.wire.aws.SignatureV4;
import dev.weir.wire.aws.SignatureV4.Verdict;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Where one request is seen to: its faults, its key, its model, and then its question. For one thread.
final class Desk {

    private final SimulatorSettings settings;
    private final Staging staging;
    private final HttpRequest request;
    private final Dialect dialect;
    private final Ids ids;
    private final Headers headers;

    Desk(SimulatorSettings settings, Staging staging, HttpRequest request, Dialect dialect, Ids ids) {
        this.settings = settings;
        this.staging = staging;
        this.request = request;
        this.dialect = dialect;
        this.ids = ids;
        this.headers = dialect.headers(ids);
    }

    SimulatorAnswer answer(Route route, List<Fault> faults) {
        return instead(faults).orElseGet(() -> properly(route, faults));
    }

    /// The request cannot be answered as it is.
    SimulatorAnswer refuse(String why) {
        return refuse(dialect.failing(400), why);
    }

    private SimulatorAnswer properly(Route route, List<Fault> faults) {
        return switch (route) {
            case Route.Greeting _ -> whole(HttpResponse.json(200, Map.of("ok", true)));
            case Route.Nowhere _ ->
                refuse(
                        dialect.failing(404),
                        "There is no " + request.method() + " "
                                + request.target().path() + ".");
            case Route.Token _ ->
                whole(HttpResponse.json(
                        200,
                        Map.of("access_token", settings.keys().token(), "expires_in", 3600, "token_type", "Bearer")));
            case Route.Operation(Api api, Door door) -> keyed(door.guard(), key -> ask(api, door, key, faults));
            case Route.ModelList _ -> keyed(dialect, _ -> json(settings.models().list(dialect)));
            case Route.Model(String name) ->
                keyed(
                        dialect,
                        _ -> settings.models().has(name)
                                ? json(settings.models().one(name, dialect))
                                : refuse(dialect.unknownModel(name)));
        };
    }

    private SimulatorAnswer keyed(Dialect guard, Function<String, SimulatorAnswer> answer) {
        boolean signed = request.headers()
                .first("authorization")
                .filter(value -> value.startsWith("AWS4-"))
                .isPresent();
        if (signed) {
            return signed(answer);
        }
        return guard.key(request.headers())
                .filter(key -> settings.keys().take(guard, key))
                .map(answer)
                .orElseGet(() -> refuse(guard, guard.badKey()));
    }

    /// Where any key is taken, a signature has to be well-formed, timely and about this body.
    private SimulatorAnswer signed(Function<String, SimulatorAnswer> answer) {
        Verdict verdict = SignatureV4.verify(
                request.method(),
                request.target().toString(),
                request.headers(),
                request.body(),
                settings.keys()::aws,
                settings.clock().instant());
        return switch (verdict) {
            case Verdict.Fine fine -> answer.apply(fine.keyId());
            case Verdict.Wrong(String exception, String message) ->
                settings.keys() instanceof Keys.Any && exception.equals("UnrecognizedClientException")
                        ? answer.apply("signed")
                        : refuse(Dialect.BEDROCK, new Refusal(403, "", message, exception, ""));
        };
    }

    private SimulatorAnswer ask(Api api, Door door, String key, List<Fault> faults) {
        Optional<ObjectNode> body = body();
        if (body.isEmpty()) {
            return refuse(dialect.failing(400), "We could not parse the JSON body of your request.");
        }
        return switch (door.enter(request, body.get())) {
            case Door.Entered.Refused(Refusal refusal) -> refuse(refusal);
            case Door.Entered.In(Headers inner, ObjectNode asked) ->
                ask(
                        api,
                        door,
                        new Question(
                                inner,
                                asked,
                                Fingerprint.of(key),
                                ids,
                                settings.clock().instant().getEpochSecond()),
                        faults);
        };
    }

    private SimulatorAnswer ask(Api api, Door door, Question question, List<Fault> faults) {
        String model = question.body().path("model").stringValue("");
        if (model.isEmpty()) {
            return refuse(dialect.failing(400), "model: Field required");
        }
        if (!settings.models().has(model)) {
            return refuse(dialect.unknownModel(model));
        }
        return api.refusal(question)
                .map(this::refuse)
                .orElseGet(() -> staging.stage(through(door, api.answer(question)), headers, door.framing(), faults));
    }

    private static Reply through(Door door, Reply reply) {
        return switch (reply) {
            case Reply.Free(ObjectNode json) -> new Reply.Free(door.leave(json));
            case Reply.Whole(Work work, ObjectNode json) -> new Reply.Whole(work, door.leave(json));
            case Reply.Stream(Work work, List<Event> events, Reply.Failure failure) ->
                new Reply.Stream(work, door.leave(events), failure);
        };
    }

    private Optional<ObjectNode> body() {
        try {
            return JsonMapper.shared().readTree(request.body()) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /// What a fault puts in the place of an answer.
    private Optional<SimulatorAnswer> instead(List<Fault> faults) {
        return faults.stream()
                .filter(Instead.class::isInstance)
                .map(Instead.class::cast)
                .findFirst()
                .flatMap(this::instead);
    }

    private Optional<SimulatorAnswer> instead(Instead instead) {
        return switch (instead) {
            case Instead.Status status -> Optional.of(status(status));
            case Instead.Html _ ->
                Optional.of(page("text/html", "<html><body><h1>This is not the API.</h1></body></html>"));
            case Instead.ErrorWith200 _ -> Optional.of(json(dialect.error(dialect.failing(500), ids)));
            case Instead.Redirect(int status, String location) ->
                Optional.of(whole(new HttpResponse(
                        status, headers.toBuilder().set("location", location).build(), new byte[0])));
            case Instead.Reset _ -> Optional.of(new Unanswered(Ending.RESET, Billing.FREE));
            case Instead.Silence _ -> Optional.empty(); // the question is read first
        };
    }

    private SimulatorAnswer status(Instead.Status status) {
        var all = headers.toBuilder();
        boolean json = status.body().isEmpty() || status.body().startsWith("{");
        all.set("content-type", json ? "application/json" : "text/plain; charset=utf-8");
        dialect.errorHeaders(dialect.failing(status.status())).forEach(all::set);
        status.headers().forEach(all::set);
        byte[] body = status.body().isEmpty()
                ? JsonMapper.shared().writeValueAsBytes(dialect.error(dialect.failing(status.status()), ids))
                : status.body().getBytes(UTF_8);
        return whole(new HttpResponse(status.status(), all.build(), body));
    }

    private SimulatorAnswer page(String type, String text) {
        return whole(new HttpResponse(
                200, headers.toBuilder().set("content-type", type).build(), text.getBytes(UTF_8)));
    }

    private SimulatorAnswer refuse(Refusal refusal, String message) {
        return refuse(new Refusal(refusal.status(), refusal.type(), message, refusal.code(), refusal.param()));
    }

    private SimulatorAnswer refuse(Refusal refusal) {
        return refuse(dialect, refusal);
    }

    private SimulatorAnswer refuse(Dialect words, Refusal refusal) {
        Headers.Builder all = headers.toBuilder().set("content-type", "application/json");
        words.errorHeaders(refusal).forEach(all::set);
        return whole(new HttpResponse(
                refusal.status(), all.build(), JsonMapper.shared().writeValueAsBytes(words.error(refusal, ids))));
    }

    private SimulatorAnswer json(ObjectNode json) {
        return said(200, json);
    }

    private SimulatorAnswer said(int status, ObjectNode json) {
        return whole(new HttpResponse(
                status,
                headers.toBuilder().set("content-type", "application/json").build(),
                JsonMapper.shared().writeValueAsBytes(json)));
    }

    static SimulatorAnswer whole(HttpResponse response) {
        return new Whole(response, Duration.ZERO, Billing.FREE);
    }
}
