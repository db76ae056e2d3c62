package dev.weir.admin;

import dev.weir.config.Section;
import dev.weir.config.Violation;
import dev.weir.directory.Kinds;
import dev.weir.directory.Shapes;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.wire.http.HttpResponse;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/routing/configs`: named routing configurations. What one may say, [RoutingRules] knows.
final class RoutingConfigs {

    private final Registry registry;
    private final RoutingRules rules;

    RoutingConfigs(Registry registry, RoutingRules rules) {
        this.registry = registry;
        this.rules = rules;
    }

    List<Route> routes() {
        String one = "/routing/configs/{name}";
        return List.of(
                new Route("GET", "/routing/configs", Permission.ADMINISTRATORS, "routing.list", this::list),
                new Route("POST", "/routing/configs", Permission.ADMINISTRATORS, "routing.make", this::make),
                new Route("GET", one, Permission.ADMINISTRATORS, "routing.read", this::read),
                new Route("PUT", one, Permission.ADMINISTRATORS, "routing.change", this::change),
                new Route("DELETE", one, Permission.ADMINISTRATORS, "routing.delete", this::delete),
                new Route("GET", one + "/history", Permission.ADMINISTRATORS, "routing.history", this::history),
                new Route("POST", one + "/rollback", Permission.ADMINISTRATORS, "routing.rollback", this::rollback));
    }

    /// Those of ours and the documents, in pages of which the first has ours.
    private HttpResponse list(Ask ask) {
        HttpResponse page = Pages.of(
                registry.store(),
                Kinds.ROUTING,
                ask,
                _ -> true,
                document -> shown(document.key().id(), config(document), false));
        if (ask.request().target().parameters().containsKey("cursor")
                || rules.builtIn().isEmpty()) {
            return page;
        }
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(page.body());
        var items = json.objectNode().arrayNode();
        rules.builtIn().forEach((name, config) -> items.add(shown(name, config, true)));
        json.path("items").forEach(items::add);
        json.set("items", items);
        json.put("count", items.size());
        return HttpResponse.json(200, json);
    }

    private HttpResponse make(Ask ask) {
        JsonNode body = ask.json();
        String name = named(body);
        if (rules.builtIn().containsKey(name)) {
            throw new Refusal(Kind.DOCUMENT_EXISTS, "the routing configuration %s is built in".formatted(name));
        }
        JsonNode config = checked(body.path("config"));
        return registry.commit(
                ask,
                List.of(Registry.Put.fresh(Kinds.routing(name), config)),
                HttpResponse.json(201, shown(name, config, false)));
    }

    private static String named(JsonNode body) {
        ObjectNode names = JsonMapper.shared().createObjectNode();
        body.forEachEntry((name, value) -> {
            if (!name.equals("config")) {
                names.set(name, value);
            }
        });
        return Ask.checked(body.isObject() ? names : body, RoutingConfigs::name);
    }

    private static String name(Section body) {
        return body.required("name", Shapes.NAME_OF_OURS);
    }

    private HttpResponse read(Ask ask) {
        String name = ask.value("name");
        JsonNode ours = rules.builtIn().get(name);
        if (ours != null) {
            return HttpResponse.json(200, shown(name, ours, true));
        }
        Document document = existing(name);
        return HttpResponse.json(200, shown(name, config(document), false))
                .with("etag", Registry.etag(document.version()));
    }

    private HttpResponse change(Ask ask) {
        String name = writable(ask);
        long version = ask.mustMatch();
        JsonNode config = checked(ask.json());
        Document before = existing(name);
        Registry.seen(before, OptionalLong.of(version));
        return written(ask, name, before, config);
    }

    private HttpResponse delete(Ask ask) {
        Document before = existing(writable(ask));
        Registry.seen(before, ask.ifMatch());
        return registry.commit(
                ask,
                List.of(Registry.Put.deletion(before)),
                HttpResponse.json(200, shown(before.key().id(), config(before), false)));
    }

    private HttpResponse history(Ask ask) {
        String name = ask.value("name");
        return Versions.history(
                registry, ask, Kinds.routing(name), "routing configuration", json -> shown(name, json, false));
    }

    private HttpResponse rollback(Ask ask) {
        String name = writable(ask);
        Document before = existing(name);
        Registry.seen(before, ask.ifMatch());
        return written(ask, name, before, checked(Versions.wanted(registry, ask, before.key())));
    }

    private HttpResponse written(Ask ask, String name, Document before, JsonNode config) {
        return registry.commit(
                ask, List.of(Registry.Put.over(before, config)), HttpResponse.json(200, shown(name, config, false)));
    }

    private String writable(Ask ask) {
        String name = ask.value("name");
        if (rules.builtIn().containsKey(name)) {
            throw new Refusal(Kind.DOCUMENT_STATE, "the routing configuration %s is built in".formatted(name));
        }
        return name;
    }

    private Document existing(String name) {
        return registry.existing(Kinds.routing(name), "routing configuration");
    }

    private JsonNode checked(JsonNode config) {
        if (!config.isObject()) {
            throw new Refusal(Kind.DOCUMENT_INVALID, "/config: a routing configuration is wanted, a JSON object");
        }
        List<Violation> violations = rules.violations(config);
        if (!violations.isEmpty()) {
            throw Refusal.of(violations);
        }
        return config;
    }

    private static JsonNode config(Document document) {
        return Registry.tree(document);
    }

    private static ObjectNode shown(String name, JsonNode config, boolean builtIn) {
        ObjectNode json =
                JsonMapper.shared().createObjectNode().put("name", name).put("builtin", builtIn);
        json.set("config", config);
        return json;
    }
}
