package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.SimulatorAnswer.Unanswered;
import dev.weir.simulator.SimulatorAnswer.Whole;
import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.Instead;
import dev.weir.simulator.format.Api;
import dev.weir.simulator.format.Dialect;
import dev.weir.simulator.format.Ids;
import dev.weir.simulator.format.Question;
import dev.weir.simulator.format.Refusal;
import dev.weir.simulator.meter.Billing;
import dev.weir.simulator.seal.Fingerprint;
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
            case Route.Operation(Api api) -> keyed(key -> ask(api, key, faults));
            case Route.ModelList _ -> keyed(_ -> json(settings.models().list(dialect)));
            case Route.Model(String name) ->
                keyed(_ -> settings.models().has(name)
                        ? json(settings.models().one(name, dialect))
                        : refuse(dialect.unknownModel(name)));
        };
    }

    private SimulatorAnswer keyed(Function<String, SimulatorAnswer> answer) {
        return dialect.key(request.headers())
                .filter(key -> settings.keys().take(dialect, key))
                .map(answer)
                .orElseGet(() -> refuse(dialect.badKey()));
    }

    private SimulatorAnswer ask(Api api, String key, List<Fault> faults) {
        Optional<ObjectNode> body = body();
        if (body.isEmpty()) {
            return refuse(dialect.failing(400), "We could not parse the JSON body of your request.");
        }
        String model = body.get().path("model").stringValue("");
        if (model.isEmpty()) {
            return refuse(dialect.failing(400), "model: Field required");
        }
        if (!settings.models().has(model)) {
            return refuse(dialect.unknownModel(model));
        }
        var question = new Question(
                request.headers(),
                body.get(),
                Fingerprint.of(key),
                ids,
                settings.clock().instant().getEpochSecond());
        return api.refusal(question)
                .map(this::refuse)
                .orElseGet(() -> staging.stage(api.answer(question), headers, faults));
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
        return said(refusal.status(), dialect.error(refusal, ids));
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
