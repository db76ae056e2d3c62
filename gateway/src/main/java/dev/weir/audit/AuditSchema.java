package dev.weir.audit;

import dev.weir.audit.Column.Flag;
import dev.weir.audit.Column.Real;
import dev.weir.audit.Column.Text;
import dev.weir.audit.Column.Time;
import dev.weir.audit.Column.Whole;
import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Change;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.Audio;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// The one list of columns of the audit trail, of calls and of administration, of which files, JSON and the index are
/// made. The first fourteen are those that the reference system has, with the values that they should have had.
///
/// The list grows at its end. A column is never taken away, renamed or given another type, so that every query that
/// was once right stays so; `schema-1.txt` in the tests holds it to that.
public final class AuditSchema {

    /// Always to the microsecond, so that its order as text is its order in time.
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final double NANO = 1e9;
    private static final long MILLI_MICROS = 1_000;

    public static final List<Column> ALL = List.of(
            text("team", record -> record.who().team()),
            text("user_id", record -> record.who().user()),
            text("model", record -> record.what().model()),
            text("provider", record -> record.what().provider()),
            tokens("prompt_tokens", Usage::input),
            tokens("completion_tokens", Usage::output),
            tokens("total_tokens", usage -> usage.input() + usage.output()),
            tokens("cache_read_tokens", Usage::cacheRead),
            new Whole("latency_ms", AuditSchema::timed, record -> record.times().total() / MILLI_MICROS),
            new Real("cost_usd", AuditSchema::priced, record -> nanoUsd(record) / NANO),
            new Real(
                    "cache_savings_usd",
                    AuditSchema::saved,
                    record -> record.money().savings() / NANO),
            new Text("status", true, AuditSchema::status),
            new Text("correlation_id", true, AuditSchema::correlation),
            new Text("request_timestamp", true, record -> TIMESTAMP.format(record.at())),
            new Text("event_id", true, AuditRecord::id),
            new Text("kind", true, record -> word(record.kind())),
            new Time("happened_at", AuditRecord::at),
            text("actor", record -> record.who().actor()),
            text("actor_team", record -> record.who().actorTeam()),
            text("client", record -> record.who().client()),
            text("session", record -> record.who().session()),
            text("project", record -> record.who().project()),
            text("cost_center", record -> record.who().costCenter()),
            text("source_ip", record -> record.who().address()),
            text("agent", record -> record.who().agent()),
            text("action", record -> record.what().action()),
            text("resource", AuditSchema::resource),
            new Text("decision", true, record -> record.end().allowed() ? "allow" : "deny"),
            text("method", record -> record.what().method()),
            text("path", record -> record.what().path()),
            text("asked_model", record -> record.what().asked()),
            new Flag(
                    "streamed",
                    record -> call(record) || record.what().streamed(),
                    record -> record.what().streamed()),
            counted("attempts", record -> record.what().attempts()),
            new Whole(
                    "http_status",
                    record -> record.end().status() != 0,
                    record -> record.end().status()),
            text("outcome", record -> record.end().outcome()),
            text("reason", record -> record.end().reason()),
            text("detail", record -> record.end().why()),
            counted("losses", record -> record.end().losses()),
            tokens("fresh_tokens", Usage::fresh),
            tokens("cache_write_5m_tokens", usage -> usage.cacheWrite().minutes5()),
            tokens("cache_write_30m_tokens", usage -> usage.cacheWrite().minutes30()),
            tokens("cache_write_1h_tokens", usage -> usage.cacheWrite().hour1()),
            tokens("cache_write_12h_tokens", usage -> usage.cacheWrite().hours12()),
            tokens("reasoning_tokens", Usage::reasoning),
            new Whole("cost_nano_usd", AuditSchema::priced, AuditSchema::nanoUsd),
            counted("delivered_nano_usd", record -> record.money().delivered()),
            counted("reserved_nano_usd", record -> record.money().reserved()),
            new Whole(
                    "savings_nano_usd",
                    AuditSchema::saved,
                    record -> record.money().savings()),
            text("estimated", record -> record.money().estimated()),
            text("price", record -> record.money().price()),
            new Whole(
                    "first_byte_us",
                    record -> record.times().firstByte() != 0,
                    record -> record.times().firstByte()),
            new Whole("total_us", AuditSchema::timed, record -> record.times().total()),
            counted("gateway_us", record -> record.times().gateway()),
            counted("held_us", record -> record.times().held()),
            text("change_kind", record -> record.change().map(Change::kind).orElse("")),
            text("change_id", record -> record.change().map(Change::id).orElse("")),
            text("before", record -> record.change().map(Change::before).orElse("")),
            text("after", record -> record.change().map(Change::after).orElse("")),
            text("configuration", record -> record.versions().configuration()),
            new Whole(
                    "documents",
                    record -> record.versions().documents() != 0,
                    record -> record.versions().documents()),
            text("trace_id", record -> record.versions().trace()),
            new Whole(
                    "web_searches",
                    record -> record.usage().searches() != 0,
                    record -> record.usage().searches()),
            audio("audio_input_tokens", Audio::input),
            audio("audio_cache_read_tokens", Audio::cached),
            audio("audio_output_tokens", Audio::output));

