package dev.weir.admin;

import dev.weir.directory.Kinds;
import dev.weir.problem.Problem;
import dev.weir.store.Event;
import dev.weir.store.Key;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the outbox is told: who did what to what, as it was before and after, or who was not allowed to. Of secrets it
/// says a fingerprint.
final class Events {

    private static final int FINGERPRINT = 12;

    private Events() {}

    /// @param number which of the events of its request it is, from 1
    static Event changed(
            Ask ask, int number, Key target, Optional<JsonNode> before, Optional<JsonNode> after, Instant at) {
        ObjectNode json = event(ask, number, "allowed", at);
        json.put("team", team(ask, target, before, after));
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

    /// Somebody looked at something that is itself audited.
    static Event read(Ask ask, Key target, Instant at) {
        ObjectNode json = event(ask, 1, "allowed", at);
        json.put("kind", "read");
        json.put("team", ask.request().target().parameters().getOrDefault("team", ""));
        json.putObject("target").put("kind", target.kind()).put("id", target.id());
        return finished(json, at);
    }

    static Event denied(Ask ask, Problem problem, Instant at) {
        ObjectNode json = event(ask, 1, "denied", at);
        json.put("team", ask.value("team"));
        json.put("status", problem.kind().status());
        json.put("code", problem.kind().code());
        json.put("why", problem.detail());
        return finished(json, at);
    }

    /// The team that it is about, which is seldom the administrator's; empty where it is about none.
    private static String team(Ask ask, Key target, Optional<JsonNode> before, Optional<JsonNode> after) {
        if (target.kind().equals(Kinds.TEAM)) {
            return target.id();
        }
        if (!ask.value("team").isEmpty()) {
            return ask.value("team");
        }
        return after.or(() -> before)
                .map(json -> json.path("team_name").stringValue(""))
                .orElse("");
    }

    /// The id is the request's, so that the same request is never two; its further events have a number behind it.
    private static ObjectNode event(Ask ask, int number, String decision, Instant at) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("event_id", number == 1 ? ask.id() : ask.id() + "#" + number);
        json.put("at", at.toString());
        json.put("action", ask.route().action());
        json.put("decision", decision);
        json.put("request_id", ask.id());
        json.put("method", ask.request().method());
        json.put("path", ask.request().target().path());
        json.put("agent", ask.request().headers().first("user-agent").orElse(""));
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
