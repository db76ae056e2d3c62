package dev.weir.meter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes a [Price] of the rows of one model: multiplies out what holds on which terms and behind which length of
/// prompt, so that afterwards nothing is left but look-ups.
final class PriceCompiler {

    private PriceCompiler() {}

    /// @param name what the price is called; its figures are added, so that other figures have another name
    static Price compile(
            String name, String source, Price.Sizes sizes, List<PriceRow> rows, List<Multiplier> multipliers) {
        Optional<SearchFee> search = rows.getFirst().search();
        var said = new LinkedHashMap<Terms, TreeMap<Long, Rates>>();
        for (PriceRow row : rows) {
            var terms = new Terms(row.text("tier", Terms.STANDARD), row.text("region", Terms.GLOBAL));
            long over = row.number("prompt_over").orElse(0);
            if (said.computeIfAbsent(terms, _ -> new TreeMap<>()).put(over, row.rates()) != null) {
                throw new IllegalArgumentException("%s has two prices on %s over %d".formatted(name, terms, over));
            }
        }
        TreeMap<Long, Rates> usual = said.get(Terms.USUAL);
        if (usual == null || usual.firstKey() != 0) {
            throw new IllegalArgumentException(name + " has no price on the usual terms, from the first token on");
        }
        var bands = new LinkedHashMap<Terms, List<Price.Band>>();
        for (Terms terms : combinations(multipliers)) {
            bands.put(terms, multiplied(usual, multipliers, terms));
        }
        said.forEach((terms, own) -> {
            if (!terms.equals(Terms.USUAL)) {
                bands.put(terms, multiplied(own, List.of(), terms));
            }
        });
        return new Price(name + "#" + digest(bands, search), source, sizes, search, bands, false);
    }

    /// A price that is the same on all terms and for all prompts.
    static Price flat(String name, String source, Price.Sizes sizes, Optional<SearchFee> search, Rates rates) {
        Map<Terms, List<Price.Band>> bands = Map.of(Terms.USUAL, List.of(new Price.Band(0, rates)));
        return new Price(name + "#" + digest(bands, search), source, sizes, search, bands, true);
    }

    private static List<Terms> combinations(List<Multiplier> multipliers) {
        List<String> tiers = Stream.concat(
                        Stream.of(Terms.STANDARD), multipliers.stream().map(Multiplier::tier))
                .filter(tier -> !tier.isEmpty())
                .distinct()
                .toList();
        List<String> regions = Stream.concat(
                        Stream.of(Terms.GLOBAL), multipliers.stream().map(Multiplier::region))
                .filter(region -> !region.isEmpty())
                .distinct()
                .toList();
        return tiers.stream()
                .flatMap(tier -> regions.stream().map(region -> new Terms(tier, region)))
                .toList();
    }

    private static List<Price.Band> multiplied(
            NavigableMap<Long, Rates> base, List<Multiplier> multipliers, Terms terms) {
        var limits = new TreeSet<>(base.keySet());
        multipliers.stream()
                .map(Multiplier::promptOver)
                .filter(over -> over > 0)
                .forEach(limits::add);
        var bands = new ArrayList<Price.Band>();
        for (long over : limits) {
            Fraction input = Fraction.ONE;
            Fraction output = Fraction.ONE;
            for (Multiplier multiplier : multipliers) {
                if (multiplier.holds(terms, over)) {
                    input = input.times(multiplier.input());
                    output = output.times(multiplier.output());
                }
            }
            bands.add(new Price.Band(over, base.floorEntry(over).getValue().times(input, output)));
        }
        return List.copyOf(bands);
    }

    private static String digest(Map<Terms, List<Price.Band>> bands, Optional<SearchFee> search) {
        var lines = new TreeSet<String>();
        search.ifPresent(fee -> lines.add("search " + fee));
        bands.forEach((terms, own) -> lines.add(terms + " " + own));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", lines).getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
