package dev.weir.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.EmbeddedIssuer;
import dev.weir.config.TeamRule;
import dev.weir.config.Violation;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets.Source;
import dev.weir.directory.Directory.Foreigners;
import dev.weir.directory.DirectoryCompiler.Deployed;
import dev.weir.identity.Clients;
import dev.weir.identity.Scopes;
import dev.weir.meter.Dollars;
import dev.weir.store.Contents;
import dev.weir.store.Document;
import dev.weir.store.Document.Content;
import dev.weir.store.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BudgetCompilerTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    private final List<Document> documents = new ArrayList<>();

    private Directory directory() {
        var operator = new Clients.Client(
                "operator", "platform", Set.of(Scopes.INVOKE, Scopes.ADMIN), hasher.hash("secret-of-the-operator"));
        var rules = List.of(rule("a", "everybody", "sandbox"), rule("b", "everybody", "premium"), rule("c", "red", ""));
        return DirectoryCompiler.compile(
                new Deployed(
                        List.of(operator),
                        Map.of("https://login.example.com", new Foreigners("company", rules)),
                        Set.of("openai")),
                new Contents(1, documents),
                hasher);
    }

    private static TeamRule rule(String value, String team, String tier) {
        return new TeamRule(
                "groups",
                value,
                team,
                Optional.of(tier).filter(one -> !one.isEmpty()),
                Optional.empty(),
                Set.of(EmbeddedIssuer.Scope.INVOKE));
    }

    private void document(String kind, String id, String json) {
        documents.add(new Document(new Key(kind, id), 1, new Content.Json(json.replace('\'', '"')), NOW, "test"));
    }

    private void team(String name, String more) {
        document(
                "team",
                name,
                "{'team_name':'%s','contact_email':'x@example.com',%s'created_at':'2026-11-25T10:00:00Z'}"
                        .formatted(name, more));
    }

    private static String money(Directory directory, String id) {
        Budgets.Said said = directory.budgets().all().get(id);
        return said == null ? "none" : Dollars.text(said.budget().nanoUsd().orElseThrow()) + " " + said.source();
    }

    @Test
    void givesATeamWhatItsDocumentSaysOrElseItsTier() {
        team("red", "'status':'active','monthly_budget_usd':'7.5',");
        team("blue", "'status':'active','tier':'premium',");
        team("gone", "'status':'inactive',");
        team("lost", "'status':'active','tier':'nowhere',");

        Directory directory = directory();

        assertThat(money(directory, "team:red:monthly")).isEqualTo("7.5 TEAM");
        assertThat(money(directory, "team:blue:monthly")).isEqualTo("1000 TIER");
        assertThat(money(directory, "team:gone:monthly")).isEqualTo("100 TIER");
        assertThat(money(directory, "team:lost:monthly")).isEqualTo("none");
        assertThat(money(directory, "team:platform:monthly")).isEqualTo("none");
        // Of two rules that say something of a team the first counts.
        assertThat(money(directory, "team:everybody:monthly")).isEqualTo("25 TIER");
        assertThat(directory.budgets().of(Scope.TEAM, "red")).hasSize(1);
        assertThat(directory.budgets().of(Scope.USER, "red")).isEmpty();
    }

    @Test
    void letsADocumentTakeThePlaceOfWhatIsSaidElsewhere() {
        document(
                "budget",
                "team:red:annual",
                "{'scope':'team','scope_id':'red','period':'annual','token_limit':5,'created_at':'2026-11-25T10:00:00Z'}");
        document("budget", "team:red:monthly", "{'scope':'team','scope_id':'red','budget_usd':'3'}");
        team("red", "'status':'active','monthly_budget_usd':'7.5',");

        Directory directory = directory();

        assertThat(money(directory, "team:red:monthly")).isEqualTo("3 BUDGET");
        assertThat(directory.budgets().of(Scope.TEAM, "red"))
                .extracting(Budget::id)
                .containsExactly("team:red:monthly", "team:red:annual");
        assertThat(directory.budgets().all())
                .hasEntrySatisfying(
                        "team:red:annual", said -> assertThat(said.source()).isEqualTo(Source.BUDGET));
        assertThat(directory.violations()).isEmpty();
    }

    @Test
    void saysWhichDocumentsDoNotFitAndLeavesTheOthersInForce() {
        document("budget", "team:red:monthly", "{'scope':'user','scope_id':'red','budget_usd':'3'}");
        document("budget", "user:x:monthly", "{'scope':'user','scope_id':'x'}");
        document("budget", "user:y:monthly", "{'scope':'user','scope_id':'y','budget_usd':'4'}");
        document(
                "budget",
                "team:nobody:total",
                "{'scope':'team','scope_id':'nobody','period':'total','budget_usd':'4'}");
        team("red", "'status':'active',");

        Directory directory = directory();

        assertThat(directory.violations())
                .extracting(Violation::path)
                .containsExactlyInAnyOrder(
                        "/budget/team:red:monthly",
                        "/budget/user:x:monthly/budget_usd",
                        "/budget/team:nobody:total/scope_id");
        assertThat(money(directory, "team:red:monthly")).isEqualTo("100 TIER");
        assertThat(money(directory, "user:y:monthly")).isEqualTo("4 BUDGET");
    }
}
