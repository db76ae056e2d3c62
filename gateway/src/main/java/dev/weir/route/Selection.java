package dev.weir.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.config.RoutingConfig;
import dev.weir.config.RoutingNode;
import dev.weir.config.RoutingNode.Group;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.config.Violation;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.http.Headers;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which routing configuration a request goes by: the one it brings, the one it names, that of its model, or the
/// provider that it names.
final class Selection {

    /// What came of looking for one.
    sealed interface Selected {
        /// @param model what leaves that name none are asked for
        record Route(RoutingNode root, String model, List<Loss> lost) implements Selected {}

        record Refused(Problem problem) implements Selected {}
    }

    static final String CONFIG = "x-portkey-config";
    static final String NAMED = "x-routing-config";

    /// Portkey's users name a provider, or what they call a virtual key: another name of a configured provider.
    private static final List<String> PROVIDER = List.of("x-portkey-provider", "x-portkey-virtual-key");

    private static final int MOST_TOLD = 10;

    private final Snapshot snapshot;
    private final Headers headers;
    private final Trace trace;
    private final Losses lost = new Losses();

    Selection(Snapshot snapshot, Headers headers, Trace trace) {
        this.snapshot = snapshot;
        this.headers = headers;
        this.trace = trace;
    }

    Selected of(String asked) {
        Optional<String> config = headers.first(CONFIG);
        Optional<String> named = headers.first(NAMED);
        if (config.isPresent()) {
            Optional<String> json = json(config.get().strip());
            return json.isPresent()
                    ? inline(json.get(), asked)
                    : named(CONFIG, config.get().strip(), asked);
        }
        trace.decided(CONFIG, () -> "is not there");
        if (named.isPresent()) {
            return named(NAMED, named.get().strip(), asked);
        }
        trace.decided(NAMED, () -> "is not there");
        return byModel(asked);
    }

    /// The document, if this is one: as it is, or in base64. Else it is a name.
    private static Optional<String> json(String value) {
        if (value.startsWith("{")) {
            return Optional.of(value);
        }
        try {
            byte[] decoded = (value.indexOf('-') >= 0 || value.indexOf('_') >= 0
                            ? Base64.getUrlDecoder()
                            : Base64.getDecoder())
                    .decode(value);
            return Optional.of(new String(decoded, UTF_8).strip()).filter(text -> text.startsWith("{"));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Selected inline(String json, String asked) {
        return switch (RoutingConfig.read(json)) {
            case RoutingConfig.Read.Invalid(List<Violation> violations) ->
                refused(Kind.ROUTING_INVALID, "the header %s: %s".formatted(CONFIG, told(violations)));
            case RoutingConfig.Read.Valid(RoutingConfig config) -> {
                List<Violation> missing = Routings.missing(config, snapshot);
                if (!missing.isEmpty()) {
                    yield refused(Kind.ROUTING_INVALID, "the header %s: %s".formatted(CONFIG, told(missing)));
                }
                trace.decided(CONFIG, () -> "the request brings a configuration");
                yield route(config, CONFIG, asked);
            }
        };
    }

    private Selected named(String header, String name, String asked) {
        NamedRouting routing = snapshot.routings().get(name);
        if (routing == null) {
            return refused(
                    Kind.ROUTING_UNKNOWN,
                    "the header %s: no routing configuration is named %s; there are %s"
                            .formatted(header, name, snapshot.routings().keySet()));
        }
        return switch (routing) {
            case NamedRouting.Disabled(List<Violation> violations) ->
                refused(
                        Kind.ROUTING_INVALID,
                        "the routing configuration %s is disabled: %s".formatted(name, told(violations)));
            case NamedRouting.Ready(RoutingConfig config) -> {
                trace.decided(header, () -> "names the configuration " + name);
                yield route(config, header, asked);
            }
        };
    }

    private Selected route(RoutingConfig config, String header, String asked) {
        config.notices().forEach(notice -> lost.ignored("/" + header + notice.path(), notice.message()));
        return new Selected.Route(config.root(), asked, lost.list());
    }

    private Selected byModel(String asked) {
        if (asked.isEmpty()) {
            return refused(Kind.FIELD_INVALID, "/model: there is no model; a string is wanted");
        }
        Optional<String> provider = provider();
        int slash = asked.indexOf('/');
        if (asked.startsWith("@") && slash > 1) {
            trace.decided("model", () -> "names its provider");
            return explicit(asked.substring(1, slash), asked.substring(slash + 1));
        }
        Optional<RoutingNode> route = snapshot.model(asked);
        if (route.isPresent() && route.get() instanceof Group group) {
            provider.filter(name -> !isIn(group, name))
                    .ifPresent(name -> lost.ignored(
                            "/x-portkey-provider", "the model's route decides, and %s is not in it".formatted(name)));
            trace.decided("model", () -> "has a route over several targets");
            return new Selected.Route(group, asked, lost.list());
        }
        if (provider.isPresent()) {
            trace.decided("x-portkey-provider", () -> "names the provider");
            return explicit(provider.get(), asked);
        }
        trace.decided("x-portkey-provider", () -> "is not there");
        if (route.isEmpty()) {
            return refused(
                    Kind.MODEL_UNKNOWN,
                    "model: " + asked + " is not configured here; GET /v1/models lists those that are");
        }
        trace.decided("model", () -> "has a provider in the configuration");
        return new Selected.Route(route.get(), asked, lost.list());
    }

    private Selected explicit(String provider, String model) {
        if (snapshot.provider(provider).isEmpty()) {
            return refused(
                    Kind.PROVIDER_UNKNOWN,
                    "no provider is named %s; there are %s".formatted(provider, snapshot.providerNames()));
        }
        return new Selected.Route(Leaf.of(provider, Optional.of(model)), model, lost.list());
    }

    /// The provider that a header names.
    private Optional<String> provider() {
        for (String name : PROVIDER) {
            Optional<String> said =
                    headers.first(name).map(Selection::withoutAt).filter(value -> !value.isBlank());
            if (said.isPresent()) {
                return said;
            }
        }
        return Optional.empty();
    }

    private boolean isIn(Group group, String provider) {
        return group.leaves().stream()
                .flatMap(leaf -> leaf.provider().flatMap(snapshot::provider).stream())
                .anyMatch(one -> snapshot.provider(provider).filter(one::equals).isPresent());
    }

    private static String withoutAt(String name) {
        return name.startsWith("@") ? name.substring(1) : name;
    }

    private static String told(List<Violation> violations) {
        String all =
                violations.stream().limit(MOST_TOLD).map(Violation::toString).collect(Collectors.joining("; "));
        return violations.size() > MOST_TOLD ? all + "; and %d more".formatted(violations.size() - MOST_TOLD) : all;
    }

    private static Selected refused(Kind kind, String detail) {
        return new Selected.Refused(new Problem(kind, detail));
    }
}
