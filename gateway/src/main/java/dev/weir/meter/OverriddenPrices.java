package dev.weir.meter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The catalogue, and over it what administrators have set. An override holds from its moment on until the next one, so
/// that what was asked before is priced as it was then.
public final class OverriddenPrices implements Prices {

    private record Dated(Instant from, Optional<Price> price) {}

    private final Prices catalogue;
    private final Map<String, List<Dated>> overrides = new HashMap<>();

    /// @param overrides by provider and model, as `provider/model`
    public OverriddenPrices(Prices catalogue, Map<String, List<PriceOverride>> overrides) {
        this.catalogue = catalogue;
        overrides.forEach((target, all) -> this.overrides.put(target, dated(target, all)));
    }

    private static List<Dated> dated(String target, List<PriceOverride> all) {
        var dated = new ArrayList<Dated>();
        for (PriceOverride one : all) {
            dated.add(new Dated(
                    one.from(),
                    one.figures()
                            .map(figures -> PriceCompiler.flat(
                                    "override:%s@%s".formatted(target, one.from()),
                                    "an administrator, from " + one.from(),
                                    figures.sizes(),
                                    figures.search(),
                                    figures.rates()))));
        }
        dated.sort(Comparator.comparing(Dated::from).reversed());
        return List.copyOf(dated);
    }

    /// The one that an administrator has set, if it holds then.
    public Optional<Price> override(String provider, String model, Instant at) {
        if (overrides.isEmpty()) {
            return Optional.empty();
        }
        List<Dated> own = overrides.get(provider + "/" + model);
        if (own == null) {
            own = ModelId.names(model).stream()
                    .map(name -> overrides.get(provider + "/" + name))
                    .filter(found -> found != null)
                    .findFirst()
                    .orElse(List.of());
        }
        return own.stream()
                .filter(dated -> !dated.from().isAfter(at))
                .findFirst()
                .flatMap(Dated::price);
    }

    @Override
    public Optional<Price> of(String provider, String kind, String model, Instant at) {
        Optional<Price> listed = catalogue.of(provider, kind, model, at);
        return override(provider, model, at)
                .map(own -> listed.map(own::or).orElse(own))
                .or(() -> listed);
    }
}
