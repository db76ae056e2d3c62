package dev.weir.meter;

import static dev.weir.meter.OutputLimitTest.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.chat.Usage.On;
import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.json.RequestShape;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BoundsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");
    private static final String TARGET = "anthropic/claude-opus-4-5";

    private final PriceCatalogue catalogue = PriceCatalogue.builtIn();
    private final Price opus =
            catalogue.of("anthropic", "anthropic", "claude-opus-4-5", NOW).orElseThrow();
    private final Calibration calibration = new Calibration();

    private static Input text(long tokens) {
        return new Input(tokens, 0, 0, false, false);
    }

    private long bounded(Input input) {
        return Bounds.ofInput(input, opus, TARGET, calibration).input();
    }

    @Test
    void addsUpTextAndMediaButNoMoreThanTheModelTakes() {
        RequestShape request = shape("{'max_tokens':2000,'messages':[]}");

        Bound bound = Bounds.of(
                new Input(1_000, 2, 500, false, false),
                OutputLimit.of(request, AnthropicMessages.FORMAT),
                opus,
                TARGET,
                calibration);

        assertThat(bound).isEqualTo(new Bound(1_000 + 2 * 4_784 + 500, 2_000, false, true, 0));
        assertThat(bounded(new Input(10, 0, 900_000, false, false))).isEqualTo(200_000);
        assertThat(bounded(new Input(10, 0, 0, true, false))).isEqualTo(200_000);
        assertThat(Bounds.ofUnpriced(
                        new Input(10, 1, 0, false, false),
                        OutputLimit.of(request, OpenAiChat.FORMAT),
                        "x",
                        calibration))
                .isEqualTo(new Bound(10 + 10_000, 2_000, false));
    }

    @Test
    void takesTheCataloguesMaximumWithoutALimit() {
        RequestShape request = shape("{'n':2}");

        Bound bound = Bounds.of(text(10), OutputLimit.of(request, OpenAiChat.FORMAT), opus, TARGET, calibration);

        assertThat(bound.output()).isEqualTo(2 * 64_000);
    }

    @Test
    void comesDownToTheLargestRatioAndAFifth() {
        for (int i = 0; i < 19; i++) {
            calibration.saw(TARGET, text(1_000), 400);
        }
        assertThat(bounded(text(1_000))).as("too few calls").isEqualTo(1_000);

        calibration.saw(TARGET, text(1_000), 500);

        assertThat(bounded(text(1_000))).isBetween(600L, 601L);
        assertThat(bounded(text(1))).isEqualTo(1);
        assertThat(calibration.calibrated("another/model", 1_000)).isEqualTo(1_000);
    }

    @Test
    void forgetsALargeRatioAfterAThousandCalls() {
        calibration.saw(TARGET, text(1_000), 800);
        for (int i = 0; i < 999; i++) {
            calibration.saw(TARGET, text(1_000), 300);
        }
        assertThat(bounded(text(1_000))).isBetween(960L, 961L);

        calibration.saw(TARGET, text(1_000), 300);

        assertThat(bounded(text(1_000))).isBetween(360L, 361L);
    }

    @Test
    void isNeverMoreThanItWas() {
        for (int i = 0; i < 30; i++) {
            calibration.saw(TARGET, text(1_000), Long.MAX_VALUE);
        }
        assertThat(bounded(text(1_000))).isEqualTo(1_000);
    }

    @Test
    void learnsFromTextAlone() {
        for (int i = 0; i < 100; i++) {
            calibration.saw(TARGET, new Input(1_000, 1, 0, false, false), 10);
            calibration.saw(TARGET, new Input(1_000, 0, 1, false, false), 10);
            calibration.saw(TARGET, new Input(1_000, 0, 0, true, false), 10);
            calibration.saw(TARGET, text(1_000), -5);
            calibration.saw(TARGET, text(0), 5);
        }
        assertThat(bounded(text(1_000))).isEqualTo(1_000);
    }

    @Test
    void estimatesWhatWasCutByItsBytes() {
        var bound = new Bound(5_000, 1_000, false);
        var told = new Usage(10, 4_000, CacheWrite.NONE, 1, 0);

        assertThat(Estimate.ofCut(told, 100, bound))
                .isEqualTo(new Estimate(new Usage(10, 4_000, CacheWrite.NONE, 34, 0), "delivered_bytes/3"));
        assertThat(Estimate.ofCut(Usage.NONE, 100, bound).usage())
                .isEqualTo(new Usage(5_000, 0, CacheWrite.NONE, 34, 0));
        assertThat(Estimate.ofCut(told, 1_000_000, bound).usage().output()).isEqualTo(1_000);
        assertThat(Estimate.ofCut(told, 0, bound).usage().output()).isEqualTo(1);
        assertThat(Estimate.ofDelivered(new Usage(10, 0, CacheWrite.NONE, 50, 40), 90))
                .isEqualTo(new Usage(10, 0, CacheWrite.NONE, 30, 30));
    }

    @Test
    void readsTheTermsOfARequest() {
        assertThat(Terms.of(shape("{'service_tier':'flex'}"), "openai", "gpt-5.4"))
                .isEqualTo(new Terms("flex", "global"));
        assertThat(Terms.of(shape("{'service_tier':'auto'}"), "openai", "gpt-5.4"))
                .isEqualTo(Terms.USUAL);
        assertThat(Terms.of(shape("{'service_tier':'standard_only','speed':'fast'}"), "anthropic", "claude-opus-5-5"))
                .isEqualTo(new Terms("fast", "global"));
        assertThat(Terms.of(shape("{'serviceTier':{'type':'priority'}}"), "bedrock", "us.anthropic.claude-opus-5"))
                .isEqualTo(new Terms("priority", "regional"));
        assertThat(Terms.of(shape("{'serviceTier':'FLEX'}"), "google", "gemini-4-argon"))
                .isEqualTo(new Terms("flex", "global"));
        assertThat(Terms.of(shape("{'inference_geo':'us'}"), "anthropic", "claude-opus-5"))
                .isEqualTo(new Terms("standard", "regional"));
    }

    @Test
    void believesWhatAnAnswerSaysOfItsTerms() {
        var asked = new Terms("flex", "global");

        assertThat(asked.answered(On.UNSAID)).isEqualTo(asked);
        assertThat(asked.answered(new On("default", "not_available"))).isEqualTo(Terms.USUAL);
        assertThat(Terms.USUAL.answered(new On("Priority", "us"))).isEqualTo(new Terms("priority", "regional"));
        assertThat(new Terms("fast", "regional").answered(new On("standard", "global")))
                .isEqualTo(Terms.USUAL);
    }
}
