package dev.weir.admin;

import dev.weir.problem.Problem;
import dev.weir.store.Event;
import dev.weir.store.Key;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the outbox is told: who did what to what, as it was before and after, or who was not allowed to. Of secrets it
/// says a fingerprint.
final class Events {

    private static final int FINGERPRINT = 12;

    private Events() {}

    static Event changed(Ask ask, Key target, Optional<JsonNode> before, Optional<JsonNode> after, Instant at) {
        ObjectNode json = event(ask, "allowed", at);
        json.putObject("target").put("kind", target.kind()).put("id", target.id());
        json.set(
                "before",
                before.<JsonNode>map(Events::fingerprinted)
                        .orElse(JsonMapper.shared().nullNode()));
        json.set(
                "after",
                after.<JsonNode>map(Events::fingerprinted)
                        .orElse(JsonMapper.shared().nullNode()));
        return finished(json, at);
    }

    static Event denied(Ask ask, Problem problem, Instant at) {
        ObjectNode json = event(ask, "denied", at);
        json.put("code", problem.kind().code());
        json.put("why", problem.detail());
        return finished(json, at);
    }

    private static ObjectNode event(Ask ask, String decision, Instant at) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("event_id", UUID.randomUUID().toString());
        json.put("at", at.toString());
        json.put("action", ask.route().action());
        json.put("decision", decision);
        json.put("request_id", ask.id());
        json.put("method", ask.request().method());
        json.put("path", ask.request().target().path());
        json.putObject("actor")
                .put("id", ask.principal().id())
                .put("client", ask.principal().client())
                .put("team", ask.principal().team());
        return json;
    }

    private static Event finished(ObjectNode json, Instant at) {
        return new Event(json.path("event_id").stringValue(), at, json.toString());
    }

    private static JsonNode fingerprinted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonMapper.shared().createObjectNode();
            object.forEachEntry((name, value) -> {
                if (name.equals("hash") && value.isString()) {
                    copy.put(
                            "fingerprint",
                            value.stringValue()
                                    .substring(
                                            0,
                                            Math.min(
                                                    FINGERPRINT,
                                                    value.stringValue().length())));
                } else {
                    copy.set(name, fingerprinted(value));
                }
            });
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonMapper.shared().createArrayNode();
            array.forEach(one -> copy.add(fingerprinted(one)));
            return copy;
        }
        return node;
    }
}