    /// Those that follow from others: a record can be made again without them.
    static final Set<String> COMPUTED = Set.of(
            "prompt_tokens",
            "total_tokens",
            "latency_ms",
            "cost_usd",
            "cache_savings_usd",
            "status",
            "correlation_id",
            "request_timestamp",
            "resource");

    private AuditSchema() {}

    /// The word for a kind, in files and in questions.
    public static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Column text(String name, Function<AuditRecord, String> value) {
        return new Text(name, false, value);
    }

    /// Tokens, where somebody counted them.
    private static Column tokens(String name, ToLongFunction<Usage> value) {
        return new Whole(name, AuditSchema::metered, record -> value.applyAsLong(record.usage()));
    }

    /// Tokens of sound, where there are some.
    private static Column audio(String name, ToLongFunction<Audio> value) {
        return new Whole(
                name,
                record -> value.applyAsLong(record.usage().audio()) != 0,
                record -> value.applyAsLong(record.usage().audio()));
    }

    /// A number that calls have, zero included, and that means nothing elsewhere.
    private static Column counted(String name, ToLongFunction<AuditRecord> value) {
        Predicate<AuditRecord> known = record -> call(record) || value.applyAsLong(record) != 0;
        return new Whole(name, known, value);
    }

    private static boolean call(AuditRecord record) {
        return record.kind() == Kind.CALL;
    }

    /// A call that no provider was asked for has used nothing; of one that was sent and that nobody counted, nothing is
    /// known.
    private static boolean metered(AuditRecord record) {
        return !record.usage().equals(Usage.NONE)
                || (call(record) && record.what().attempts() == 0);
    }

    private static boolean timed(AuditRecord record) {
        return call(record) || record.times().total() != 0;
    }

    private static boolean priced(AuditRecord record) {
        return record.money().billed().isPresent();
    }

    private static boolean saved(AuditRecord record) {
        return record.money().savings() != 0 || (call(record) && metered(record));
    }

    private static long nanoUsd(AuditRecord record) {
        return record.money().billed().orElse(0);
    }

    /// `success`, `denied` or `error`.
    private static String status(AuditRecord record) {
        if (!record.end().allowed()) {
            return "denied";
        }
        boolean whole = !call(record)
                || Set.of("served", "answered").contains(record.end().outcome());
        return whole && record.end().status() < 400 && record.kind() != Kind.GATEWAY_LOST ? "success" : "error";
    }

    /// What the client was told as `x-request-id`. One request of an administrator can be several events: their ids are
    /// the request's, from the second on with `#` and a number.
    private static String correlation(AuditRecord record) {
        int mark = record.id().indexOf('#');
        return mark < 0 ? record.id() : record.id().substring(0, mark);
    }

    private static String resource(AuditRecord record) {
        return record.change()
                .map(change -> change.kind() + "/" + change.id())
                .orElse(record.what().path());
    }
}
