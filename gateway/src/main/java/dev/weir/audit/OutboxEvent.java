package dev.weir.audit;

import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Change;
import dev.weir.call.AuditRecord.End;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.AuditRecord.Times;
import dev.weir.call.AuditRecord.Versions;
import dev.weir.call.AuditRecord.What;
import dev.weir.call.AuditRecord.Who;
import dev.weir.store.Event;
import dev.weir.wire.chat.Usage;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An event of the outbox as an audit record.
final class OutboxEvent {

    private OutboxEvent() {}

    /// @throws IllegalArgumentException if it is no event of ours
    static AuditRecord record(Event event) {
        JsonNode json = json(event);
        boolean allowed = json.path("decision").stringValue("").equals("allowed");
        JsonNode actor = json.path("actor");
        return new AuditRecord(
                event.id(),
                kind(json, allowed),
                event.at(),
                new Who(
                        text(actor, "id"),
                        text(actor, "team"),
                        text(json, "team"),
                        text(actor, "client"),
                        "",
                        "",
                        "",
                        "",
                        "",
                        text(json, "agent")),
                new What(text(json, "action"), text(json, "method"), text(json, "path"), "", "", "", false, 0),
                new End(
                        json.path("status").asInt(0),
                        allowed ? "done" : "denied",
                        allowed,
                        text(json, "code"),
                        text(json, "why"),
                        0),
                Usage.NONE,
                Money.UNSAID,
                Times.NONE,
                change(json),
                new Versions("", 0, ""));
    }

    private static JsonNode json(Event event) {
        try {
            JsonNode json = JsonMapper.shared().readTree(event.json());
            if (json.isObject()) {
                return json;
            }
        } catch (JacksonException _) {
            // Said below.
        }
        throw new IllegalArgumentException("the event is no JSON object");
    }

    private static Kind kind(JsonNode json, boolean allowed) {
        if (!allowed) {
            return Kind.DENIAL;
        }
        return switch (text(json, "kind")) {
            case "read" -> Kind.READ;
            case "gateway_lost" -> Kind.GATEWAY_LOST;
            default -> Kind.CHANGE;
        };
    }

    private static Optional<Change> change(JsonNode json) {
        JsonNode target = json.path("target");
        if (!target.isObject()) {
            return Optional.empty();
        }
        return Optional.of(
                new Change(text(target, "kind"), text(target, "id"), state(json, "before"), state(json, "after")));
    }

    private static String state(JsonNode json, String name) {
        return json.path(name).isMissingNode() || json.path(name).isNull()
                ? ""
                : json.path(name).toString();
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).stringValue("");
    }
}
