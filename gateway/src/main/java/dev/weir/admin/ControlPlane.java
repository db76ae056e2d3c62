package dev.weir.admin;

import dev.weir.call.Principal;
import dev.weir.directory.Directory;
import dev.weir.identity.Clients;
import dev.weir.identity.Scopes;
import dev.weir.identity.TokenIssuer;
import dev.weir.policy.Authentication;
import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.DocumentStore;
import dev.weir.store.StoreUnavailable;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The control plane: a function from request to response. What a route needs stands in its [Permission]; what is not
/// in the table is not there. What goes wrong is told as RFC 9457 says, and whoever is denied something is told to the
/// outbox.
public final class ControlPlane {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final int STRANGERS_AT_ONCE = 60;
    private static final Duration STRANGERS_PACE = Duration.ofSeconds(1);

    /// Who has shown no credential that is good for anything here.
    private static final Principal STRANGER = new Principal("", "", "", Set.of());

    /// Who asks.
    private sealed interface Role {
        record Administrator(Principal principal) implements Role {}

        record Member(Principal principal) implements Role {}

        record Nobody(Problem problem) implements Role {}
    }

    private final Authentication administrators;
    private final Authentication members;
    private final Issuing issuing;
    private final Registry registry;
    private final AttemptLimit strangers;
    private final List<Route> routes;

    /// @param administrators lets in who may change things
    /// @param members lets in who may call models, to look at their own team
    /// @param more what there is besides teams and who belongs to them
    /// @param changed has this gateway see at once what was written; others see it soon
    public ControlPlane(
            Authentication administrators,
            Authentication members,
            DocumentStore store,
            Optional<TokenIssuer> issuer,
            Clients.Hasher hasher,
            Supplier<Directory> directory,
            RoutingRules rules,
            List<Resources> more,
            InstantSource clock,
            Runnable changed) {
        this.administrators = administrators;
        this.members = members;
        this.issuing = new Issuing(issuer, hasher, directory);
        this.registry = new Registry(store, hasher, clock, changed);
        this.strangers = new AttemptLimit(STRANGERS_AT_ONCE, STRANGERS_PACE, clock);
        var all = new ArrayList<Route>();
        all.add(new Route(
                "GET", "/health/live", Permission.ANYBODY, "health.live", _ -> HttpResponse.text(200, "live\n")));
        all.add(new Route("GET", "/openapi.json", Permission.ANYBODY, "openapi.read", _ -> openApi()));
        all.add(new Route("POST", "/issuer/rotate", Permission.ADMINISTRATORS, "issuer.rotate", this::rotate));
        all.add(new Route(
                "GET", "/config/violations", Permission.ADMINISTRATORS, "violations.list", _ -> violations(more)));
        all.addAll(new Teams(registry, issuing).routes());
        all.addAll(new TeamClients(registry, issuing).routes());
        all.addAll(new TeamKeys(registry, issuing).routes());
        all.addAll(new Tiers(registry).routes());
        all.addAll(new RoutingConfigs(registry, rules).routes());
        more.forEach(resources -> all.addAll(resources.routes(registry)));
        this.routes = List.copyOf(all);
    }

    /// The table of all routes.
    List<Route> routes() {
        return routes;
    }

    /// Answers a request. May wait.
    public HttpResponse answer(HttpRequest request) {
        String id = UUID.randomUUID().toString();
        HttpResponse answer;
        try {
            answer = routed(id, request);
        } catch (Refusal refusal) {
            answer = HttpResponse.problem(refusal.problem());
        } catch (StoreUnavailable away) {
            LOG.atWarn().addKeyValue("why", String.valueOf(away.getMessage())).log("the store is not available");
            answer = HttpResponse.problem(new Problem(
                            Kind.STORE_UNAVAILABLE,
                            "the store does not answer; nothing was changed, or it is not known"))
                    .with("retry-after", "5");
        }
        return answer.with("x-request-id", id).with("cache-control", "no-store");
    }

    private HttpResponse routed(String id, HttpRequest request) {
        var methods = new TreeSet<String>();
        Optional<Route> found = Optional.empty();
        Map<String, String> values = Map.of();
        for (Route route : routes) {
            Optional<Map<String, String>> here = route.values(request.target().path());
            if (here.isPresent()) {
                methods.add(route.method());
                if (route.method().equals(request.method())
                        && found.filter(other -> !route.saysMoreThan(other)).isEmpty()) {
                    found = Optional.of(route);
                    values = decoded(here.get());
                }
            }
        }
        if (found.isPresent() && found.get().permission() == Permission.ANYBODY) {
            return found.get().handler().apply(new Ask(id, found.get(), request, STRANGER, false, values));
        }
        Route route = found.orElse(
                new Route(request.method(), "", Permission.ADMINISTRATORS, "unknown", _ -> unknown(request, methods)));
        return switch (role(request)) {
            case Role.Nobody(Problem problem) ->
                stranger(new Ask(id, route, request, STRANGER, false, values), problem);
            case Role.Administrator(Principal principal) ->
                administered(new Ask(id, route, request, principal, true, values));
            case Role.Member(Principal principal) -> looked(new Ask(id, route, request, principal, false, values));
        };
    }

