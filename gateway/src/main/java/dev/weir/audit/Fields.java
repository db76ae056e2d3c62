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
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The columns of one record while it is read, and the record that they make.
final class Fields {

    private final Map<String, Object> values = new HashMap<>();

    void put(String name, Object value) {
        values.put(name, value);
    }

    AuditRecord record() {
        try {
            return new AuditRecord(
                    text("event_id"),
                    Kind.valueOf(text("kind").toUpperCase(Locale.ROOT)),
                    Instant.parse(text("happened_at")),
                    who(),
                    new What(
                            text("action"),
                            text("method"),
                            text("path"),
                            text("asked_model"),
                            text("provider"),
                            text("model"),
                            values.get("streamed") instanceof Boolean streamed && streamed,
                            (int) number("attempts")),
                    new End(
                            (int) number("http_status"),
                            text("outcome"),
                            text("decision").equals("allow"),
                            text("reason"),
                            text("detail"),
                            (int) number("losses")),
                    usage(),
                    new Money(
                            values.get("cost_nano_usd") instanceof Long billed
                                    ? OptionalLong.of(billed)
                                    : OptionalLong.empty(),
                            number("delivered_nano_usd"),
                            number("reserved_nano_usd"),
                            number("savings_nano_usd"),
                            text("estimated"),
                            text("price")),
                    new Times(number("first_byte_us"), number("total_us"), number("gateway_us"), number("held_us")),
                    change(),
                    new Versions(text("configuration"), number("documents"), text("trace_id")));
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("an audit record has no time: " + noTime.getMessage(), noTime);
        }
    }

    private Who who() {
        return new Who(
                text("actor"),
                text("actor_team"),
                text("team"),
                text("client"),
                text("user_id"),
                text("session"),
                text("project"),
                text("cost_center"),
                text("source_ip"),
                text("agent"));
    }

    private Usage usage() {
        var usage = new Usage(
                number("fresh_tokens"),
                number("cache_read_tokens"),
                new CacheWrite(
                        number("cache_write_5m_tokens"),
                        number("cache_write_30m_tokens"),
                        number("cache_write_1h_tokens"),
                        number("cache_write_12h_tokens")),
                number("completion_tokens"),
                number("reasoning_tokens"),
                number("web_searches"));
        return usage.withAudio(
                number("audio_input_tokens"), number("audio_cache_read_tokens"), number("audio_output_tokens"));
    }

    private Optional<Change> change() {
        var change = new Change(text("change_kind"), text("change_id"), text("before"), text("after"));
        return change.equals(new Change("", "", "", "")) ? Optional.empty() : Optional.of(change);
    }

    private String text(String name) {
        return values.get(name) instanceof String text ? text : "";
    }

    private long number(String name) {
        return values.get(name) instanceof Long number ? number : 0;
    }
}
