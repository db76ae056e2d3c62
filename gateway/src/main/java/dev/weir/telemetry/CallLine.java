package dev.weir.telemetry;

import dev.weir.call.Attempt;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.CallReport;
import dev.weir.call.Ending;
import dev.weir.call.Outcome;
import dev.weir.call.Principal;
import dev.weir.call.Tab;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.call.Timeline.Part;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.RequestTarget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the log says of a call: who asked for what, how it ended and why, what was used, and where the time went. No
/// prompt, no answer, no key. `docs/log.md` lists the fields.
final class CallLine {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private CallLine() {}

    static Map<String, Object> of(CallReport report) {
        var line = new CallLine();
        line.who(report);
        line.how(report.outcome());
        line.money(report.tab());
        line.times(report.timeline());
        return line.fields;
    }

    private void who(CallReport report) {
        fields.put("id", report.id());
        fields.put("trace_id", report.trace().trace());
        fields.put("span_id", report.trace().span());
        fields.put("status", report.status());
        fields.put("team", report.principal().map(Principal::team).orElse(""));
        fields.put("client", report.principal().map(Principal::client).orElse(""));
        fields.put("from", report.remoteAddress());
        fields.put("method", report.method());
        fields.put(
                "path", Said.shortened(report.target().map(RequestTarget::path).orElse("")));
        fields.put("model", Said.shortened(report.model()));
        fields.put("stream", report.streamed());
        fields.put("agent", Said.shortened(report.headers().first("user-agent").orElse("")));
        Said.session(report.headers()).ifPresent(session -> fields.put("session", session));
    }

    private void how(Outcome outcome) {
        Ending ending = Ending.of(outcome);
        fields.put("outcome", ending.word());
        List<Attempt> attempts = outcome.attempts();
        if (!attempts.isEmpty()) {
            Attempt last = attempts.getLast();
            fields.put("target", last.target().toString());
            fields.put("credential", last.credential());
            fields.put("attempts", attempts.size());
            fields.put("provider_status", last.status());
            if (attempts.size() > 1) {
                fields.put("tried", attempts.stream().map(CallLine::told).toList());
            }
            if (!last.lost().isEmpty()) {
                fields.put("lost", last.lost().size());
                fields.put("lost_first", Said.shortened(last.lost().getFirst().toString()));
            }
        }
        if (!ending.error().isEmpty()) {
            fields.put("error", ending.error());
            fields.put("why", Said.shortened(ending.why()));
        }
        Usage usage = outcome.usage().whole();
        fields.put("input_tokens", usage.input());
        fields.put("cache_read_tokens", usage.cacheRead());
        fields.put("cache_write_tokens", usage.cacheWrite().total());
        fields.put("output_tokens", usage.output());
        fields.put("reasoning_tokens", usage.reasoning());
        if (usage.audio().input() > 0) {
            fields.put("audio_input_tokens", usage.audio().input());
        }
        if (usage.audio().output() > 0) {
            fields.put("audio_output_tokens", usage.audio().output());
        }
        if (usage.searches() > 0) {
            fields.put("web_searches", usage.searches());
        }
    }

    private void money(Tab tab) {
        Money money = tab.money();
        money.billed().ifPresent(cost -> fields.put("cost_nano_usd", cost));
        fields.put("reserved_nano_usd", money.reserved());
        if (!money.price().isEmpty()) {
            fields.put("price", money.price());
        }
        if (!money.estimated().isEmpty()) {
            fields.put("estimated", money.estimated());
        }
        fields.put("held_us", tab.held().toNanos() / 1_000);
        tab.notices().first(Tab.CLAMPED).ifPresent(limit -> fields.put("output_limited_to", Long.parseLong(limit)));
    }

    private void times(Timeline timeline) {
        Timeline.Parts parts = timeline.parts();
        fields.put("first_byte_us", timeline.micros(Moment.FIRST_BYTE));
        fields.put("total_us", parts.total());
        fields.put("gateway_us", parts.gateway());
        for (Part part : Part.values()) {
            fields.put(part.name().toLowerCase(Locale.ROOT) + "_us", parts.of(part));
        }
    }

    /// `openai/gpt-5 500 upstream_error 1312ms`
    private static String told(Attempt attempt) {
        return "%s %d%s %dms"
                .formatted(
                        attempt.target(),
                        attempt.status(),
                        attempt.error().isEmpty() ? "" : " " + attempt.error(),
                        attempt.took().toMillis());
    }
}
