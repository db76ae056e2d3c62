package dev.weir.admin;

import dev.weir.call.Plan;
import dev.weir.call.Step;
import dev.weir.call.Target;
import dev.weir.config.Place;
import dev.weir.config.Violation;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.relay.Rehearsal;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.CircuitBreaker;
import dev.weir.route.Healths;
import dev.weir.route.Latency;
import dev.weir.route.NamedRouting;
import dev.weir.route.Router.Planned;
import dev.weir.route.Routings;
import dev.weir.route.Snapshot;
import dev.weir.route.TargetHealth;
import dev.weir.route.TargetState;
import dev.weir.route.TargetState.Mode;
import dev.weir.route.Trace;
import dev.weir.store.Key;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What administrators see and say of routes while calls run. What they say holds for this process and ends with it.
public final class RoutingResources implements Resources {

    private static final Logger LOG = LoggerFactory.getLogger(RoutingResources.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TARGETS = "/routing/targets";

    private final ActiveSnapshot snapshot;
    private final Healths healths;
    private final Rehearsal rehearsal;

    public RoutingResources(ActiveSnapshot snapshot, Healths healths, Rehearsal rehearsal) {
        this.snapshot = snapshot;
        this.healths = healths;
        this.rehearsal = rehearsal;
    }

    @Override
    public List<Route> routes(Registry registry) {
        Function<Ask, HttpResponse> put = ask -> put(registry, ask);
        return List.of(
                new Route("POST", "/routing/explain", Permission.ADMINISTRATORS, "routing.explain", this::explain),
                new Route("GET", TARGETS, Permission.ADMINISTRATORS, "targets.list", _ -> targets()),
                new Route("PUT", TARGETS + "/{id}/state", Permission.ADMINISTRATORS, "target.state", put),
                new Route(
                        "PUT", TARGETS + "/{provider}/{model}/state", Permission.ADMINISTRATORS, "target.state", put));
    }

    /// What is wrong with configurations that somebody has stored.
    @Override
    public List<Violation> violations() {
        var violations = new ArrayList<Violation>();
        snapshot.current().routings().forEach((name, routing) -> {
            if (routing instanceof NamedRouting.Disabled(var found)
                    && !Routings.builtIn().containsKey(name)) {
                found.forEach(one ->
                        violations.add(new Violation("/routing/" + name + one.path(), one.message(), Place.UNKNOWN)));
            }
        });
        return violations;
    }

    // What is there.

    private HttpResponse targets() {
        Snapshot current = snapshot.current();
        var all = new TreeMap<>(healths.asked());
        current.models()
                .forEach((model, route) -> route.leaves()
                        .forEach(leaf -> leaf.provider()
                                .flatMap(current::provider)
                                .ifPresent(provider -> {
                                    var target = new Target(
                                            provider.name(), leaf.model().orElse(model));
                                    all.put(target.toString(), target);
                                })));
        var told = new ArrayList<Map<String, Object>>();
        all.values().forEach(target -> told.add(target(target, current)));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("targets", told);
        var said = new LinkedHashMap<String, Object>();
        healths.said().forEach((id, state) -> said.put(id, state(state)));
        answer.put("states", said);
        var routings = new LinkedHashMap<String, Object>();
        current.routings().forEach((name, routing) -> routings.put(name, routing(routing)));
        answer.put("configs", routings);
        return HttpResponse.json(200, answer);
    }

    private Map<String, Object> target(Target target, Snapshot current) {
        TargetHealth health = healths.of(target);
        long now = healths.nanos();
        var told = new LinkedHashMap<String, Object>();
        told.put("id", target.toString());
        told.put("provider", target.provider());
        told.put("model", target.model());
        told.put("state", healths.state(target).mode().word());
        told.put("breaker", breaker(health.breaker(), now));
        current.provider(target.provider()).map(Provider::credentials).ifPresent(pool -> {
            Duration cooling =
                    health.cooling(pool.all().stream().map(one -> one.name()).toList(), now);
            if (!cooling.isZero()) {
                told.put("cools_down_ms", cooling.toMillis());
            }
        });
        health.latency().ifPresent(latency -> told.put("latency", latency(latency)));
        health.lastError()
                .ifPresent(
                        error -> told.put("last_error", Map.of("at", error.at().toString(), "why", error.why())));
        return told;
    }

    private static Map<String, Object> breaker(CircuitBreaker breaker, long now) {
        var told = new LinkedHashMap<String, Object>();
        switch (breaker) {
            case CircuitBreaker.Closed closed -> {
                told.put("state", "closed");
                told.put("failures_in_a_row", closed.inARow());
            }
            case CircuitBreaker.Open open -> {
                told.put("state", "open");
                told.put(
                        "for_ms",
                        Math.max(0, Duration.ofNanos(open.until() - now).toMillis()));
                told.put("times", open.times());
            }
            case CircuitBreaker.HalfOpen halfOpen -> {
                told.put("state", "half-open");
                told.put("times", halfOpen.times());
            }
        }
        return told;
    }

    private static Map<String, Object> latency(Latency latency) {
        return Map.of("first_byte_ms", Math.round(latency.firstByte()), "token_ms", latency.perToken());
    }

    private static Map<String, Object> state(TargetState state) {
        var told = new LinkedHashMap<String, Object>();
        told.put("state", state.mode().word());
        told.put("reason", state.reason());
        told.put("by", state.by());
        state.until().ifPresent(until -> told.put("until", until.toString()));
        return told;
    }

    private static Map<String, Object> routing(NamedRouting routing) {
        return switch (routing) {
            case NamedRouting.Ready _ -> Map.of("enabled", true);
            case NamedRouting.Disabled(var violations) ->
                Map.of(
                        "enabled",
                        false,
                        "violations",
                        violations.stream().map(Object::toString).toList());
        };
    }

    // What is said.

    private HttpResponse put(Registry registry, Ask ask) {
        String id = ask.values().containsKey("id") ? ask.value("id") : ask.value("provider") + "/" + ask.value("model");
        int slash = id.indexOf('/');
        String provider = slash < 0 ? id : id.substring(0, slash);
        if (snapshot.current().provider(provider).isEmpty()) {
            throw new Refusal(
                    Kind.PROVIDER_UNKNOWN,
                    "no provider is named %s; there are %s"
                            .formatted(provider, snapshot.current().providerNames()));
        }
        TargetState state = state(object(ask), ask.principal().client());
        Optional<TargetState> before = Optional.ofNullable(healths.said().get(id));
        healths.put(id, state);
        LOG.atInfo()
                .addKeyValue("target", id)
                .addKeyValue("state", state.mode().word())
                .addKeyValue("reason", state.reason())
                .addKeyValue("until", state.until().map(Instant::toString).orElse(""))
                .addKeyValue("by", state.by())
                .log("an operator said what becomes of a target");
        HttpResponse answer = HttpResponse.json(200, state(state));
        registry.done(ask, new Key("target", id), before.map(RoutingResources::tree), Optional.of(tree(state)), answer);
        return answer;
    }

    private static JsonNode tree(TargetState state) {
        return JSON.valueToTree(state(state));
    }

    private TargetState state(JsonNode body, String by) {
        Mode mode = Arrays.stream(Mode.values())
                .filter(one -> one.word().equals(body.path("state").stringValue("")))
                .findFirst()
                .orElseThrow(() -> new Refusal(Kind.FIELD_INVALID, "/state: wanted one of active, draining and off"));
        String reason = body.path("reason").stringValue("");
        if (reason.isBlank() && mode != Mode.ACTIVE) {
            throw new Refusal(Kind.FIELD_INVALID, "/reason: is missing; those who find it off will want to know why");
        }
        Optional<Instant> until = Optional.empty();
        if (body.has("until")) {
            until = instant(body.path("until").stringValue(""));
            if (until.isEmpty()) {
                throw new Refusal(Kind.FIELD_INVALID, "/until: wanted a moment to come, such as 2027-01-31T06:00:00Z");
            }
        }
        return new TargetState(mode, reason, until, by);
    }

    private Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(healths.clock().instant()::isBefore);
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    // What would be.

    private HttpResponse explain(Ask ask) {
        JsonNode json = object(ask);
        Headers.Builder headers = Headers.builder();
        json.path("headers")
                .propertyStream()
                .forEach(one -> headers.add(
                        one.getKey(),
                        one.getValue().isContainer()
                                ? one.getValue().toString()
                                : one.getValue().asString("")));
        var trace = new Trace.Written();
        Planned planned = rehearsal.plan(
                json.path("path").stringValue("/v1/chat/completions"),
                headers.build(),
                json.path("body").isObject() ? json.path("body").toString() : "{}",
                json.path("team").stringValue(""),
                trace);
        var answer = new LinkedHashMap<String, Object>();
        switch (planned) {
            case Planned.Ready(Plan plan) -> answer.put("plan", plan(plan));
            case Planned.Refused(Problem problem) -> answer.put("refused", problem.toJson());
        }
        answer.put(
                "decisions",
                trace.decisions().stream()
                        .map(one -> Map.of("at", one.path(), "why", one.text()))
                        .toList());
        return HttpResponse.json(200, answer);
    }

    private static Map<String, Object> plan(Plan plan) {
        var steps = new ArrayList<Map<String, Object>>();
        for (Step step : plan.steps()) {
            var told = new LinkedHashMap<String, Object>();
            told.put("target", step.target().toString());
            told.put("at", step.path());
            told.put("overrides", List.copyOf(step.settings().overrides().keySet()));
            step.settings().retry().ifPresent(retry -> told.put("retries", retry.attempts()));
            step.settings().requestTimeout().ifPresent(timeout -> told.put("request_timeout_ms", timeout.toMillis()));
            told.put(
                    "then",
                    step.onward().stream()
                            .map(onward ->
                                    plan.steps().get(onward.to()).target().toString())
                            .toList());
            steps.add(told);
        }
        var told = new LinkedHashMap<String, Object>();
        told.put("targets", steps);
        told.put("has_session", plan.session().isPresent());
        told.put("lost", plan.lost().stream().map(Object::toString).toList());
        return told;
    }

    private static JsonNode object(Ask ask) {
        JsonNode body = ask.json();
        if (!body.isObject()) {
            throw new Refusal(Kind.JSON_INVALID, "the body is something else, wanted a JSON object");
        }
        return body;
    }
}
