package dev.weir.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PriceTest {

    private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final int ROUNDS = 20_000;

    private final SplittableRandom random = new SplittableRandom(22);
    private final PriceCatalogue catalogue = PriceCatalogue.builtIn();

    private long any() {
        return random.nextLong() >>> random.nextInt(20, 64);
    }

    private Usage usage() {
        var usage = new Usage(any(), any(), new CacheWrite(any(), any(), any(), any()), any(), 0, random.nextLong(4));
        return random.nextBoolean() ? usage : usage.withAudio(any(), any(), any());
    }

    /// Also of fractions of nano-dollars for a token, which have to be rounded.
    private Price price() {
        if (random.nextBoolean()) {
            List<PriceCatalogue.Listed> all = catalogue.all();
            return all.get(random.nextInt(all.size())).price();
        }
        var audio = new Rates.Audio(maybe(), maybe(), maybe());
        var rates = new Rates(dollars(), maybe(), maybe(), maybe(), maybe(), maybe(), dollars(), audio);
        Optional<SearchFee> search =
                random.nextBoolean() ? Optional.empty() : Optional.of(new SearchFee(dollars(), random.nextBoolean()));
        return PriceCompiler.flat("any", "a test", Price.Sizes.UNKNOWN, search, rates);
    }

    /// Of nothing but input.
    static Rates input(long nanoUsdPerMillion) {
        OptionalLong none = OptionalLong.empty();
        return new Rates(nanoUsdPerMillion, none, none, none, none, none, 0);
    }

    private long dollars() {
        return random.nextLong(0, 200_000_000_000L);
    }

    private OptionalLong maybe() {
        return random.nextInt(4) == 0 ? OptionalLong.empty() : OptionalLong.of(dollars());
    }

    private Terms terms() {
        List<String> tiers = List.of("standard", "flex", "fast", "priority", "batch", "of-tomorrow");
        return new Terms(tiers.get(random.nextInt(tiers.size())), random.nextBoolean() ? "global" : "regional");
    }

    @Test
    void addsUpLineItemsThatAreEachRoundedUpOnce() {
        for (int i = 0; i < ROUNDS; i++) {
            Price price = price();
            Usage usage = usage();

            Cost cost = price.cost(usage, terms());

            BigInteger sum = cost.items().stream()
                    .map(item -> BigInteger.valueOf(item.tokens())
                            .multiply(BigInteger.valueOf(item.nanoUsdPerMillion()))
                            .add(MILLION)
                            .subtract(BigInteger.ONE)
                            .divide(MILLION))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            assertThat(BigInteger.valueOf(cost.nanoUsd())).isEqualTo(sum);
            Usage counted = Counted.of(usage).usage();
            assertThat(cost.items().stream()
                            .filter(item -> !item.kind().equals("web_search"))
                            .mapToLong(Cost.Item::tokens)
                            .sum())
                    .isEqualTo(counted.input() + counted.output());
        }
    }

    @Test
    void boundsEveryAnswerWithinItsBound() {
        for (int i = 0; i < ROUNDS; i++) {
            Price price = price();
            Terms terms = terms();
            Usage usage = Counted.of(usage()).usage();
            boolean keptLong = usage.cacheWrite().hour1() + usage.cacheWrite().hours12() > 0;
            var bound = new Bound(
                    usage.input() + random.nextInt(3),
                    usage.output() + random.nextInt(3),
                    keptLong,
                    usage.audio().input() > 0,
                    usage.searches() + random.nextInt(3));

            assertThat(price.most(bound, terms))
                    .as("%s %s %s", price, usage, terms)
                    .isGreaterThanOrEqualTo(price.cost(usage, terms).nanoUsd());
        }
    }

    @Test
    void paysForTheLargestOutputThatFitsAndNoMore() {
        for (int i = 0; i < ROUNDS; i++) {
            Price price = price();
            Terms terms = terms();
            long input = any();
            long money = any();

            boolean keptLong = random.nextBoolean();
            boolean audio = random.nextBoolean();
            long searches = random.nextLong(4);

            long output = price.affordable(new Bound(input, any(), keptLong, audio, searches), money, terms);

            if (output < 0) {
                assertThat(price.most(new Bound(input, 0, keptLong, audio, searches), terms))
                        .isGreaterThan(money);
            } else {
                assertThat(price.most(new Bound(input, output, keptLong, audio, searches), terms))
                        .isLessThanOrEqualTo(money);
                if (output < Long.MAX_VALUE) {
                    assertThat(price.most(new Bound(input, output + 1, keptLong, audio, searches), terms))
                            .isGreaterThan(money);
                }
            }
        }
    }

    @Test
    void takesThePriceOfTheWholePromptForEveryToken() {
        Price haiku =
                catalogue.of("anthropic", "anthropic", "claude-haiku-5-5", NOW).orElseThrow();

        Cost to = haiku.cost(new Usage(40_000, 60_000, CacheWrite.NONE, 1_000, 0), Terms.USUAL);
        Cost over = haiku.cost(new Usage(40_001, 60_000, CacheWrite.NONE, 1_000, 0), Terms.USUAL);

        assertThat(to.nanoUsd()).isEqualTo(40_000 * 100L + 60_000 * 10L + 1_000 * 500L);
        assertThat(over.nanoUsd()).isEqualTo(100_001 * 500L + 1_000 * 2_500L); // no price of its own for the cache
    }

    @Test
    void neverTakesWhatHasNoPriceOfItsOwnForFree() {
        Price sol = catalogue.of("openai", "openai", "gpt-6.1-sol", NOW).orElseThrow();

        Cost cost = sol.cost(new Usage(0, 0, new CacheWrite(0, 1_000, 0, 0), 0, 0), Terms.USUAL);

        assertThat(cost.nanoUsd()).isEqualTo(1_000 * 2_000L);
    }

    @Test
    void s_bud_2_takesSearchesByThePieceOrByTheAnswer() {
        var searched = new Usage(1_000, 0, CacheWrite.NONE, 0, 0, 3);
        Price opus =
                catalogue.of("anthropic", "anthropic", "claude-opus-5", NOW).orElseThrow();
        Price older = catalogue.of("google", "google", "gemini-2.5-pro", NOW).orElseThrow();
        Price unknown = PriceCompiler.flat("own", "a test", Price.Sizes.UNKNOWN, Optional.empty(), input(0));

        assertThat(opus.cost(searched, Terms.USUAL).nanoUsd()).isEqualTo(1_000 * 5_000L + 3 * 10_000_000L);
        assertThat(opus.uncached(searched, Terms.USUAL)).isEqualTo(opus.cost(searched, Terms.USUAL));
        assertThat(older.cost(searched, Terms.USUAL).nanoUsd()).isEqualTo(1_000 * 1_250L + 35_000_000L);
        assertThat(unknown.cost(searched, Terms.USUAL).nanoUsd())
                .as("never for nothing")
                .isEqualTo(3 * 35_000_000L);

        Price learned = unknown.or(opus);
        assertThat(learned.cost(searched, Terms.USUAL).nanoUsd()).isEqualTo(3 * 10_000_000L);
        assertThat(learned.id()).isEqualTo(unknown.id() + "+search:10");
        assertThat(learned.or(older).id()).isEqualTo(learned.id());
    }

    @Test
    void s_bud_2_takesForSoundWhatSoundCosts() {
        var heard = new Usage(1_000, 400, CacheWrite.NONE, 100, 0).withAudio(900, 300, 0);
        Price flash = catalogue.of("google", "google", "gemini-2.5-flash", NOW).orElseThrow();
        Price sonnet =
                catalogue.of("anthropic", "anthropic", "claude-sonnet-5", NOW).orElseThrow();
        var spoken = new Usage(50, 0, CacheWrite.NONE, 100, 0).withAudio(0, 0, 60);
        Price speaks = catalogue.of("openai", "openai", "gpt-audio", NOW).orElseThrow();

        assertThat(flash.cost(heard, Terms.USUAL).nanoUsd())
                .isEqualTo(400 * 300L + 600 * 1_000L + 100 * 30L + 300 * 100L + 100 * 2_500L);
        assertThat(flash.uncached(heard, Terms.USUAL).nanoUsd()).isEqualTo(500 * 300L + 900 * 1_000L + 100 * 2_500L);
        assertThat(sonnet.cost(heard, Terms.USUAL))
                .as("as text does")
                .isEqualTo(sonnet.cost(heard.withAudio(0, 0, 0), Terms.USUAL));
        assertThat(speaks.cost(spoken, Terms.USUAL).nanoUsd()).isEqualTo(50 * 2_500L + 40 * 10_000L + 60 * 64_000L);
        assertThat(flash.most(new Bound(1_000, 0, false), Terms.USUAL))
                .as("nothing is put aside for sound where there is none")
                .isEqualTo(1_000 * 300L);
        assertThat(flash.most(new Bound(1_000, 0, false, true, 0), Terms.USUAL)).isEqualTo(1_000 * 1_000L);
    }

    @Test
    void learnsWhatSoundCostsFromTheCatalogueAndSaysSo() {
        Price flash = catalogue.of("google", "google", "gemini-2.5-flash", NOW).orElseThrow();
        Price own = PriceCompiler.flat("own", "a test", Price.Sizes.UNKNOWN, flash.search(), input(250_000_000));
        var heard = new Usage(1_000, 0, CacheWrite.NONE, 0, 0).withAudio(900, 0, 0);

        Price learned = own.or(flash);

        assertThat(learned.cost(heard, Terms.USUAL).nanoUsd()).isEqualTo(100 * 250L + 900 * 1_000L);
        assertThat(learned.id()).isEqualTo(own.id() + "+audio:1/0.1/");
        assertThat(learned.or(flash).id()).isEqualTo(learned.id());
    }

    @Test
    void takesTheDearestOfAllTermsWhereItDoesNotKnowTheTier() {
        Price opus =
                catalogue.of("anthropic", "anthropic", "claude-opus-5", NOW).orElseThrow();
        var unknown = new Terms("fast", Terms.GLOBAL);

        assertThat(opus.knows(unknown)).isFalse();
        assertThat(opus.knows(Terms.USUAL)).isTrue();
        assertThat(opus.cost(new Usage(1_000, 0, CacheWrite.NONE, 0, 0), unknown)
                        .nanoUsd())
                .isEqualTo(1_000 * 5_500L);
    }

    @Test
    void s_bud_3_takesNothingAwayForCountsThatCannotBe() {
        Price opus =
                catalogue.of("anthropic", "anthropic", "claude-opus-5", NOW).orElseThrow();
        long[] hostile = {Long.MIN_VALUE, -1, Long.MAX_VALUE, 1L << 62};

        for (long one : hostile) {
            for (long other : hostile) {
                var said = new Usage(one, other, new CacheWrite(other, one, one, other), one, other, one);
                Counted counted = Counted.of(said);

                assertThat(counted.suspect()).isTrue();
                assertThat(opus.cost(said, Terms.USUAL).nanoUsd()).isNotNegative();
                assertThat(opus.uncached(said, Terms.USUAL).nanoUsd()).isNotNegative();
                assertThat(counted.usage().input()).isNotNegative();
            }
        }
        var honest = new Usage(5, 0, CacheWrite.NONE, 10, 0);
        assertThat(Counted.of(honest)).isEqualTo(new Counted(honest, false));
        assertThat(Counted.of(new Usage(5, 0, CacheWrite.NONE, 4_001, 0), new Bound(10, 1_000, false)))
                .isEqualTo(new Counted(new Usage(5, 0, CacheWrite.NONE, 4_000, 0), true));
        assertThat(Counted.of(new Usage(5, 0, CacheWrite.NONE, 4_000, 0), new Bound(10, 1_000, false))
                        .suspect())
                .isFalse();
    }
}
