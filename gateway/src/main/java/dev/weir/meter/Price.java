package dev.weir.meter;

import dev.weir.wire.chat.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a model costs at a provider, as it is known for one moment: on all terms and for prompts of any length.
public final class Price {

    /// How many kinds of input an answer can have, each of which is rounded up by itself; and with sound.
    private static final int KINDS_OF_INPUT = 6;

    private static final int WITH_AUDIO = 8;

    /// What holds for prompts of more than so many tokens.
    public record Band(long over, Rates rates) {}

    private final String id;
    private final String source;
    private final Sizes sizes;
    private final Optional<SearchFee> search;
    private final Map<Terms, List<Band>> bands;
    private final boolean flat;
    private final List<Band> dearest;

    /// How much a model takes and says, as far as that is known.
    ///
    /// @param output the most tokens of one answer
    /// @param context the most tokens of a request and its answer
    /// @param image the most tokens of one picture in a request
    public record Sizes(OptionalLong output, OptionalLong context, OptionalLong image) {
        public static final Sizes UNKNOWN = new Sizes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        /// These, and of what is not known the others.
        Sizes or(Sizes others) {
            return new Sizes(
                    output.isPresent() ? output : others.output,
                    context.isPresent() ? context : others.context,
                    image.isPresent() ? image : others.image);
        }
    }

    /// @param search on all terms
    /// @param bands for each of the terms that there are, by the length of the prompt, the first from nothing on
    /// @param flat whether the usual terms are meant to be all terms
    Price(
            String id,
            String source,
            Sizes sizes,
            Optional<SearchFee> search,
            Map<Terms, List<Band>> bands,
            boolean flat) {
        this.id = id;
        this.source = source;
        this.sizes = sizes;
        this.search = search;
        this.bands = Map.copyOf(bands);
        this.flat = flat;
        this.dearest = dearest(this.bands);
        if (!this.bands.containsKey(Terms.USUAL)) {
            throw new IllegalArgumentException(id + " has no price on the usual terms");
        }
    }

    /// Names it for ever: the same id is the same figures, whenever it is asked.
    public String id() {
        return id;
    }

    /// The same with terms, unless they are the usual ones: then this and the counts are all that a cost depends on.
    public String id(Terms terms) {
        return flat || terms.equals(Terms.USUAL)
                ? id
                : "%s?tier=%s&region=%s".formatted(id, terms.tier(), terms.region());
    }

    /// Where the figures come from: a page and a date, or who has set them.
    public String source() {
        return source;
    }

    /// The most tokens that the model ever says in one answer, if that is known.
    public OptionalLong mostOutput() {
        return sizes.output();
    }

    /// The most tokens that a request and its answer ever have, if that is known.
    public OptionalLong context() {
        return sizes.context();
    }

    /// The most tokens that one picture in a request ever is, if that is known.
    public OptionalLong mostImage() {
        return sizes.image();
    }

    Sizes sizes() {
        return sizes;
    }

    /// What a search costs, if that is known.
    public Optional<SearchFee> search() {
        return search;
    }

    /// The same, with what another price knows of the model's sizes, of sound and of searches where this one knows
    /// nothing.
    Price or(Price other) {
        return with(sizes.or(other.sizes))
                .learning(other.search)
                .learning(other.usual().audio());
    }

    private Price with(Sizes all) {
        return all.equals(sizes) ? this : new Price(id, source, all, search, bands, flat);
    }

    private Price learning(Optional<SearchFee> fee) {
        return search.isPresent() || fee.isEmpty()
                ? this
                : new Price(id + "+search:" + fee.get(), source, sizes, fee, bands, flat);
    }

    private Price learning(Rates.Audio audio) {
        if (audio.equals(Rates.Audio.LIKE_TEXT) || !usual().audio().equals(Rates.Audio.LIKE_TEXT)) {
            return this;
        }
        var taught = new LinkedHashMap<Terms, List<Band>>();
        bands.forEach((terms, own) -> taught.put(
                terms,
                own.stream()
                        .map(band -> new Band(band.over(), band.rates().withAudio(audio)))
                        .toList()));
        return new Price(id + "+audio:" + audio, source, sizes, search, taught, flat);
    }

    private Rates usual() {
        return bands(Terms.USUAL).getFirst().rates();
    }

    /// Whether there is a price on just these terms; if not, the dearest that there is on any terms is taken.
    public boolean knows(Terms terms) {
        return flat || bands.containsKey(terms) || bands.containsKey(new Terms(terms.tier(), Terms.GLOBAL));
    }

    /// By the length of the prompt, on these terms.
    public List<Band> bands(Terms terms) {
        List<Band> own = bands.get(terms);
        if (own != null) {
            return own;
        }
        return bands.getOrDefault(new Terms(terms.tier(), Terms.GLOBAL), dearest);
    }

