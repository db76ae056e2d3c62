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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// What the log says of a call: who asked for what, how it ended and why, what was used, and where the time went. No
/// prompt, no answer, no key. `docs/log.md` lists the fields.
final class CallLine {

    private static final int USUAL = 64;
    private static final Map<Part, String> PARTS = new EnumMap<>(Part.class);

    static {
        for (Part part : Part.values()) {
            PARTS.put(part, part.word() + "_us");
        }
    }

    private final List<KeyValuePair> fields = new ArrayList<>(USUAL);

    private CallLine() {}

    static List<KeyValuePair> of(CallReport report) {
        var line = new CallLine();
        line.who(report);
        line.how(report.outcome());
        line.money(report.tab());
        line.times(report.timeline());
        return line.fields;
    }

    private void add(String name, Object value) {
        fields.add(new KeyValuePair(name, value));
    }

    private void who(CallReport report) {
        add("id", report.id());
        add("trace_id", report.trace().trace());
        add("span_id", report.trace().span());
        add("status", report.status());
        add("team", report.principal().map(Principal::team).orElse(""));
        add("client", report.principal().map(Principal::client).orElse(""));
        add("from", report.remoteAddress());
        add("method", report.method());
        add("path", Said.shortened(report.target().map(RequestTarget::path).orElse("")));
        add("model", Said.shortened(report.model()));
        add("stream", report.streamed());
        add("agent", Said.shortened(report.headers().first("user-agent").orElse("")));
        Said.session(report.headers()).ifPresent(session -> add("session", session));
    }

    private void how(Outcome outcome) {
        Ending ending = Ending.of(outcome);
        add("outcome", ending.word());
        List<Attempt> attempts = outcome.attempts();
        if (!attempts.isEmpty()) {
            Attempt last = attempts.getLast();
            add("target", last.target().toString());
            add("credential", last.credential());
            add("attempts", attempts.size());
            add("provider_status", last.status());
            if (attempts.size() > 1) {
                add("tried", attempts.stream().map(CallLine::told).toList());
            }
            if (!last.lost().isEmpty()) {
                add("lost", last.lost().size());
                add("lost_first", Said.shortened(last.lost().getFirst().toString()));
            }
        }
        if (!ending.error().isEmpty()) {
            add("error", ending.error());
            add("why", Said.shortened(ending.why()));
        }
        Usage usage = outcome.usage().whole();
        add("input_tokens", usage.input());
        add("cache_read_tokens", usage.cacheRead());
        add("cache_write_tokens", usage.cacheWrite().total());
        add("output_tokens", usage.output());
        add("reasoning_tokens", usage.reasoning());
        if (usage.audio().input() > 0) {
            add("audio_input_tokens", usage.audio().input());
        }
        if (usage.audio().output() > 0) {
            add("audio_output_tokens", usage.audio().output());
        }
        if (usage.searches() > 0) {
            add("web_searches", usage.searches());
        }
    }

    private void money(Tab tab) {
        Money money = tab.money();
        money.billed().ifPresent(cost -> add("cost_nano_usd", cost));
        add("reserved_nano_usd", money.reserved());
        if (!money.price().isEmpty()) {
            add("price", money.price());
        }
        if (!money.estimated().isEmpty()) {
            add("estimated", money.estimated());
        }
        add("held_us", tab.held().toNanos() / 1_000);
        tab.notices().first(Tab.CLAMPED).ifPresent(limit -> add("output_limited_to", Long.parseLong(limit)));
    }

    private void times(Timeline timeline) {
        Timeline.Parts parts = timeline.parts();
        add("first_byte_us", timeline.micros(Moment.FIRST_BYTE));
        add("total_us", parts.total());
        add("gateway_us", parts.gateway());
        PARTS.forEach((part, field) -> add(field, parts.of(part)));
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
