package dev.weir.adapters.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.audit.AuditJson;
import dev.weir.call.AuditRecord;
import dev.weir.store.AuditLog.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A source of audit records: the n-th is a call named `n`, one a minute.
final class Trail {

    static final String SOURCE = "journal 1";
    static final Instant BEGIN = Instant.parse("2026-11-25T23:58:00.000001Z");
    static final Duration KEPT = Duration.ofDays(365);

    private Trail() {}

    static ObjectNode call(String id, Instant at) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("event_id", id)
                .put("kind", "call")
                .put("happened_at", at.toString())
                .put("decision", "allow")
                .put("outcome", "served")
                .put("http_status", 200)
                .put("attempts", 1)
                .put("team", "red")
                .put("actor_team", "red")
                .put("actor", "alice")
                .put("action", "messages")
                .put("provider", "anthropic")
                .put("model", "claude-1")
                .put("fresh_tokens", 100)
                .put("completion_tokens", 10)
                .put("total_us", 1_234_567)
                .put("cost_nano_usd", 1_500_000_000L);
    }

    static AuditRecord record(ObjectNode json) {
        return AuditJson.read(json.toString().getBytes(UTF_8));
    }

    static AuditRecord record(long number) {
        return record(call(id(number), BEGIN.plus(Duration.ofMinutes(number))));
    }

    static String id(long number) {
        return "%08d".formatted(number);
    }

    /// Records from behind one number up to another.
    static Batch batch(long after, long upTo) {
        return new Batch(
                SOURCE,
                after,
                upTo,
                LongStream.rangeClosed(after + 1, upTo).mapToObj(Trail::record).toList());
    }

    static List<String> ids(int upTo) {
        return IntStream.rangeClosed(1, upTo).mapToObj(Trail::id).toList();
    }
}