    /// What an answer costs. Counts below nothing count as nothing; see [Counted].
    public Cost cost(Usage usage, Terms terms) {
        Usage counted = Counted.of(usage).usage();
        Usage.CacheWrite write = counted.cacheWrite();
        Rates rates = rates(counted, terms);
        var items = new ArrayList<Cost.Item>();
        Usage.Audio audio = counted.audio();
        add(
                items,
                "input",
                counted.fresh(),
                rates.input(),
                audio.fresh(),
                rates.audio().input());
        long cached = rates.cached().orElse(rates.input());
        add(
                items,
                "cache_read",
                counted.cacheRead(),
                cached,
                audio.cached(),
                rates.audio().cached());
        add(items, "cache_write_5m", write.minutes5(), rates.write5m().orElse(rates.input()));
        add(items, "cache_write_30m", write.minutes30(), rates.write30m().orElse(rates.input()));
        add(items, "cache_write_1h", write.hour1(), rates.write1h().orElse(rates.input()));
        add(items, "cache_write_12h", write.hours12(), rates.write12h().orElse(rates.input()));
        addAnswer(items, counted, rates);
        return Cost.of(items);
    }

    /// What it would have cost without the provider's prompt cache.
    public Cost uncached(Usage usage, Terms terms) {
        Usage counted = Counted.of(usage).usage();
        Rates rates = rates(counted, terms);
        var items = new ArrayList<Cost.Item>();
        Usage.Audio audio = counted.audio();
        add(
                items,
                "input",
                counted.input(),
                rates.input(),
                audio.input(),
                rates.audio().input());
        addAnswer(items, counted, rates);
        return Cost.of(items);
    }

    /// The most that an answer within these bounds can cost on these terms, in nano-dollars: each input token at the
    /// dearest of fresh, written to and read from a cache, and all at the dearest length that the prompt can have.
    /// Output may always be sound where the model can speak.
    public long most(Bound bound, Terms terms) {
        Rates dearest = dearestUpTo(bound.input(), terms);
        return NanoUsd.plus(before(bound, dearest), NanoUsd.of(bound.output(), dearest.dearestOutput()));
    }

    /// How many output tokens can be paid for with so much, after the input: the largest output for which [#most] is
    /// no more than that; negative if not even the input can be.
    public long affordable(Bound input, long nanoUsd, Terms terms) {
        Rates dearest = dearestUpTo(input.input(), terms);
        long rest = nanoUsd - before(input, dearest); // what is wanted is not negative
        return nanoUsd < 0 || rest < 0 ? -1 : NanoUsd.tokens(rest, dearest.dearestOutput());
    }

    /// All but the output.
    private long before(Bound bound, Rates dearest) {
        long rounded = dearest.audio().output().isPresent() ? 1 : 0; // text and sound, each by itself
        return NanoUsd.plus(inputMost(bound, dearest), NanoUsd.plus(fee().of(bound.searches()), rounded));
    }

    private SearchFee fee() {
        return search.orElse(SearchFee.DEAREST);
    }

    /// All but the input.
    private void addAnswer(List<Cost.Item> items, Usage counted, Rates rates) {
        add(
                items,
                "output",
                counted.output(),
                rates.output(),
                counted.audio().output(),
                rates.audio().output());
        add(items, "web_search", fee().paid(counted.searches()), fee().nanoUsdPerMillion());
    }

    private static long inputMost(Bound bound, Rates dearest) {
        long tokens = bound.input();
        long once = NanoUsd.of(tokens, dearest.dearestInput(bound));
        int kinds = bound.audio() ? WITH_AUDIO : KINDS_OF_INPUT;
        return tokens <= 1 || dearest.whole() ? once : NanoUsd.plus(once, Math.min(tokens, kinds) - 1);
    }

    private Rates rates(Usage usage, Terms terms) {
        long prompt = usage.input();
        List<Band> all = bands(terms);
        Rates rates = all.getFirst().rates();
        for (Band band : all) {
            if (prompt > band.over()) {
                rates = band.rates();
            }
        }
        return rates;
    }

    private Rates dearestUpTo(long prompt, Terms terms) {
        List<Band> all = bands(terms);
        Rates rates = all.getFirst().rates();
        for (Band band : all) {
            if (prompt > band.over()) {
                rates = rates.or(band.rates());
            }
        }
        return rates;
    }

    /// Tokens of which some are sound, which may have a price of its own.
    private static void add(
            List<Cost.Item> items,
            String kind,
            long tokens,
            long perMillion,
            long sound,
            OptionalLong soundPerMillion) {
        long apart = soundPerMillion.isPresent() ? sound : 0;
        add(items, kind, tokens - apart, perMillion);
        add(items, "audio_" + kind, apart, soundPerMillion.orElse(perMillion));
    }

    private static void add(List<Cost.Item> items, String kind, long tokens, long perMillion) {
        if (tokens > 0) {
            items.add(new Cost.Item(kind, tokens, perMillion, NanoUsd.of(tokens, perMillion)));
        }
    }

    private static List<Band> dearest(Map<Terms, List<Band>> bands) {
        long[] limits = bands.values().stream()
                .flatMap(List::stream)
                .mapToLong(Band::over)
                .sorted()
                .distinct()
                .toArray();
        var dearest = new ArrayList<Band>();
        for (long over : limits) {
            Rates rates = bands.values().stream()
                    .flatMap(List::stream)
                    .filter(band -> band.over() <= over)
                    .map(Band::rates)
                    .reduce(Rates::or)
                    .orElseThrow();
            dearest.add(new Band(over, rates));
        }
        return List.copyOf(dearest);
    }

    @Override
    public String toString() {
        return id;
    }
}
