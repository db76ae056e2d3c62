package dev.weir.admin;

import dev.weir.directory.Kinds;
import dev.weir.directory.Shapes;
import dev.weir.directory.Team;
import dev.weir.directory.Tier;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.wire.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/tiers`: the one table of tiers. The rows that Weir brings are there without a document; a document takes the place
/// of one, and when it is deleted the row is there again.
final class Tiers {

    private final Registry registry;

    Tiers(Registry registry) {
        this.registry = registry;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/tiers", Permission.ADMINISTRATORS, "tiers.list", this::list),
                new Route("GET", "/tiers/{tier}", Permission.ADMINISTRATORS, "tier.read", this::read),
                new Route("PUT", "/tiers/{tier}", Permission.ADMINISTRATORS, "tier.change", this::change),
                new Route("DELETE", "/tiers/{tier}", Permission.ADMINISTRATORS, "tier.delete", this::delete),
                new Route("GET", "/tiers/{tier}/history", Permission.ADMINISTRATORS, "tier.history", this::history),
                new Route(
                        "POST", "/tiers/{tier}/rollback", Permission.ADMINISTRATORS, "tier.rollback", this::rollback));
    }

    private HttpResponse list(Ask ask) {
        var all = new TreeMap<String, ObjectNode>();
        Tier.BUILT_IN.forEach((name, tier) -> all.put(name, shown(name, tier, true)));
        for (Document document : stored(Kinds.TIER)) {
            all.put(document.key().id(), shown(document));
        }
        ObjectNode json = JsonMapper.shared().createObjectNode();
        var items = json.putArray("items");
        all.values().forEach(items::add);
        json.put("count", items.size());
        return HttpResponse.json(200, json);
    }

    private HttpResponse read(Ask ask) {
        String name = ask.value("tier");
        Optional<Document> document = registry.store().read(Kinds.tier(name));
        if (document.isPresent()) {
            return HttpResponse.json(200, shown(document.get()))
                    .with("etag", Registry.etag(document.get().version()));
        }
        Tier row = Tier.BUILT_IN.get(name);
        if (row == null) {
            throw Refusal.unknown("tier", name);
        }
        return HttpResponse.json(200, shown(name, row, true)).with("etag", Registry.etag(0));
    }

    /// The whole tier. Version 0 is that of a row without a document, and of what is not there yet.
    private HttpResponse change(Ask ask) {
        String name = name(ask);
        long version = ask.mustMatch();
        Tier tier = ask.body(Tier::read);
        Optional<Document> before = registry.store().read(Kinds.tier(name));
        if (before.map(Document::version).orElse(0L) != version) {
            throw new Refusal(
                    Kind.VERSION_STALE,
                    "If-Match names version %d of tier %s, which is in version %d"
                            .formatted(
                                    version, name, before.map(Document::version).orElse(0L)));
        }
        return written(ask, name, before, tier);
    }

    private HttpResponse delete(Ask ask) {
        String name = ask.value("tier");
        Document before = registry.existing(Kinds.tier(name), "document of a tier");
        Registry.seen(before, ask.ifMatch());
        if (!Tier.BUILT_IN.containsKey(name)) {
            List<String> users = stored(Kinds.TEAM).stream()
                    .map(document -> Stored.read(Registry.tree(document), Team::read))
                    .filter(team -> team.tier().equals(name))
                    .map(Team::name)
                    .limit(10)
                    .toList();
            if (!users.isEmpty()) {
                throw new Refusal(Kind.DOCUMENT_STATE, "teams are in the tier %s: %s".formatted(name, users));
            }
        }
        return registry.commit(ask, List.of(Registry.Put.deletion(before)), HttpResponse.json(200, shown(before)));
    }

    private HttpResponse history(Ask ask) {
        String name = ask.value("tier");
        return Versions.history(
                registry, ask, Kinds.tier(name), "document of a tier", json -> shown(name, tier(json), false));
    }

    private HttpResponse rollback(Ask ask) {
        String name = name(ask);
        Tier old = tier(Versions.wanted(registry, ask, Kinds.tier(name)));
        Optional<Document> before = registry.store().read(Kinds.tier(name));
        before.ifPresent(document -> Registry.seen(document, ask.ifMatch()));
        return written(ask, name, before, old);
    }

    private HttpResponse written(Ask ask, String name, Optional<Document> before, Tier tier) {
        Registry.Put put = before.map(document -> Registry.Put.over(document, tier.json()))
                .orElseGet(() -> Registry.Put.fresh(Kinds.tier(name), tier.json()));
        return registry.commit(ask, List.of(put), HttpResponse.json(200, shown(name, tier, false)));
    }

    private static String name(Ask ask) {
        String name = ask.value("tier");
        return Shapes.NAME_OF_OURS
                .read(JsonMapper.shared().getNodeFactory().stringNode(name))
                .orElseThrow(() -> new Refusal(
                        Kind.FIELD_INVALID, "the name of a tier is %s".formatted(Shapes.NAME_OF_OURS.wanted())));
    }

    private List<Document> stored(String kind) {
        var all = new ArrayList<Document>();
        List<Document> some = registry.store().list(kind, "", 500);
        while (!some.isEmpty()) {
            all.addAll(some);
            some = registry.store().list(kind, some.getLast().key().id(), 500);
        }
        return all;
    }

    private static ObjectNode shown(Document document) {
        return shown(document.key().id(), tier(Registry.tree(document)), false);
    }

    private static Tier tier(JsonNode json) {
        return Stored.read(json, Tier::read);
    }

    private static ObjectNode shown(String name, Tier tier, boolean builtIn) {
        ObjectNode json =
                JsonMapper.shared().createObjectNode().put("tier", name).put("builtin", builtIn);
        json.setAll(tier.json());
        return json;
    }
}
