package dev.weir.admin;

import dev.weir.config.Section;
import dev.weir.config.Values;
import dev.weir.directory.Shapes;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.store.Key;
import dev.weir.wire.http.HttpResponse;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The versions of a document, and how it becomes again what it was.
final class Versions {

    private static final int MOST = 200;

    private Versions() {}

    static HttpResponse history(
            Registry registry, Ask ask, Key key, String what, Function<JsonNode, ObjectNode> shown) {
        var versions = registry.store().history(key, MOST);
        if (versions.isEmpty()) {
            throw Refusal.unknown(what, key.id());
        }
        ObjectNode json = JsonMapper.shared().createObjectNode();
        var items = json.putArray("items");
        for (Document one : versions.subList(0, Math.min(versions.size(), ask.number("limit", 1, MOST, MOST)))) {
            ObjectNode item = items.addObject()
                    .put("version", one.version())
                    .put("at", one.at().toString())
                    .put("by", one.by())
                    .put("deleted", one.deleted());
            if (!one.deleted()) {
                item.set("document", shown.apply(Registry.tree(one)));
            }
        }
        json.put("count", items.size());
        return HttpResponse.json(200, json);
    }

    /// What the version said that the body names.
    static JsonNode wanted(Registry registry, Ask ask, Key key) {
        long version = ask.body(Versions::version);
        return registry.store().history(key, Integer.MAX_VALUE).stream()
                .filter(one -> one.version() == version && !one.deleted())
                .findFirst()
                .map(Registry::tree)
                .orElseThrow(() -> new Refusal(
                        Kind.DOCUMENT_UNKNOWN,
                        "%s %s has no version %d to go back to".formatted(key.kind(), key.id(), version)));
    }

    private static long version(Section body) {
        return body.required("version", Shapes.COUNT);
    }

    /// The number of seconds for which an old secret stays good.
    static long overlap(Section body, long most, long otherwise) {
        return body.value(
                "overlap_seconds",
                Shapes.COUNT.that(seconds -> seconds <= most, "a whole number of seconds from 0 to " + most),
                otherwise);
    }

    static String clientOf(Section body) {
        return body.value("client_id", Values.TEXT, "");
    }
}
