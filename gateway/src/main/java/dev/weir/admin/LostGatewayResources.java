package dev.weir.admin;

import dev.weir.alert.LostGateways;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Books;
import dev.weir.store.Books.Lost;
import dev.weir.store.Key;
import dev.weir.wire.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/gateways/lost`: gateways that are not heard of any more and hold a part of budgets, which counts as spent; and the
/// word of somebody who knows that the journal of one is gone and that nothing of it was spent.
public final class LostGatewayResources implements Resources {

    private static final Logger LOG = LoggerFactory.getLogger(LostGatewayResources.class);

    private final Books books;

    public LostGatewayResources(Books books) {
        this.books = books;
    }

    @Override
    public List<Route> routes(Registry registry) {
        return List.of(
                new Route("GET", "/gateways/lost", Permission.ADMINISTRATORS, "gateways.lost", _ -> all()),
                new Route(
                        "POST",
                        "/gateways/lost/{gateway}/release",
                        Permission.ADMINISTRATORS,
                        "gateway.release",
                        ask -> release(registry, ask)));
    }

    private HttpResponse all() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        ArrayNode items = json.putArray("items");
        books.lost().forEach(lost -> items.add(LostGateways.json(lost)));
        return HttpResponse.json(200, json.put("count", items.size()));
    }

    private HttpResponse release(Registry registry, Ask ask) {
        String name = ask.value("gateway");
        Lost lost = books.lost().stream()
                .filter(one -> one.gateway().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.unknown("lost gateway that holds anything", name));
        if (!books.release(lost)) {
            throw new Refusal(Kind.DOCUMENT_STATE, "the gateway %s has turned up again".formatted(name));
        }
        LOG.atWarn()
                .addKeyValue("gateway", name)
                .addKeyValue("by", ask.principal().client())
                .log("an administrator has given back what a lost gateway held");
        HttpResponse answer = HttpResponse.json(200, LostGateways.json(lost));
        registry.done(ask, new Key("gateway", name), Optional.of(LostGateways.json(lost)), Optional.empty(), answer);
        return answer;
    }
}
