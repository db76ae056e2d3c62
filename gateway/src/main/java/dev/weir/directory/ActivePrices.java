package dev.weir.directory;

import dev.weir.config.Checked;
import dev.weir.config.Violation;
import dev.weir.meter.OverriddenPrices;
import dev.weir.meter.Price;
import dev.weir.meter.PriceCatalogue;
import dev.weir.meter.PriceOverride;
import dev.weir.meter.Prices;
import dev.weir.store.Contents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// The prices in force: the catalogue and the documents over it. Replaced whole when a document changes; all threads
/// read it.
public final class ActivePrices implements Prices {

    private record Compiled(OverriddenPrices prices, List<Violation> violations) {}

    private final PriceCatalogue catalogue;
    private volatile Compiled current;

    public ActivePrices(PriceCatalogue catalogue, Contents contents) {
        this.catalogue = catalogue;
        this.current = compiled(catalogue, contents);
    }

    public PriceCatalogue catalogue() {
        return catalogue;
    }

    /// What is in force now, for whoever asks several times for one call.
    public OverriddenPrices now() {
        return current.prices();
    }

    public void replace(Contents contents) {
        current = compiled(catalogue, contents);
    }

    /// Documents that are out of use, and why.
    public List<Violation> violations() {
        return current.violations();
    }

    @Override
    public Optional<Price> of(String provider, String kind, String model, Instant at) {
        return now().of(provider, kind, model, at);
    }

    private static Compiled compiled(PriceCatalogue catalogue, Contents contents) {
        var overrides = new HashMap<String, List<PriceOverride>>();
        var violations = new ArrayList<Violation>();
        contents.trees(Kinds.PRICE).forEach((target, json) -> {
            switch (Checked.stored(json, PriceDocument::read)) {
                case Checked.Valid<PriceDocument>(PriceDocument document) -> overrides.put(target, document.entries());
                case Checked.Invalid<PriceDocument>(List<Violation> wrong) ->
                    wrong.forEach(one ->
                            violations.add(new Violation("/price/" + target + one.path(), one.message(), one.place())));
            }
        });
        return new Compiled(new OverriddenPrices(catalogue, overrides), List.copyOf(violations));
    }
}
