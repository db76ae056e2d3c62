package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.etag;
import static dev.weir.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.meter.Price;
import dev.weir.meter.Terms;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PricingTest {

    private static final Usage MILLION = new Usage(1_000_000, 0, CacheWrite.NONE, 0, 0);

    private final AdminWorld world = new AdminWorld();

    private HttpResponse put(String target, String version, String body) {
        return world.ask("PUT", "/pricing/" + target, body, "if-match", "\"" + version + "\"");
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).stringValue("");
    }

    private Price price(String model, Instant at) {
        return world.prices.of("openai", "openai", model, at).orElseThrow();
    }

    private long input(String model, Instant at) {
        return price(model, at).cost(MILLION, Terms.USUAL).nanoUsd();
    }

    @Test
    void showsTheCatalogueWithItsSources() {
        JsonNode all = json(world.ask("GET", "/pricing", ""));

        assertThat(all.path("count").intValue())
                .isEqualTo(world.prices.catalogue().all().size());
        assertThat(all.path("items")).allSatisfy(item -> {
            assertThat(text(item, "source")).isEqualTo("catalogue");
            assertThat(text(item, "origin")).isNotEmpty();
            assertThat(text(item, "input_per_million")).isNotEmpty();
        });
        JsonNode one = json(world.ask("GET", "/pricing/openai/gpt-5.4-2026-03-05", ""));
        assertThat(text(one, "input_per_million")).isEqualTo("2.5");
        assertThat(text(one.path("longer_prompts").path(0), "output_per_million"))
                .isEqualTo("22.5");
        assertThat(code(world.ask("GET", "/pricing/openai/gpt-of-tomorrow", "")))
                .isEqualTo("404 document_unknown");
    }

    @Test
    void pricesWhatWasAskedBeforeAsItWasThen() {
        Instant before = world.clock.instant();
        String old = price("gpt-5.4", before).id();
        world.clock.pass(Duration.ofMinutes(1));
        HttpResponse first = put("openai/gpt-5.4", "0", "{'input_per_million':'2.10','output_per_1k':0.0126}");
        Instant during = world.clock.instant();
        world.clock.pass(Duration.ofMinutes(1));
        put("openai/gpt-5.4", "1", "{'input_per_million':1,'output_per_million':1}");
        Instant later = world.clock.instant();
        world.clock.pass(Duration.ofMinutes(1));
        HttpResponse deleted = world.ask("DELETE", "/pricing/openai/gpt-5.4", "", "if-match", "\"2\"");
        Instant after = world.clock.instant();

        assertThat(text(json(first), "source")).isEqualTo("override");
        assertThat(text(json(first), "output_per_million")).isEqualTo("12.6");
        assertThat(json(deleted).path("static_fallback").booleanValue()).isTrue();
        assertThat(text(json(deleted), "input_per_million")).isEqualTo("2.5");
        assertThat(price("gpt-5.4", before).id()).isEqualTo(old);
        assertThat(List.of(
                        input("gpt-5.4", before),
                        input("gpt-5.4", during),
                        input("gpt-5.4", later),
                        input("gpt-5.4", after)))
                .containsExactly(5_000_000_000L, 2_100_000_000L, 1_000_000_000L, 5_000_000_000L);
        assertThat(price("gpt-5.4", during).id()).startsWith("override:openai/gpt-5.4@" + during + "#");
        assertThat(price("gpt-5.4", during).mostOutput()).hasValue(128_000);
        assertThat(price("gpt-5.4", during).knows(new Terms("flex", Terms.GLOBAL)))
                .isTrue();
        JsonNode now = json(world.ask("GET", "/pricing/openai/gpt-5.4", ""));
        assertThat(text(now, "source")).isEqualTo("catalogue");
        assertThat(code(world.ask("DELETE", "/pricing/openai/gpt-5.4", ""))).isEqualTo("404 document_unknown");
    }

    @Test
    void pricesSearchesByTheThousand() {
        var searched = new Usage(0, 0, CacheWrite.NONE, 0, 0, 2);
        put("openai/gpt-5.4", "0", "{'input_per_million':1,'output_per_million':1}");
        Price quiet = price("gpt-5.4", world.clock.instant());
        world.clock.pass(Duration.ofMinutes(1));
        HttpResponse said =
                put("openai/gpt-5.4", "1", "{'input_per_million':1,'output_per_million':1,'web_search_per_1k':'12.5'}");

        assertThat(text(json(world.ask("GET", "/pricing/anthropic/claude-opus-5", "")), "web_search_per_1k"))
                .isEqualTo("10");
        assertThat(text(json(world.ask("GET", "/pricing/google/gemini-2.5-pro", "")), "web_search_per_1k_answers"))
                .isEqualTo("35");
        assertThat(quiet.cost(searched, Terms.USUAL).nanoUsd())
                .as("as in the catalogue")
                .isEqualTo(20_000_000);
        assertThat(quiet.id()).endsWith("+search:10");
        assertThat(text(json(said), "web_search_per_1k")).isEqualTo("12.5");
        assertThat(price("gpt-5.4", world.clock.instant())
                        .cost(searched, Terms.USUAL)
                        .nanoUsd())
                .isEqualTo(25_000_000);
    }

    @Test
    void takesIdsWithSlashesAndColons() {
        String id = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc/history";
        HttpResponse answer = put("bedrock/" + id, "0", "{'input_per_million':'3','output_per_million':'15'}");

        assertThat(text(json(answer), "model")).isEqualTo(id);
        assertThat(text(json(world.ask("GET", "/pricing/bedrock/" + id, "")), "input_per_million"))
                .isEqualTo("3");
        assertThat(text(json(world.ask("GET", "/pricing/bedrock/" + id.replace("/", "%2F"), "")), "input_per_million"))
                .isEqualTo("3");
        assertThat(world.prices.of("bedrock", "bedrock", id, world.clock.instant()))
                .isPresent();
        assertThat(code(world.ask("GET", "/pricing/bedrock/", ""))).startsWith("404");
        JsonNode gone = json(world.ask("DELETE", "/pricing/bedrock/" + id, ""));
        assertThat(gone.path("static_fallback").booleanValue(true)).isFalse();
        assertThat(world.prices.of("bedrock", "bedrock", id, world.clock.instant()))
                .isEmpty();
    }

    @Test
    void holdsFromTheMomentThatIsSaid() {
        Instant then = world.clock.instant().plus(Duration.ofDays(30));
        put(
                "openai/gpt-5.4",
                "0",
                "{'input_per_million':'7','output_per_million':'7','effective_from':'%s'}".formatted(then));

        assertThat(input("gpt-5.4", then.minusNanos(1))).isEqualTo(5_000_000_000L);
        assertThat(input("gpt-5.4", then)).isEqualTo(7_000_000_000L);
        assertThat(text(json(world.ask("GET", "/pricing/openai/gpt-5.4", "")), "effective_from"))
                .isEqualTo(then.toString());

        world.ask("DELETE", "/pricing/openai/gpt-5.4", "");

        assertThat(input("gpt-5.4", then)).as("it never held").isEqualTo(5_000_000_000L);
        HttpResponse past = put(
                "openai/gpt-5.4",
                "0",
                "{'input_per_million':'7','output_per_million':'7','effective_from':'2020-01-01T00:00:00Z'}");
        assertThat(code(past)).isEqualTo("400 document_invalid");
    }

    @Test
    void takesNothingForFreeUnlessItIsSaid() {
        for (String body : List.of(
                "{}",
                "{'input_per_million':'1'}",
                "{'input_per_million':'-1','output_per_million':'1'}",
                "{'input_per_million':-1,'output_per_million':'1'}",
                "{'input_per_million':null,'output_per_million':'1'}",
                "{'input_per_million':'0.0000000001','output_per_million':'1'}",
                "{'input_per_million':'1','input_per_1k':'1','output_per_million':'1'}",
                "{'input_per_million':1e300,'output_per_million':'1'}",
                "{'input':'1','output_per_million':'1'}")) {
            assertThat(code(put("openai/gpt-5", "0", body))).as(body).isEqualTo("400 document_invalid");
        }
        put("openai/gpt-5", "0", "{'input_per_million':'0','output_per_million':0}");
        assertThat(input("gpt-5", world.clock.instant())).isZero();
    }

    @Test
    void s_adm_5_letsNobodyOverwriteAPriceThatTheyHaveNotSeen() {
        String body = "{'input_per_million':'1','output_per_million':'2'}";

        assertThat(code(world.ask("PUT", "/pricing/openai/gpt-5", body))).isEqualTo("428 version_missing");
        assertThat(etag(put("openai/gpt-5", "0", body))).isEqualTo("\"1\"");
        assertThat(code(put("openai/gpt-5", "0", body))).isEqualTo("412 version_stale");
        assertThat(code(world.ask("DELETE", "/pricing/openai/gpt-5", "", "if-match", "\"7\"")))
                .isEqualTo("412 version_stale");
        assertThat(etag(world.ask("GET", "/pricing/openai/gpt-5", ""))).isEqualTo("\"1\"");
        assertThat(world.outbox().getLast().path("action").stringValue("")).isEqualTo("price.change");
    }

    @Test
    void appliesAnOverrideToDatedIdsOfTheModel() {
        put("openai/gpt-5.4", "0", "{'input_per_million':'1','output_per_million':'2'}");

        assertThat(input("gpt-5.4-2026-03-05", world.clock.instant())).isEqualTo(1_000_000_000L);
        JsonNode list = json(world.ask("GET", "/pricing", ""));
        assertThat(StreamSupport.stream(list.path("items").spliterator(), false)
                        .filter(item -> text(item, "source").equals("override"))
                        .map(item -> text(item, "provider") + " " + text(item, "model")))
                .containsExactly("openai gpt-5.4");
    }
}
