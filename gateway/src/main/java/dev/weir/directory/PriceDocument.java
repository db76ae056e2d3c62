package dev.weir.directory;

import dev.weir.config.Section;
import dev.weir.config.Value;
import dev.weir.config.Values;
import dev.weir.meter.Dollars;
import dev.weir.meter.Price;
import dev.weir.meter.PriceOverride;
import dev.weir.meter.Rates;
import dev.weir.meter.SearchFee;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What administrators have said of the price of one model at one provider, ever: each entry holds from its moment on
/// until the next one.
public record PriceDocument(List<PriceOverride> entries) {

    private static final long THOUSANDS_IN_A_MILLION = 1_000;

    private static final Value<Long> PER_MILLION = price(1);
    private static final Value<Long> PER_THOUSAND = price(THOUSANDS_IN_A_MILLION);

    public PriceDocument {
        entries = entries.stream()
                .sorted(Comparator.comparing(PriceOverride::from))
                .toList();
    }

    public static final PriceDocument NONE = new PriceDocument(List.of());

    /// As the store has it.
    public static PriceDocument read(Section document) {
        return new PriceDocument(document.sections("prices", PriceDocument::entry));
    }

    private static PriceOverride entry(Section entry) {
        boolean reverted = entry.value("catalogue", Values.FLAG, false);
        Instant from = entry.required("effective_from", Shapes.TIME);
        return new PriceOverride(from, reverted ? Optional.empty() : Optional.of(figures(entry)));
    }

    /// As an administrator says it.
    ///
    /// @param now from when on it holds if nothing else is said; nothing changes before
    public static PriceOverride said(Section body, Instant now) {
        Instant from = body.value("effective_from", Shapes.TIME, now);
        body.at("effective_from")
                .require(!from.isBefore(now), "is in the past, which is priced already; leave it out for now");
        return new PriceOverride(from, Optional.of(figures(body)));
    }

    /// Each figure for a million tokens, or for a thousand.
    private static PriceOverride.Figures figures(Section said) {
        OptionalLong input = figure(said, "input", true);
        OptionalLong output = figure(said, "output", true);
        OptionalLong write = figure(said, "cache_write", false);
        OptionalLong longer = figure(said, "cache_write_1h", false);
        OptionalLong lasting = longer.isPresent() ? longer : write;
        var rates = new Rates(
                input.orElse(0),
                figure(said, "cache_read", false),
                write,
                write,
                lasting,
                lasting,
                output.orElse(0),
                new Rates.Audio(
                        figure(said, "audio_input", false),
                        figure(said, "audio_cache_read", false),
                        figure(said, "audio_output", false)));
        return new PriceOverride.Figures(
                rates,
                new Price.Sizes(count(said, "max_output_tokens"), count(said, "context_tokens"), OptionalLong.empty()),
                said.value("web_search_per_1k", PER_THOUSAND).map(fee -> new SearchFee(fee, false)));
    }

    private static OptionalLong figure(Section said, String name, boolean wanted) {
        Optional<Long> million = said.value(name + "_per_million", PER_MILLION);
        Optional<Long> thousand = said.value(name + "_per_1k", PER_THOUSAND);
        said.at(name + "_per_1k")
                .require(million.isEmpty() || thousand.isEmpty(), "is there as %s_per_million, too", name);
        if (wanted && million.isEmpty() && thousand.isEmpty()) {
            said.at(name + "_per_million").add("is missing, wanted " + PER_MILLION.wanted());
        }
        return million.or(() -> thousand).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static OptionalLong count(Section said, String name) {
        return said.value(name, Shapes.COUNT).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static Value<Long> price(long times) {
        return Value.of(
                "US dollars from 0, such as \"2.50\", no finer than nano-dollars", 0L, node -> nano(node, times));
    }

    private static Optional<Long> nano(JsonNode node, long times) {
        try {
            if (node.isNumber()) {
                return Optional.of(Dollars.nano(node.decimalValue().multiply(BigDecimal.valueOf(times))));
            }
            return node.isString() && node.stringValue().matches("\\d{1,9}(\\.\\d{1,15})?")
                    ? Optional.of(Dollars.nano(new BigDecimal(node.stringValue()).multiply(BigDecimal.valueOf(times))))
                    : Optional.empty();
        } catch (ArithmeticException tooFine) {
            return Optional.empty();
        }
    }

    public ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        var prices = json.putArray("prices");
        entries.forEach(entry -> prices.add(json(entry)));
        return json;
    }

    public static ObjectNode json(PriceOverride entry) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("effective_from", entry.from().toString());
        if (entry.figures().isEmpty()) {
            return json.put("catalogue", true);
        }
        PriceOverride.Figures figures = entry.figures().get();
        Rates rates = figures.rates();
        put(json, "input_per_million", OptionalLong.of(rates.input()));
        put(json, "output_per_million", OptionalLong.of(rates.output()));
        put(json, "cache_read_per_million", rates.cached());
        put(json, "cache_write_per_million", rates.write5m());
        put(json, "cache_write_1h_per_million", rates.write1h());
        put(json, rates.audio());
        figures.search().ifPresent(fee -> put(json, fee));
        figures.sizes().output().ifPresent(tokens -> json.put("max_output_tokens", tokens));
        figures.sizes().context().ifPresent(tokens -> json.put("context_tokens", tokens));
        return json;
    }

    /// What sound costs where it does not cost what text does.
    public static void put(ObjectNode json, Rates.Audio audio) {
        put(json, "audio_input_per_million", audio.input());
        put(json, "audio_cache_read_per_million", audio.cached());
        put(json, "audio_output_per_million", audio.output());
    }

    /// What a search costs.
    public static void put(ObjectNode json, SearchFee fee) {
        json.put(
                fee.byAnswer() ? "web_search_per_1k_answers" : "web_search_per_1k",
                Dollars.text(fee.nanoUsdPerMillion() / THOUSANDS_IN_A_MILLION));
    }

    private static void put(ObjectNode json, String name, OptionalLong price) {
        price.ifPresent(nano -> json.put(name, Dollars.text(nano)));
    }

    /// With one more entry. One from the same moment gives way to it; all others stay, also those before it.
    public PriceDocument with(PriceOverride entry) {
        var all = new ArrayList<>(entries);
        all.removeIf(other -> other.from().equals(entry.from()));
        all.add(entry);
        return new PriceDocument(all);
    }

    /// As if nothing were to come after a moment.
    public PriceDocument until(Instant now) {
        return new PriceDocument(
                entries.stream().filter(entry -> !entry.from().isAfter(now)).toList());
    }

    /// Whether anything but the catalogue is in force at a moment, or will be.
    public boolean says(Instant now) {
        List<PriceOverride> before = until(now).entries;
        return entries.size() > before.size()
                || (!before.isEmpty() && before.getLast().figures().isPresent());
    }
}
