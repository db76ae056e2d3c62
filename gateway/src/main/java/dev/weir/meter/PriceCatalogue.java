package dev.weir.meter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The prices that came with this version: `prices.csv` and `multipliers.csv`, compiled once.
public final class PriceCatalogue implements Prices {

    /// From when to when a price holds.
    ///
    /// @param kinds of providers
    /// @param model its shortest name
    /// @param from included; [Instant#MIN] for always
    /// @param to not included; [Instant#MAX] for ever
    public record Listed(List<String> kinds, String model, Instant from, Instant to, Price price) {
        public Listed {
            kinds = List.copyOf(kinds);
        }

        boolean holds(Instant at) {
            return !at.isBefore(from) && at.isBefore(to);
        }
    }

    private final List<Listed> all = new ArrayList<>();
    private final Map<String, Map<String, List<Listed>>> byKind = new HashMap<>();

    private PriceCatalogue(String prices, String multipliers) {
        Map<String, Multiplier> named = PriceRow.all(multipliers).stream()
                .map(Multiplier::of)
                .collect(Collectors.toMap(Multiplier::name, Function.identity()));
        var groups = new LinkedHashMap<List<String>, List<PriceRow>>();
        for (PriceRow row : PriceRow.all(prices)) {
            groups.computeIfAbsent(
                            List.of(row.text("kinds"), row.text("models"), row.text("from"), row.text("to")),
                            _ -> new ArrayList<>())
                    .add(row);
        }
        groups.values().forEach(rows -> add(rows, named));
    }

    /// The rows that come with Weir.
    public static PriceCatalogue builtIn() {
        return new PriceCatalogue(resource("prices.csv"), resource("multipliers.csv"));
    }

    static PriceCatalogue of(String prices, String multipliers) {
        return new PriceCatalogue(prices, multipliers);
    }

    private static String resource(String name) {
        try (InputStream csv = PriceCatalogue.class.getResourceAsStream(name)) {
            if (csv == null) {
                throw new IllegalStateException(name + " is not beside its class");
            }
            return new String(csv.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(List<PriceRow> rows, Map<String, Multiplier> named) {
        PriceRow first = rows.getFirst();
        List<Multiplier> multipliers = first.texts("multipliers").stream()
                .map(name -> Optional.ofNullable(named.get(name))
                        .orElseThrow(() -> new IllegalArgumentException("there is no multiplier " + name)))
                .toList();
        var sizes = new Price.Sizes(first.number("max_output"), first.number("context"), first.number("image"));
        String source = first.text("source") + ", " + first.text("retrieved");
        for (String model : first.texts("models")) {
            Price price = PriceCompiler.compile(
                    "catalogue:%s/%s".formatted(first.texts("kinds").getFirst(), model)
                            + (first.text("from").isEmpty() ? "" : "@" + first.text("from")),
                    source,
                    sizes,
                    rows,
                    multipliers);
            add(new Listed(
                    first.texts("kinds"),
                    model,
                    date(first.text("from"), Instant.MIN),
                    date(first.text("to"), Instant.MAX),
                    price));
        }
    }

    private void add(Listed listed) {
        all.add(listed);
        for (String kind : listed.kinds()) {
            List<Listed> others = byKind.computeIfAbsent(kind, _ -> new HashMap<>())
                    .computeIfAbsent(listed.model(), _ -> new ArrayList<>());
            for (Listed other : others) {
                if (listed.from().isBefore(other.to()) && other.from().isBefore(listed.to())) {
                    throw new IllegalArgumentException(
                            "%s has two prices at a time: %s and %s".formatted(listed.model(), other, listed));
                }
            }
            others.add(listed);
        }
    }

    private static Instant date(String text, Instant otherwise) {
        return text.isEmpty()
                ? otherwise
                : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    public List<Listed> all() {
        return List.copyOf(all);
    }

    @Override
    public Optional<Price> of(String provider, String kind, String model, Instant at) {
        Map<String, List<Listed>> models = byKind.getOrDefault(kind, Map.of());
        if (models.containsKey(model)) {
            return at(models.get(model), at);
        }
        for (String name : ModelId.names(model)) {
            if (models.containsKey(name)) {
                return at(models.get(name), at);
            }
        }
        return Optional.empty();
    }

    private static Optional<Price> at(List<Listed> listed, Instant at) {
        for (Listed one : listed) {
            if (one.holds(at)) {
                return Optional.of(one.price());
            }
        }
        return Optional.empty();
    }
}