    private static Map<String, String> decoded(Map<String, String> values) {
        var decoded = new HashMap<String, String>();
        values.forEach((name, value) -> decoded.put(name, RequestTarget.decoded(value)));
        return decoded;
    }

    private HttpResponse administered(Ask ask) {
        Optional<HttpResponse> before = registry.replies().before(ask, registry.now());
        if (before.isPresent()) {
            return before.get();
        }
        try {
            return ask.route().handler().apply(ask);
        } catch (Refusal refusal) {
            if (refusal.problem().kind() == Kind.GRANT_EXCEEDS_GRANTOR) {
                registry.denied(ask, refusal.problem());
            }
            throw refusal;
        }
    }

    /// Whoever may call models looks at their own team. Another team's things are as unknown as those that do not
    /// exist.
    private HttpResponse looked(Ask ask) {
        if (ask.route().permission() != Permission.OWN_TEAM) {
            var problem = new Problem(Kind.SCOPE_MISSING, "the credential lacks the scope " + Scopes.ADMIN);
            registry.denied(ask, problem);
            return HttpResponse.problem(problem);
        }
        if (!ask.team().equals(ask.principal().team())) {
            Refusal unknown = Refusal.unknown("team", ask.team());
            registry.denied(ask, unknown.problem());
            throw unknown;
        }
        return ask.route().handler().apply(ask);
    }

    /// Strangers are told to the outbox at a pace that fills no disk.
    private HttpResponse stranger(Ask ask, Problem problem) {
        if (strangers.allows("")) {
            registry.denied(ask, problem);
        }
        return HttpResponse.problem(problem);
    }

    private Role role(HttpRequest request) {
        return switch (decided(administrators.authenticate(request.headers()))) {
            case Result.Passed(Principal principal) -> new Role.Administrator(principal);
            case Result.Refused(Problem problem)
            when problem.kind() == Kind.SCOPE_MISSING ->
                switch (decided(members.authenticate(request.headers()))) {
                    case Result.Passed(Principal principal) -> new Role.Member(principal);
                    case Result.Refused _, Result.Slow _ -> new Role.Nobody(problem);
                };
            case Result.Refused(Problem problem) -> new Role.Nobody(problem);
            case Result.Slow _ -> throw new IllegalStateException("waited for already");
        };
    }

    private static Result decided(Result result) {
        Result decided = result;
        while (decided instanceof Result.Slow(var decide)) {
            try {
                decided = decide.call();
            } catch (Exception failure) {
                throw new IllegalStateException("the caller could not be authenticated", failure);
            }
        }
        return decided;
    }

    private static HttpResponse unknown(HttpRequest request, Set<String> methods) {
        if (methods.isEmpty()) {
            throw new Refusal(
                    Kind.ROUTE_UNKNOWN,
                    "nothing is served at " + request.target().path());
        }
        return HttpResponse.problem(new Problem(
                        Kind.METHOD_NOT_ALLOWED, "the method is %s; there are %s".formatted(request.method(), methods)))
                .with("allow", String.join(", ", methods));
    }

    /// Signs tokens with a new key; those that were signed before stay good until they expire.
    private HttpResponse rotate(Ask ask) {
        if (issuing.issuer().isEmpty()) {
            throw new Refusal(Kind.DOCUMENT_STATE, "there is no embedded-issuer in the configuration");
        }
        String kid = issuing.issuer().get().keys().rotate();
        HttpResponse answer = HttpResponse.json(200, Map.of("kid", kid));
        registry.happened(ask, "issuer", kid, answer);
        LOG.atInfo()
                .addKeyValue("kid", kid)
                .addKeyValue("by", ask.principal().client())
                .log("the issuer signs with a new key");
        return answer;
    }

    /// Documents that are out of use.
    private HttpResponse violations(List<Resources> more) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        var items = json.putArray("items");
        Stream.concat(
                        issuing.directory().get().violations().stream(),
                        more.stream().flatMap(one -> one.violations().stream()))
                .forEach(one -> items.addObject().put("path", one.path()).put("message", one.message()));
        json.put("count", items.size());
        return HttpResponse.json(200, json);
    }

    private static HttpResponse openApi() {
        try (InputStream document = ControlPlane.class.getResourceAsStream("openapi.json")) {
            if (document == null) {
                throw new IllegalStateException("openapi.json is not beside its class");
            }
            return HttpResponse.json(200, JsonMapper.shared().readTree(document));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
