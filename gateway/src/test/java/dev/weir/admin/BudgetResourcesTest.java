package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.etag;
import static dev.weir.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Scope;
import dev.weir.wire.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The clock stands at noon of the first of March 2026.
class BudgetResourcesTest {

    private static final long DOLLAR = 1_000_000_000L;

    private final AdminWorld world = new AdminWorld();

    @BeforeEach
    void aTeam() {
        world.team("red");
    }

    private HttpResponse make(String body) {
        return world.ask("POST", "/budgets", body);
    }

    private static String at(String id) {
        return "/budgets/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode read(String id) {
        return json(world.ask("GET", at(id), ""));
    }

    private List<Budget> ofRed() {
        return world.directory.now().budgets().of(Scope.TEAM, "red");
    }

    @Test
    void makesABudgetThatIsInForceAtOnceAndSaysHowItStands() {
        world.ledger.note("team:red:quarterly/2026-Q1/usd", 30 * DOLLAR, 15 * DOLLAR);
        world.ledger.note("team:red:quarterly/2026-Q1/tokens", 900, 50);
        world.ledger.note("team:red:quarterly/2026-Q1/model/claude-opus-*/usd", 5 * DOLLAR, 0);

        HttpResponse made = make("{'scope':'team','scope_id':'red','period':'quarterly','budget_usd':'100.50',"
                + "'token_limit':1000,'model_limits':[{'model':'claude-opus-*','max_cost_usd':10}]}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(etag(made)).isEqualTo("\"1\"");
        assertThat(ofRed()).extracting(Budget::id).containsExactly("team:red:monthly", "team:red:quarterly");
        JsonNode read = read("team:red:quarterly");
        JsonNode wanted = AdminWorld.JSON.readTree("""
                {"budget_id":"team:red:quarterly","scope":"team","scope_id":"red","period":"quarterly",
                 "budget_usd":"100.5","token_limit":1000,
                 "model_limits":[{"model":"claude-opus-*","max_cost_usd":"10","spent_usd":"5","reserved_usd":"0",
                   "left_usd":"5","overrun_usd":"0","utilization_pct":50.0}],
                 "alert_thresholds":[50,80,100],"when_short":"clamp","trust":"verified","current_period":"2026-Q1",
                 "renews_at":"2026-04-01T00:00:00Z","spent_usd":"30","reserved_usd":"15","left_usd":"55.5",
                 "overrun_usd":"0","current_usage_usd":"30","spent_tokens":900,"reserved_tokens":50,"left_tokens":50,
                 "overrun_tokens":0,"current_tokens":900,"utilization_pct":90.0,"source":"budget",
                 "created_at":"2026-03-01T12:00:00Z","updated_at":"2026-03-01T12:00:00Z"}""");
        assertThat(read.toPrettyString()).isEqualTo(sorted(wanted, read).toPrettyString());
    }

    /// The same with its members in the order of another.
    private static JsonNode sorted(JsonNode wanted, JsonNode like) {
        var sorted = AdminWorld.JSON.createObjectNode();
        like.propertyNames().forEach(name -> {
            if (wanted.has(name)) {
                sorted.set(name, wanted.get(name));
            }
        });
        wanted.forEachEntry((name, value) -> {
            if (!sorted.has(name)) {
                sorted.set(name, value);
            }
        });
        return sorted;
    }

    @Test
    void hasOneForEachScopeHolderAndPeriod() {
        assertThat(make("{'scope':'key','scope_id':'key_1','budget_usd':1}").status())
                .isEqualTo(201);

        assertThat(code(make("{'scope':'client','scope_id':'key_1','budget_usd':2}")))
                .isEqualTo("409 document_exists");
        assertThat(make("{'scope':'client','scope_id':'key_1','budget_usd':2,'period':'annual'}")
                        .status())
                .isEqualTo(201);
        assertThat(make("{'scope':'user','scope_id':'key_1','budget_usd':2}").status())
                .isEqualTo(201);
    }

