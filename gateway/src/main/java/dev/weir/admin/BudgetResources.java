package dev.weir.admin;

import dev.weir.config.Place;
import dev.weir.config.Violation;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets.Said;
import dev.weir.directory.Budgets.Source;
import dev.weir.directory.Directory;
import dev.weir.directory.Kinds;
import dev.weir.policy.Balances;
import dev.weir.policy.Statement;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.wire.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/budgets`: how much teams, clients and users may spend, and how much of it they have. What a team or its tier says
/// of a month is there without a document; a document takes its place, and when it is deleted it is there again.
public final class BudgetResources implements Resources {

    private final Balances balances;
    private final Supplier<Directory> directory;

    public BudgetResources(Balances balances, Supplier<Directory> directory) {
        this.balances = balances;
        this.directory = directory;
    }

    @Override
    public List<Route> routes(Registry registry) {
        return List.of(
                new Route("GET", "/budgets", Permission.ADMINISTRATORS, "budgets.list", ask -> list(registry, ask)),
                new Route("POST", "/budgets", Permission.ADMINISTRATORS, "budget.make", ask -> make(registry, ask)),
                new Route(
                        "GET",
                        "/budgets/{budget}",
                        Permission.ADMINISTRATORS,
                        "budget.read",
                        ask -> read(registry, ask)),
                new Route(
                        "PUT",
                        "/budgets/{budget}",
                        Permission.ADMINISTRATORS,
                        "budget.change",
                        ask -> change(registry, ask)),
                new Route(
                        "DELETE",
                        "/budgets/{budget}",
                        Permission.ADMINISTRATORS,
                        "budget.delete",
                        ask -> delete(registry, ask)),
                new Route(
                        "GET",
                        "/budgets/{budget}/history",
                        Permission.ADMINISTRATORS,
                        "budget.history",
                        ask -> history(registry, ask)),
                new Route(
                        "POST",
                        "/budgets/{budget}/rollback",
                        Permission.ADMINISTRATORS,
                        "budget.rollback",
                        ask -> rollback(registry, ask)));
    }

    /// All in force; with `scope` and `scope_id` those of somebody.
    private HttpResponse list(Registry registry, Ask ask) {
        Map<String, String> asked = ask.request().target().parameters();
        String holder = asked.getOrDefault("scope_id", "");
        Optional<Scope> scope = Optional.ofNullable(asked.get("scope")).map(BudgetResources::scope);
        return Pages.of(
                directory.get().budgets().all(),
                ask,
                said -> scope.map(one -> one == said.budget().scope()).orElse(true)
                        && (holder.isEmpty() || holder.equals(said.budget().holder())),
                said -> shown(registry, said));
    }

    /// A scope by its name, also by the other one that clients have.
    static Scope scope(String word) {
        return Scope.said(word)
                .orElseThrow(() -> new Refusal(
                        Kind.FIELD_INVALID, "scope is %s; one of %s is wanted".formatted(word, Scope.WORDS)));
    }

    private HttpResponse make(Registry registry, Ask ask) {
        Budget budget = ask.body(Budget::read);
        check(budget);
        ObjectNode json = stored(budget, registry.now().toString());
        return registry.commit(
                ask,
                List.of(Registry.Put.fresh(Kinds.budget(budget.id()), json)),
                HttpResponse.json(201, shown(registry, new Said(budget, Source.BUDGET))));
    }

    private HttpResponse read(Registry registry, Ask ask) {
        Optional<Document> document = document(registry, ask);
        if (document.isEmpty()) {
            return HttpResponse.json(200, shown(registry, implied(ask))).with("etag", Registry.etag(0));
        }
        ObjectNode json = shown(registry, new Said(budget(document.get()), Source.BUDGET));
        json.put("created_at", createdAt(document.get()));
        json.put("updated_at", document.get().at().toString());
        return HttpResponse.json(200, json)
                .with("etag", Registry.etag(document.get().version()));
    }

    /// What is mentioned is changed, `null` takes one away. Version 0 is that of a budget without a document.
    private HttpResponse change(Registry registry, Ask ask) {
        long version = ask.mustMatch();
        Optional<Document> before = document(registry, ask);
        Budget budget =
                before.map(BudgetResources::budget).orElseGet(() -> implied(ask).budget());
        long found = before.map(Document::version).orElse(0L);
        if (found != version) {
            throw new Refusal(
                    Kind.VERSION_STALE,
                    "If-Match names version %d of budget %s, which is in version %d"
                            .formatted(version, budget.id(), found));
        }
        Budget changed = Ask.checked(Patch.over(budget.json(), ask.json()), Budget::read);
        if (!changed.id().equals(budget.id())) {
            throw new Refusal(
                    Kind.DOCUMENT_STATE,
                    "%s would become %s; whose a budget is and its period stay: make another and delete this one"
                            .formatted(budget.id(), changed.id()));
        }
        return written(registry, ask, before, changed);
    }

    private HttpResponse delete(Registry registry, Ask ask) {
        Optional<Document> before = document(registry, ask);
        if (before.isEmpty()) {
            Said said = implied(ask);
            throw new Refusal(
                    Kind.DOCUMENT_STATE,
                    "%s has no document: its %s says it".formatted(said.budget().id(), word(said.source())));
        }
        Registry.seen(before.get(), ask.ifMatch());
        return registry.commit(
                ask,
                List.of(Registry.Put.deletion(before.get())),
                HttpResponse.json(200, shown(registry, new Said(budget(before.get()), Source.BUDGET))));
    }

    private HttpResponse history(Registry registry, Ask ask) {
        return Versions.history(
                registry,
                ask,
                Kinds.budget(ask.value("budget")),
                "document of a budget",
                json -> said(Stored.read(json, Budget::read)));
    }

    private HttpResponse rollback(Registry registry, Ask ask) {
        Budget old = Stored.read(Versions.wanted(registry, ask, Kinds.budget(ask.value("budget"))), Budget::read);
        check(old);
        Optional<Document> before = document(registry, ask);
        before.ifPresent(document -> Registry.seen(document, ask.ifMatch()));
        return written(registry, ask, before, old);
    }

    private HttpResponse written(Registry registry, Ask ask, Optional<Document> before, Budget budget) {
        ObjectNode json = stored(
                budget,
                before.map(BudgetResources::createdAt)
                        .orElseGet(() -> registry.now().toString()));
        Registry.Put put = before.map(document -> Registry.Put.over(document, json))
                .orElseGet(() -> Registry.Put.fresh(Kinds.budget(budget.id()), json));
        return registry.commit(
                ask, List.of(put), HttpResponse.json(200, shown(registry, new Said(budget, Source.BUDGET))));
    }

    /// Whoever a budget of a team is for has to be a team: a slip of the pen would bound nobody.
    private void check(Budget budget) {
        if (budget.scope() == Scope.TEAM) {
            var names = directory.get().teamNames();
            if (!names.contains(budget.holder())) {
                throw Refusal.of(List.of(new Violation(
                        "/scope_id",
                        "no team is named %s; there are %s".formatted(budget.holder(), some(names)),
                        Place.UNKNOWN)));
            }
        }
    }

    private static List<String> some(Set<String> names) {
        var some = new ArrayList<>(names.stream().limit(20).toList());
        if (some.size() < names.size()) {
            some.add("...");
        }
        return some;
    }

    private static Optional<Document> document(Registry registry, Ask ask) {
        return registry.store().read(Kinds.budget(ask.value("budget")));
    }

    /// What a team or its tier says, which has no document.
    private Said implied(Ask ask) {
        return Optional.ofNullable(directory.get().budgets().all().get(ask.value("budget")))
                .filter(said -> said.source() != Source.BUDGET)
                .orElseThrow(() -> Refusal.unknown("budget", ask.value("budget")));
    }

    private static Budget budget(Document document) {
        return Stored.read(Registry.tree(document), Budget::read);
    }

    private static ObjectNode stored(Budget budget, String createdAt) {
        return budget.json().put("created_at", createdAt);
    }

    private static String createdAt(Document document) {
        JsonNode json = Registry.tree(document);
        return json.path("created_at").stringValue(document.at().toString());
    }

    private static ObjectNode said(Budget budget) {
        ObjectNode json = budget.json().objectNode().put("budget_id", budget.id());
        json.setAll(budget.json());
        return json;
    }

    private ObjectNode shown(Registry registry, Said said) {
        return new Statement(said.budget(), registry.now(), balances).json().put("source", word(said.source()));
    }

    private static String word(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
