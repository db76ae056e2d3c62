package dev.weir.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Computes what docs/pricing.md shows.
class PricingPageTest {

    private final PriceCatalogue catalogue = PriceCatalogue.builtIn();

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/pricing.md"));
    }

    private record Example(
            String kind, String model, Instant at, Terms terms, Map<String, Long> tokens, BigDecimal dollars) {

        static Example of(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            var tokens = new HashMap<String, Long>();
            for (String item : cells.get(5).split(", ", -1)) {
                String[] words = item.split(" ", -1);
                tokens.put(words[1], Long.valueOf(words[0]));
            }
            String[] terms = cells.get(4).split(" ", -1);
            return new Example(
                    cells.get(1),
                    cells.get(2),
                    Instant.parse(cells.get(3)),
                    new Terms(terms[0], terms[1]),
                    tokens,
                    new BigDecimal(cells.get(6)));
        }

        long count(String kind) {
            return tokens.getOrDefault(kind, 0L);
        }
    }

    private static List<Example> examples(String heading) throws IOException {
        return Arrays.stream(page().split("\n\n", -1))
                .filter(paragraph -> paragraph.startsWith("| kind | model |") && paragraph.contains(heading))
                .flatMap(String::lines)
                .filter(line -> line.contains("2026-"))
                .map(Example::of)
                .toList();
    }

    private Price price(Example example) {
        assertThat(ModelId.region(example.kind(), example.model()))
                .isEqualTo(example.terms().region());
        return catalogue
                .of(example.kind(), example.kind(), example.model(), example.at())
                .orElseThrow();
    }

    @Test
    void costsWhatThePageSays() throws IOException {
        List<Example> examples = examples("| used |");

        assertThat(examples).hasSize(17);
        for (Example example : examples) {
            var usage = new Usage(
                    example.count("input") + example.count("audio_input"),
                    example.count("cache_read"),
                    new CacheWrite(
                            example.count("cache_write_5m"),
                            example.count("cache_write_30m"),
                            example.count("cache_write_1h"),
                            example.count("cache_write_12h")),
                    example.count("output") + example.count("audio_output"),
                    0,
                    example.count("web_search"));
            usage = usage.withAudio(example.count("audio_input"), 0, example.count("audio_output"));
            assertThat(Dollars.of(price(example).cost(usage, example.terms()).nanoUsd()))
                    .as(example.toString())
                    .isEqualByComparingTo(example.dollars());
        }
    }

    @Test
    void costsAtMostWhatThePageSays() throws IOException {
        List<Example> examples = examples("| at most |");

        assertThat(examples).hasSize(6);
        for (Example example : examples) {
            var bound = new Bound(
                    example.count("input"),
                    example.count("output"),
                    example.count("ttl_1h") > 0,
                    example.count("audio") > 0,
                    example.count("web_search"));
            assertThat(Dollars.of(price(example).most(bound, example.terms())))
                    .as(example.toString())
                    .isEqualByComparingTo(example.dollars());
        }
    }

    @Test
    void saysTheFiguresOfTheCode() throws IOException {
        Price small = PriceCompiler.flat(
                "small", "a test", Price.Sizes.UNKNOWN, Optional.empty(), PriceTest.input(Dollars.nano("0.0035")));
        assertThat(small.cost(new Usage(7, 0, CacheWrite.NONE, 0, 0), Terms.USUAL)
                        .nanoUsd())
                .isEqualTo(25);
        Price gpt = catalogue
                .of("openai", "openai", "gpt-5.4", Instant.parse("2026-11-26T00:00:00Z"))
                .orElseThrow();
        Price claude = catalogue
                .of("anthropic", "anthropic", "claude-opus-5", Instant.parse("2026-11-26T00:00:00Z"))
                .orElseThrow();
        assertThat(page())
                .contains("`%s`".formatted(gpt.id()))
                .contains("Claude %,d, OpenAI %,d, others %,d"
                        .formatted(
                                claude.mostImage().orElseThrow(),
                                gpt.mostImage().orElseThrow(),
                                Bounds.UNKNOWN_IMAGE))
                .contains("%,d tokens".formatted(Bounds.UNKNOWN_OUTPUT));
    }
}
