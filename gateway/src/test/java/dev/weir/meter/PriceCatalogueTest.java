package dev.weir.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PriceCatalogueTest {

    private static final Terms REGIONAL = new Terms(Terms.STANDARD, Terms.REGIONAL);
    private static final String NOVEMBER = "2026-11-26T00:00:00Z";

    private final PriceCatalogue catalogue = PriceCatalogue.builtIn();

    private Price price(String kind, String model, String at) {
        return catalogue.of("any", kind, model, Instant.parse(at)).orElseThrow(() -> new AssertionError(model));
    }

    private Rates rates(String kind, String model, String at, Terms terms) {
        return price(kind, model, at).bands(terms).getFirst().rates();
    }

    private static long million(Price price, Terms terms, Usage usage) {
        return price.cost(usage, terms).nanoUsd();
    }

    /// As providers know them, and by which of our names.
    @TestFactory
    Stream<DynamicTest> findsModelsByTheIdsOfProviders() {
        return Map.ofEntries(
                        Map.entry("anthropic claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
                        Map.entry("anthropic claude-opus-5-5", "claude-opus-5-5"),
                        Map.entry("bedrock us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
                        Map.entry("bedrock anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5"),
                        Map.entry("bedrock-converse global.anthropic.claude-opus-5", "claude-opus-5"),
                        Map.entry("bedrock-messages eu.anthropic.claude-opus-4-8-v1", "claude-opus-4-8"),
                        Map.entry(
                                "bedrock arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5",
                                "claude-opus-5"),
                        Map.entry("bedrock us.amazon.nova-2-lite-v1:0", "amazon.nova-2-lite"),
                        Map.entry("bedrock amazon.nova-pro-v1:0:300k", "amazon.nova-pro"),
                        Map.entry("bedrock openai.gpt-oss-120b-1:0", ""),
                        Map.entry("bedrock global.openai.gpt-5.6-luna", "openai.gpt-5.6-luna"),
                        Map.entry("vertex-ai claude-haiku-4-5@20251001", "claude-haiku-4-5"),
                        Map.entry("vertex-ai gemini-2.5-pro", "gemini-2.5-pro"),
                        Map.entry("google models/gemini-2.5-flash", "gemini-2.5-flash"),
                        Map.entry("openai gpt-5.4-2026-03-05", "gpt-5.4"),
                        Map.entry("azure-openai gpt-5.4-mini", "gpt-5.4-mini"),
                        Map.entry("openai gpt-5.4-unheard-of", ""),
                        Map.entry("openai claude-opus-5", ""),
                        Map.entry("ollama gpt-5", ""),
                        Map.entry("anthropic claude-fable-5-2", ""),
                        Map.entry(
                                "bedrock arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc",
                                ""))
                .entrySet()
                .stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    String[] asked = entry.getKey().split(" ", 2);
                    var found = catalogue.of("any", asked[0], asked[1], Instant.parse(NOVEMBER));
                    assertThat(found.map(price -> price.id().replaceAll(".*/|@.*|#.*", ""))
                                    .orElse(""))
                            .isEqualTo(entry.getValue());
                }));
    }

    @Test
    void pricesAnOldMomentAsItWasForEver() {
        record Then(String kind, String model, String at, double input, double cached, double output) {}
        for (Then then : List.of(
                new Then("anthropic", "claude-sonnet-5-5", "2026-10-06T23:59:59Z", 2, 0.2, 10),
                new Then("anthropic", "claude-sonnet-5-5", "2026-10-07T00:00:00Z", 2, 0.1, 10),
                new Then("google", "gemini-4-argon", "2026-11-30T23:59:59.999Z", 2, 0.1, 10),
                new Then("google", "gemini-4-argon", "2026-12-01T00:00:00Z", 4, 0.2, 20),
                new Then("vertex-ai", "gemini-3.7-flash", "2026-12-31T23:59:59Z", 0.75, 0.075, 3.75),
                new Then("vertex-ai", "gemini-3.7-flash", "2027-01-01T00:00:00Z", 1.5, 0.15, 7.5))) {
            Rates rates = rates(then.kind(), then.model(), then.at(), Terms.USUAL);

            assertThat(rates.input()).as(then.toString()).isEqualTo(Math.round(then.input() * 1e9));
            assertThat(rates.cached()).isEqualTo(OptionalLong.of(Math.round(then.cached() * 1e9)));
            assertThat(rates.output()).isEqualTo(Math.round(then.output() * 1e9));
        }
        assertThat(catalogue.of("any", "openai", "gpt-5.6-sol", Instant.parse("2026-08-20T23:59:59Z")))
                .isEmpty();
    }

    @Test
    void namesFiguresForEver() {
        assertThat(price("anthropic", "claude-sonnet-5-5", NOVEMBER).id())
                .isEqualTo("catalogue:anthropic/claude-sonnet-5-5@2026-10-07#48de5542");
        assertThat(price("openai", "gpt-5.4", NOVEMBER).id()).isEqualTo("catalogue:openai/gpt-5.4#4544e9c7");
        assertThat(catalogue.all().stream().map(listed -> listed.price().id()).distinct())
                .hasSameSizeAs(catalogue.all());
    }

    @Test
    void multipliesExactly() {
        Price gpt = price("openai", "gpt-5.4", NOVEMBER); // 2.50, cached 0.25, 15.00
        var small = new Usage(200_000, 72_000, CacheWrite.NONE, 1_000_000, 0);
        var large = new Usage(200_001, 72_000, CacheWrite.NONE, 1_000_000, 0);

        assertThat(million(gpt, Terms.USUAL, small)).isEqualTo(500_000_000 + 18_000_000 + 15_000_000_000L);
        assertThat(million(gpt, Terms.USUAL, large)).isEqualTo(1_000_005_000 + 36_000_000 + 22_500_000_000L);
        assertThat(million(gpt, new Terms("flex", "global"), small))
                .isEqualTo(250_000_000 + 9_000_000 + 7_500_000_000L);
        assertThat(million(gpt, new Terms("priority", "regional"), small))
                .isEqualTo(1_100_000_000 + 39_600_000 + 33_000_000_000L);
    }

    @Test
    void addsATenthWhereNoOtherRegionMayBeUsed() {
        var usage = new Usage(1_000_000, 0, new CacheWrite(0, 0, 1_000_000, 0), 1_000_000, 0);
        Price sonnet = price("bedrock", "us.anthropic.claude-sonnet-5", NOVEMBER);

        assertThat(million(
                        sonnet,
                        new Terms("standard", ModelId.region("bedrock", "global.anthropic.claude-sonnet-5")),
                        usage))
                .isEqualTo(16_000_000_000L);
        assertThat(million(
                        sonnet,
                        new Terms("standard", ModelId.region("bedrock", "us.anthropic.claude-sonnet-5")),
                        usage))
                .isEqualTo(17_600_000_000L);
        assertThat(rates("bedrock", "us.amazon.nova-2-lite-v1:0", NOVEMBER, REGIONAL))
                .extracting(Rates::input, Rates::output)
                .containsExactly(330_000_000L, 2_750_000_000L);
        assertThat(rates("bedrock", "amazon.nova-micro-v1:0", NOVEMBER, REGIONAL))
                .extracting(Rates::input)
                .isEqualTo(35_000_000L);
        assertThat(ModelId.region("vertex-ai", "claude-opus-5")).isEqualTo(Terms.GLOBAL);
        assertThat(ModelId.region("bedrock", "anthropic.claude-opus-5")).isEqualTo(Terms.REGIONAL);
    }

    @Test
    void hasASourceAndADateForEachRow() {
        assertThat(catalogue.all())
                .hasSizeGreaterThan(60)
                .allSatisfy(listed -> assertThat(listed.price().source()).matches(".{5,}, 20\\d\\d-\\d\\d-\\d\\d"));
    }

    @Test
    void refusesTwoPricesAtATime() {
        String header = "kinds,models,from,to,tier,region,prompt_over,multipliers,input,cached,write_5m,write_30m,"
                + "write_1h,write_12h,output,audio,audio_cached,audio_output,search,max_output,context,image,source,retrieved\n";
        String multipliers = "name,tier,region,prompt_over,input,output,source,retrieved\n";
        String one = "k,m,,2026-02-01,,,,,1,,,,,,2,,,,,,,,s,d\n";
        String other = "k,m,2026-01-31,,,,,,1,,,,,,2,,,,,,,,s,d\n";

        assertThatThrownBy(() -> PriceCatalogue.of(header + one + other, multipliers))
                .hasMessageContaining("two prices at a time");
        assertThatThrownBy(() -> PriceCatalogue.of(header + one + one, multipliers))
                .hasMessageContaining("two prices");
        assertThatThrownBy(() -> PriceCatalogue.of(header + one.replace(",1,", ",0.0000000001,"), multipliers))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> PriceCatalogue.of(header + one.replace(",,1,", ",none,1,"), multipliers))
                .hasMessageContaining("no multiplier none");
    }
}
