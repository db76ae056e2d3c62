package dev.weir.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.End;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.AuditRecord.Times;
import dev.weir.call.AuditRecord.Versions;
import dev.weir.call.AuditRecord.What;
import dev.weir.call.AuditRecord.Who;
import dev.weir.wire.chat.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

class AuditJsonTest {

    private static final String HOSTILE =
            "\u0000\r\n\t\u001b[31m\"'\\;--\u2028\u2029\uD83E\uDD86\uFFFF " + "ä".repeat(4096);

    private static AuditRecord hostile() {
        AuditRecord like = Records.served("r");
        return new AuditRecord(
                HOSTILE,
                Kind.CALL,
                like.at().plusNanos(1),
                new Who(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),
                new What(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, true, Integer.MAX_VALUE),
                new End(599, HOSTILE, false, HOSTILE, HOSTILE, Integer.MAX_VALUE),
                new Usage(Long.MAX_VALUE / 4, 1, Usage.CacheWrite.NONE, Long.MAX_VALUE / 4, 1),
                new Money(OptionalLong.of(Long.MAX_VALUE), Long.MAX_VALUE, 1, Long.MIN_VALUE, HOSTILE, HOSTILE),
                new Times(1, Long.MAX_VALUE, 1, 1),
                Optional.of(new AuditRecord.Change(HOSTILE, HOSTILE, HOSTILE, HOSTILE)),
                new Versions(HOSTILE, Long.MAX_VALUE, HOSTILE));
    }

    private static AuditRecord nothingKnown(Kind kind) {
        return new AuditRecord(
                "x",
                kind,
                Records.NOON,
                new Who("", "", "", "", "", "", "", "", "", ""),
                new What("", "", "", "", "", "", false, 1),
                new End(0, "", false, "", "", 0),
                Usage.NONE,
                new Money(OptionalLong.empty(), 0, 0, 0, "", ""),
                Times.NONE,
                Optional.empty(),
                new Versions("", 0, ""));
    }

    private static JsonNode told(AuditRecord record) {
        var buffer = new TokenBuffer(tools.jackson.core.ObjectWriteContext.empty(), false);
        try (JsonGenerator out = buffer) {
            AuditJson.tell(record, out);
        }
        return JsonMapper.shared().readTree(buffer.asParser());
    }

    @Test
    void writesHalfACharacterAsOneThatStandsForIt() {
        AuditRecord like = Records.served("r");
        var halves = new AuditRecord(
                "a\uD83E",
                like.kind(),
                like.at(),
                new Who("x\uDD86y", "\uDD86\uD83E", "\uD83E\uDD86", "", "", "", "", "", "", ""),
                like.what(),
                like.end(),
                like.usage(),
                like.money(),
                like.times(),
                like.change(),
                like.versions());

        AuditRecord read = AuditJson.read(AuditJson.of(halves));

        assertThat(read.id()).isEqualTo("a\uFFFD");
        assertThat(read.who().actor()).isEqualTo("x\uFFFDy");
        assertThat(read.who().actorTeam()).isEqualTo("\uFFFD\uFFFD");
        assertThat(read.who().team()).isEqualTo("\uD83E\uDD86");
    }

    @Test
    void readsWhatItWrote() {
        List<AuditRecord> all = List.of(
                Records.served("a"),
                Records.changed("b"),
                Records.denied("c"),
                hostile(),
                nothingKnown(Kind.CALL),
                nothingKnown(Kind.GATEWAY_LOST),
                nothingKnown(Kind.READ));

        for (AuditRecord record : all) {
            assertThat(AuditJson.read(AuditJson.of(record))).isEqualTo(record);
        }
    }

    @Test
    void writesHalfACharacterAsAReplacement() {
        AuditRecord record = Records.by(
                Records.served("a"),
                new Who("\uD83E", "x\uDD86y", "\uDD86\uD83E", "\uD83E\uDD86", "", "", "", "", "", ""));

        Who who = AuditJson.read(AuditJson.of(record)).who();

        assertThat(List.of(who.actor(), who.actorTeam(), who.team(), who.client()))
                .containsExactly("\uFFFD", "x\uFFFDy", "\uFFFD\uFFFD", "\uD83E\uDD86");
    }

    @Test
    void tellsWhatFollowsFromTheRest() {
        JsonNode told = told(Records.served("req_1"));

        assertThat(told.path("prompt_tokens").asLong()).isEqualTo(160);
        assertThat(told.path("total_tokens").asLong()).isEqualTo(230);
        assertThat(told.path("latency_ms").asLong()).isEqualTo(2345);
        assertThat(told.path("cost_usd").asDouble()).isEqualTo(0.001234567);
        assertThat(told.path("cache_savings_usd").asDouble()).isEqualTo(-0.000005);
        assertThat(told.path("status").asString()).isEqualTo("success");
        assertThat(told.path("correlation_id").asString()).isEqualTo("req_1");
        assertThat(told.path("request_timestamp").asString()).isEqualTo("2026-11-25T12:00:00.123456Z");
        assertThat(told.size()).isEqualTo(AuditSchema.ALL.size() + 1 - 6); // ts; no reason, no detail, no change
        assertThat(told(Records.changed("r#2")).path("correlation_id").asString())
                .isEqualTo("r");
        assertThat(told(Records.changed("r")).path("resource").asString()).isEqualTo("team/red");
        assertThat(told(Records.denied("r")).path("status").asString()).isEqualTo("denied");
    }

    @Test
    void leavesOutWhatNobodyKnows() {
        assertThat(told(nothingKnown(Kind.CALL)).propertyNames())
                .containsExactlyInAnyOrder(
                        "latency_ms",
                        "status",
                        "correlation_id",
                        "request_timestamp",
                        "event_id",
                        "kind",
                        "happened_at",
                        "decision",
                        "streamed",
                        "attempts",
                        "losses",
                        "delivered_nano_usd",
                        "reserved_nano_usd",
                        "total_us",
                        "gateway_us",
                        "held_us",
                        "ts");
    }

    @Test
    void readsWhatANewerGatewayWrote() {
        String older = new String(AuditJson.of(Records.served("a")), UTF_8);

        String newer = older.replaceFirst("\\{", "{\"new\":{\"x\":[1]},\"newer\":null,\"newest\":1.5,");

        assertThat(AuditJson.read(newer.getBytes(UTF_8))).isEqualTo(Records.served("a"));
    }

    @Test
    void refusesWhatIsNoRecord() {
        for (String text : List.of("[]", "{}", "{\"kind\":\"call\"}", "{\"kind\":\"call\",\"happened_at\":\"x\"}")) {
            assertThatThrownBy(() -> AuditJson.read(text.getBytes(UTF_8))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
