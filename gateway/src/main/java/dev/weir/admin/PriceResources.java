package dev.weir.admin;

import dev.weir.config.Violation;
import dev.weir.directory.ActivePrices;
import dev.weir.directory.Kinds;
import dev.weir.directory.PriceDocument;
import dev.weir.meter.Dollars;
import dev.weir.meter.Price;
import dev.weir.meter.PriceCatalogue;
import dev.weir.meter.PriceOverride;
import dev.weir.meter.Rates;
import dev.weir.meter.Terms;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.wire.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/pricing`: what models cost. The catalogue is there without documents; a document takes the place of a price, from
/// a moment on, and when it is deleted the catalogue holds again, from then on. What was priced before stays as it was.
public final class PriceResources implements Resources {

    private static final Pattern PROVIDER = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern MODEL = Pattern.compile("[!-~]{1,200}");
    private static final String CATALOGUE = "catalogue";
    private static final String OVERRIDE = "override";

    private final ActivePrices prices;
    private final Function<String, Optional<String>> kinds;

    /// @param kinds the row in the catalogue of providers, by the name of a provider; nothing if none is configured by
    /// that name
    public PriceResources(ActivePrices prices, Function<String, Optional<String>> kinds) {
        this.prices = prices;
        this.kinds = kinds;
    }

    @Override
    public List<Route> routes(Registry registry) {
        String one = "/pricing/{provider}/{model...}";
        return List.of(
                new Route("GET", "/pricing", Permission.ADMINISTRATORS, "price.list", ask -> list(registry)),
                new Route("GET", one, Permission.ADMINISTRATORS, "price.read", ask -> read(registry, ask)),
                new Route("PUT", one, Permission.ADMINISTRATORS, "price.change", ask -> change(registry, ask)),
                new Route("DELETE", one, Permission.ADMINISTRATORS, "price.delete", ask -> delete(registry, ask)));
    }

    @Override
    public List<Violation> violations() {
        return prices.violations();
    }

    /// All rows of the catalogue, and behind them all overrides that hold or will.
    private HttpResponse list(Registry registry) {
        Instant now = registry.now();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ArrayNode items = json.putArray("items");
        prices.catalogue().all().forEach(listed -> items.add(shown(listed)));
        for (Document document : all(registry)) {
            PriceDocument read = document(document);
            if (read.says(now)) {
                String id = document.key().id();
                int slash = id.indexOf('/');
                items.add(shown(id.substring(0, slash), id.substring(slash + 1), read, now));
            }
        }
        json.put("count", items.size());
        return HttpResponse.json(200, json);
    }

    private static List<Document> all(Registry registry) {
        return registry.store().contents().documents().stream()
                .filter(document -> document.key().kind().equals(Kinds.PRICE))
                .toList();
    }

    private HttpResponse read(Registry registry, Ask ask) {
        String provider = ask.value("provider");
        String model = ask.value("model");
        Instant now = registry.now();
        Optional<Document> stored = registry.store().read(Kinds.price(provider, model));
        long version = stored.map(Document::version).orElse(0L);
        Optional<PriceDocument> own = stored.map(PriceResources::document).filter(document -> document.says(now));
        ObjectNode json = own.map(document -> shown(provider, model, document, now))
                .or(() -> inForce(provider, model, now))
                .orElseThrow(() -> Refusal.unknown("price", provider + "/" + model));
        return HttpResponse.json(200, json).with("etag", Registry.etag(version));
    }

    /// Version 0 is that of a price without a document.
    private HttpResponse change(Registry registry, Ask ask) {
        String provider = matching(PROVIDER, ask.value("provider"), "the name of a provider");
        String model = matching(MODEL, ask.value("model"), "the id of a model");
        long version = ask.mustMatch();
        Instant now = registry.now();
        PriceOverride said = ask.body(body -> PriceDocument.said(body, now));
        Optional<Document> before = registry.store().read(Kinds.price(provider, model));
        long found = before.map(Document::version).orElse(0L);
        if (found != version) {
            throw new Refusal(
                    Kind.VERSION_STALE,
                    "If-Match names version %d of the price of %s/%s, which is in version %d"
                            .formatted(version, provider, model, found));
        }
        PriceDocument after =
                before.map(PriceResources::document).orElse(PriceDocument.NONE).with(said);
        Registry.Put put = before.map(document -> Registry.Put.over(document, after.json()))
                .orElseGet(() -> Registry.Put.fresh(Kinds.price(provider, model), after.json()));
        return registry.commit(ask, List.of(put), HttpResponse.json(200, shown(provider, model, after, now)));
    }

    /// What an override said until now, it goes on to say of what was asked until now.
    private HttpResponse delete(Registry registry, Ask ask) {
        String provider = ask.value("provider");
        String model = ask.value("model");
        Instant now = registry.now();
        Document before = registry.existing(Kinds.price(provider, model), "override of a price");
        Registry.seen(before, ask.ifMatch());
        PriceDocument said = document(before);
        if (!said.says(now)) {
            throw Refusal.unknown("override of a price", provider + "/" + model);
        }
        PriceDocument past = said.until(now);
        boolean never = past.entries().isEmpty();
        Registry.Put put = never
                ? Registry.Put.deletion(before)
                : Registry.Put.over(
                        before,
                        past.with(new PriceOverride(now, Optional.empty())).json());
        Optional<Price> listed =
                kind(provider).flatMap(kind -> prices.catalogue().of(provider, kind, model, now));
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put(
                        "message",
                        listed.isPresent()
                                ? "the price of the catalogue holds again"
                                : "nothing is known of what this costs any more")
                .put("provider", provider)
                .put("model", model)
                .put("static_fallback", listed.isPresent());
        listed.ifPresent(price -> figures(json, price));
        return registry.commit(ask, List.of(put), HttpResponse.json(200, json));
    }

    private static String matching(Pattern pattern, String text, String what) {
        if (!pattern.matcher(text).matches()) {
            throw new Refusal(Kind.FIELD_INVALID, "%s is %s; it is matched by %s".formatted(what, text, pattern));
        }
        return text;
    }

    private static PriceDocument document(Document document) {
        return Stored.read(Registry.tree(document), PriceDocument::read);
    }

    /// The name of a kind stands for a provider that is not configured, so that one can look before one configures it.
    private Optional<String> kind(String provider) {
        return kinds.apply(provider).or(() -> Optional.of(provider));
    }

    /// What the catalogue says, or an override of the same model by a shorter name.
    private Optional<ObjectNode> inForce(String provider, String model, Instant now) {
        Optional<Price> own = prices.now().override(provider, model, now);
        return own.or(() -> kind(provider).flatMap(kind -> prices.catalogue().of(provider, kind, model, now)))
                .map(price -> {
                    ObjectNode json = JsonMapper.shared()
                            .createObjectNode()
                            .put("provider", provider)
                            .put("model", model)
                            .put("source", own.isPresent() ? OVERRIDE : CATALOGUE);
                    return figures(json, price);
                });
    }

    private static ObjectNode shown(PriceCatalogue.Listed listed) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        var named = json.putArray("kinds");
        listed.kinds().forEach(named::add);
        json.put("model", listed.model()).put("source", CATALOGUE);
        if (!listed.from().equals(Instant.MIN)) {
            json.put("effective_from", listed.from().toString());
        }
        if (!listed.to().equals(Instant.MAX)) {
            json.put("effective_to", listed.to().toString());
        }
        return figures(json, listed.price());
    }

    private static ObjectNode figures(ObjectNode json, Price price) {
        json.put("price_id", price.id()).put("origin", price.source());
        var bands = price.bands(Terms.USUAL);
        Rates rates = bands.getFirst().rates();
        put(json, rates);
        price.search().ifPresent(fee -> PriceDocument.put(json, fee));
        price.mostOutput().ifPresent(tokens -> json.put("max_output_tokens", tokens));
        price.context().ifPresent(tokens -> json.put("context_tokens", tokens));
        if (bands.size() > 1) {
            ArrayNode longer = json.putArray("longer_prompts");
            bands.stream().skip(1).forEach(band -> {
                ObjectNode one = longer.addObject().put("prompt_over", band.over());
                put(one, band.rates());
            });
        }
        return json;
    }

    private static void put(ObjectNode json, Rates rates) {
        put(json, "input_per_million", OptionalLong.of(rates.input()));
        put(json, "output_per_million", OptionalLong.of(rates.output()));
        put(json, "cache_read_per_million", rates.cached());
        put(json, "cache_write_5m_per_million", rates.write5m());
        put(json, "cache_write_30m_per_million", rates.write30m());
        put(json, "cache_write_1h_per_million", rates.write1h());
        put(json, "cache_write_12h_per_million", rates.write12h());
        PriceDocument.put(json, rates.audio());
    }

    private static void put(ObjectNode json, String name, OptionalLong price) {
        price.ifPresent(nano -> json.put(name, Dollars.text(nano)));
    }

    /// The entry in force, or else the next one; and all there ever were.
    private static ObjectNode shown(String provider, String model, PriceDocument document, Instant now) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("provider", provider)
                .put("model", model)
                .put("source", OVERRIDE);
        List<PriceOverride> until = document.until(now).entries();
        boolean holds = !until.isEmpty() && until.getLast().figures().isPresent();
        PriceOverride entry = holds ? until.getLast() : document.entries().get(until.size());
        json.setAll(PriceDocument.json(entry));
        json.set("history", document.json().path("prices"));
        return json;
    }
}