    @Test
    void saysWhatIsWrongAtOnceAndKnowsNoTeamThatThereIsNot() {
        HttpResponse wrong = make("{'scope':'team','scope_id':'red','budget_usd':'-3','tenant_id':'x'}");

        assertThat(code(wrong)).isEqualTo("400 document_invalid");
        assertThat(json(wrong).path("violations").size()).isEqualTo(2);
        HttpResponse nobody = make("{'scope':'team','scope_id':'rad','budget_usd':'3'}");
        assertThat(code(nobody)).isEqualTo("400 document_invalid");
        assertThat(json(nobody).path("detail").stringValue(""))
                .isEqualTo("/scope_id: no team is named rad; there are [platform, red]");
        assertThat(make("{'scope':'team','scope_id':'platform','budget_usd':'3'}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void changesWhatIsMentionedAndNothingThatItsIdSays() {
        make("{'scope':'team','scope_id':'red','budget_usd':10,'token_limit':5}");
        String path = at("team:red:monthly");

        assertThat(code(world.ask("PUT", path, "{'budget_usd':20}"))).isEqualTo("428 version_missing");
        HttpResponse changed = world.ask(
                "PUT",
                path,
                "{'budget_usd':20.25,'token_limit':null,'when_short':'refuse','period':'monthly'}",
                "if-match",
                "\"1\"");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(etag(changed)).isEqualTo("\"2\"");
        assertThat(json(changed).path("budget_usd").stringValue("")).isEqualTo("20.25");
        assertThat(json(changed).has("token_limit")).isFalse();
        assertThat(ofRed().getFirst().clamps()).isFalse();
        assertThat(code(world.ask("PUT", path, "{'budget_usd':1}", "if-match", "\"1\"")))
                .isEqualTo("412 version_stale");
        assertThat(code(world.ask("PUT", path, "{'period':'annual'}", "if-match", "\"2\"")))
                .isEqualTo("409 document_state");
        assertThat(code(world.ask("PUT", path, "{'scope_id':'blue'}", "if-match", "\"2\"")))
                .isEqualTo("409 document_state");
        assertThat(code(world.ask("PUT", path, "{'budget_usd':null}", "if-match", "\"2\"")))
                .isEqualTo("400 document_invalid");
        assertThat(code(world.ask("PUT", "/budgets/team:red:weekly", "{'budget_usd':1}", "if-match", "\"0\"")))
                .isEqualTo("404 document_unknown");
    }

    @Test
    void showsWhatATeamOrItsTierSaysUntilADocumentTakesItsPlace() {
        assertThat(read("team:red:monthly").path("source").stringValue("")).isEqualTo("tier");
        assertThat(read("team:red:monthly").path("budget_usd").stringValue("")).isEqualTo("100");
        world.ask("PUT", "/teams/red", "{'monthly_budget_usd':'40'}", "if-match", "\"1\"");
        assertThat(read("team:red:monthly").path("source").stringValue("")).isEqualTo("team");
        assertThat(read("team:red:monthly").path("budget_usd").stringValue("")).isEqualTo("40");
        assertThat(code(world.ask("DELETE", at("team:red:monthly"), ""))).isEqualTo("409 document_state");

        HttpResponse over = world.ask("PUT", at("team:red:monthly"), "{'budget_usd':'12'}", "if-match", "\"0\"");

        assertThat(over.status()).isEqualTo(200);
        assertThat(read("team:red:monthly").path("source").stringValue("")).isEqualTo("budget");
        assertThat(code(world.ask("PUT", at("team:red:monthly"), "{'budget_usd':'13'}", "if-match", "\"0\"")))
                .isEqualTo("412 version_stale");
        assertThat(world.ask("DELETE", at("team:red:monthly"), "").status()).isEqualTo(200);
        assertThat(read("team:red:monthly").path("source").stringValue("")).isEqualTo("team");
    }

    @Test
    void goesOnCountingWhereADeletedBudgetWas() {
        make("{'scope':'user','scope_id':'ada','budget_usd':10}");
        world.ledger.note("user:ada:monthly/2026-03/usd", 4 * DOLLAR, 0);

        assertThat(world.ask("DELETE", at("user:ada:monthly"), "").status()).isEqualTo(200);
        assertThat(code(world.ask("GET", at("user:ada:monthly"), ""))).isEqualTo("404 document_unknown");
        assertThat(world.directory.now().budgets().of(Scope.USER, "ada")).isEmpty();
        world.clock.pass(Duration.ofHours(1));
        assertThat(make("{'scope':'user','scope_id':'ada','budget_usd':8}").status())
                .isEqualTo(201);

        assertThat(read("user:ada:monthly").path("spent_usd").stringValue("")).isEqualTo("4");
        assertThat(read("user:ada:monthly").path("created_at").stringValue("")).isEqualTo("2026-03-01T13:00:00Z");
        HttpResponse history = world.ask("GET", at("user:ada:monthly") + "/history", "");
        assertThat(json(history)
                        .path("items")
                        .valueStream()
                        .map(one -> one.path("version") + " "
                                + one.path("document").path("budget_usd").stringValue("deleted")))
                .containsExactly("3 8", "2 deleted", "1 10");
        HttpResponse back = world.ask("POST", at("user:ada:monthly") + "/rollback", "{'version':1}");
        assertThat(json(back).path("budget_usd").stringValue("")).isEqualTo("10");
        assertThat(etag(back)).isEqualTo("\"4\"");
    }

    @Test
    void saysHowABudgetStandsThatWasLoweredBelowWhatIsSpent() {
        world.ledger.note("team:red:monthly/2026-03/usd", 60 * DOLLAR, DOLLAR);

        world.ask("PUT", at("team:red:monthly"), "{'budget_usd':'40'}", "if-match", "\"0\"");

        JsonNode read = read("team:red:monthly");
        assertThat(read.path("left_usd").stringValue("")).isEqualTo("0");
        assertThat(read.path("utilization_pct").doubleValue()).isEqualTo(150.0);
    }

    @Test
    void beginsAnewWithThePeriod() {
        make("{'scope':'user','scope_id':'ada','budget_usd':10}");
        world.ledger.note("user:ada:monthly/2026-03/usd", 4 * DOLLAR, 0);

        world.clock.pass(Duration.ofDays(31).minusHours(12));

        JsonNode april = read("user:ada:monthly");
        assertThat(april.path("current_period").stringValue("")).isEqualTo("2026-04");
        assertThat(april.path("spent_usd").stringValue("")).isEqualTo("0");
        assertThat(april.path("renews_at").stringValue("")).isEqualTo("2026-05-01T00:00:00Z");
        make("{'scope':'user','scope_id':'ada','budget_usd':10,'period':'total'}");
        assertThat(read("user:ada:total").has("renews_at")).isFalse();
    }

    @Test
    void keepsTheBudgetOfATeamThatIsDeactivated() {
        make("{'scope':'team','scope_id':'red','budget_usd':10,'period':'annual'}");

        world.ask("DELETE", "/teams/red", "");

        assertThat(read("team:red:annual").path("budget_usd").stringValue("")).isEqualTo("10");
        assertThat(read("team:red:monthly").path("source").stringValue("")).isEqualTo("tier");
        assertThat(make("{'scope':'team','scope_id':'red','budget_usd':10,'period':'total'}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void marksWhatCallersOnlyDeclare() {
        make("{'scope':'project','scope_id':'a b/c:d','budget_usd':10}");
        make("{'scope':'session','scope_id':'Ünï','token_limit':10}");

        JsonNode project = read("project:a b/c:d:monthly");
        assertThat(project.path("trust").stringValue("")).isEqualTo("declared");
        assertThat(project.path("budget_id").stringValue("")).isEqualTo("project:a b/c:d:monthly");
        JsonNode session = read("session:Ünï:monthly");
        assertThat(session.path("trust").stringValue("")).isEqualTo("declared");
        assertThat(session.has("budget_usd")).isFalse();
        assertThat(session.has("spent_usd")).isFalse();
    }

    @Test
    void listsPageByPageOfWhomOneWantsToSee() {
        for (int i = 0; i < 3; i++) {
            make("{'scope':'user','scope_id':'u%d','budget_usd':1}".formatted(i));
        }
        var ids = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = json(world.ask("GET", "/budgets?limit=2" + cursor, ""));
            page.path("items").forEach(one -> ids.add(one.path("budget_id").stringValue("")));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").stringValue("")
                    : "";
        } while (!cursor.isEmpty());

        assertThat(ids).containsExactly("team:red:monthly", "user:u0:monthly", "user:u1:monthly", "user:u2:monthly");
        assertThat(json(world.ask("GET", "/budgets?scope=user&scope_id=u1", ""))
                        .path("count")
                        .intValue())
                .isEqualTo(1);
        assertThat(code(world.ask("GET", "/budgets?scope=tenant", ""))).isEqualTo("400 field_invalid");
        assertThat(code(world.ask("GET", "/budgets?cursor=x", ""))).isEqualTo("400 field_invalid");
    }

    @Test
    void tellsTheOutboxWhoChangedABudget() {
        world.ask("PUT", at("team:red:monthly"), "{'budget_usd':'12'}", "if-match", "\"0\"");

        JsonNode event = world.outbox().getLast();

        assertThat(event.path("action").stringValue("")).isEqualTo("budget.change");
        assertThat(event.path("target").toString()).isEqualTo("{\"kind\":\"budget\",\"id\":\"team:red:monthly\"}");
        assertThat(event.path("after").path("budget_usd").stringValue("")).isEqualTo("12");
    }
}
