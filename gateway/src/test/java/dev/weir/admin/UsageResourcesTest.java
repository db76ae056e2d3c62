package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Books.Begun;
import dev.weir.store.Posting;
import dev.weir.store.Posting.Line;
import dev.weir.store.Tally;
import dev.weir.store.UsageKey;
import dev.weir.wire.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The clock stands at noon of the first of March 2026.
class UsageResourcesTest {

    private static final long DOLLAR = 1_000_000_000L;
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

    private final AdminWorld world = new AdminWorld();
    private final Begun begun = world.books.begin("gateway");
    private long position;
    private String red = "";

    @BeforeEach
    void twoTeams() {
        red = world.token(world.team("red").path("credentials"));
        world.team("blue");
        used(TODAY, "red", "ada", "shop", "claude-opus", tally(2, 1_500_000_000L, 0));
        used(TODAY, "red", "bob", "=cmd|' /C calc'!A0", "gpt-5", tally(1, 3 * DOLLAR, 0));
        used(TODAY.minusDays(1), "red", "ada", "shop", "claude-opus", tally(1, DOLLAR, DOLLAR / 4));
        used(TODAY.minusMonths(2), "red", "ada", "shop", "claude-opus", tally(1, 7 * DOLLAR, 0));
        used(TODAY, "blue", "eve", "a,\"b\"", "gpt-5", tally(5, 20 * DOLLAR, 0));
    }

    private static Tally tally(long requests, long cost, long estimated) {
        return new Tally(requests, 0, 100, 20, 3, 40, 10, cost, cost, -500_000_000L, estimated, 1);
    }

    private void used(LocalDate day, String team, String user, String project, String model, Tally tally) {
        var key = new UsageKey(day, team, "client-of-" + team, user, project, "cc-" + team, "openai", model);
        var posting = new Posting("call-" + position, List.of(), List.of(new Line(key, tally)));
        world.books.post(begun.writer(), position, ++position, List.of(posting));
    }

    private JsonNode ask(String target) {
        HttpResponse answer = world.ask("GET", target, "");
        assertThat(answer.status()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return json(answer);
    }

    private static List<String> rows(JsonNode table, String... names) {
        return table.valueStream()
                .map(row -> String.join(
                        " ",
                        List.of(names).stream()
                                .map(name -> row.path(name).asString())
                                .toList()))
                .toList();
    }

    @Test
    void tellsWhatATeamUsedInThisMonth() {
        world.ledger.note("team:red:monthly/2026-03/usd", 4_500_000_000L, 0);

        JsonNode month = ask("/usage/red");

        assertThat(month.path("team").stringValue("")).isEqualTo("red");
        assertThat(month.path("period_date").stringValue("")).isEqualTo("2026-03");
        assertThat(month.path("total_cost_usd").stringValue("")).isEqualTo("4.5");
        assertThat(month.path("request_count").longValue()).isEqualTo(3);
        assertThat(month.path("input_tokens").longValue()).isEqualTo(246);
        assertThat(month.path("cached_tokens").longValue()).isEqualTo(40);
        assertThat(month.path("output_tokens").longValue()).isEqualTo(80);
        assertThat(month.path("total_tokens").longValue()).isEqualTo(326);
        assertThat(month.path("unpriced_count").longValue()).isEqualTo(2);
        assertThat(rows(month.path("models"), "model", "total_cost_usd")).containsExactly("gpt-5 3", "claude-opus 1.5");
        assertThat(rows(month.path("users"), "user", "total_cost_usd")).containsExactly("bob 3", "ada 1.5");
        assertThat(rows(month.path("days"), "day", "total_cost_usd")).containsExactly("2026-03-01 4.5");
        assertThat(month.path("monthly_budget_usd").stringValue("")).isEqualTo("100");
        assertThat(month.path("budget_utilization_pct").doubleValue()).isEqualTo(4.5);
        assertThat(ask("/usage/team/red")).isEqualTo(month);
    }

    @Test
    void tellsTheDaysOfATeam() {
        JsonNode history = ask("/usage/red/history?start_date=2026-02-01&end_date=2026-03-01");

        assertThat(rows(history.path("items"), "day", "total_cost_usd", "estimated_cost_usd"))
                .containsExactly("2026-02-28 1 0.25", "2026-03-01 4.5 0");
        assertThat(history.path("total").path("total_cost_usd").stringValue("")).isEqualTo("5.5");
        assertThat(ask("/usage/team/red/history?from=2026-02-01")).isEqualTo(history);
        assertThat(rows(ask("/usage/red/history").path("items"), "day")).containsExactly("2026-03-01");
    }

    @Test
    void tellsATeamsMonthAsTheReferenceDoes() {
        JsonNode usage = ask("/usage?team=red&history=2&models=true");

        assertThat(usage.path("team").stringValue("")).isEqualTo("red");
        assertThat(usage.path("current_period").path("total_cost_usd").stringValue(""))
                .isEqualTo("4.5");
        assertThat(rows(usage.path("history"), "period_date", "total_cost_usd"))
                .containsExactly("2026-02 1", "2026-01 7");
        assertThat(rows(usage.path("models"), "model", "total_cost_usd")).containsExactly("gpt-5 3", "claude-opus 1.5");
        assertThat(usage.path("monthly_budget_usd").stringValue("")).isEqualTo("100");
        assertThat(ask("/usage?team=red").path("history")).isEmpty();
        assertThat(ask("/usage?team=red").path("models")).isEmpty();
    }

    @Test
    void groupsByWhateverIsCounted() {
        assertThat(rows(ask("/usage").path("items"), "team", "total_cost_usd")).containsExactly("blue 20", "red 4.5");
        assertThat(rows(ask("/usage?group_by=cost_centre").path("items"), "cost_center", "total_cost_usd"))
                .containsExactly("cc-blue 20", "cc-red 4.5");
        assertThat(rows(
                        ask("/usage?group_by=model,day&team=red&from=2026-02-01")
                                .path("items"),
                        "model",
                        "day",
                        "total_cost_usd"))
                .containsExactly("claude-opus 2026-02-28 1", "claude-opus 2026-03-01 1.5", "gpt-5 2026-03-01 3");
        assertThat(rows(ask("/usage?group_by=team&model=gpt-5&user=eve").path("items"), "team", "total_cost_usd"))
                .containsExactly("blue 20");
        for (String word : List.of("day", "team", "client", "user", "project", "cost_center", "provider", "model")) {
            assertThat(ask("/usage?group_by=" + word)
                            .path("total")
                            .path("total_cost_usd")
                            .stringValue(""))
                    .as(word)
                    .isEqualTo("24.5");
        }
        assertThat(ask("/usage?group_by=user&project=none").path("items")).isEmpty();
    }

    @Test
    void tellsWhatAClientAUserAndAProjectUsed() {
        assertThat(ask("/usage/user/ada").path("total_cost_usd").stringValue(""))
                .isEqualTo("1.5");
        assertThat(ask("/usage/key/client-of-blue").path("scope").stringValue(""))
                .isEqualTo("client");
        assertThat(ask("/usage/project/shop/history?from=2026-02-28")
                        .path("total")
                        .path("total_cost_usd")
                        .stringValue(""))
                .isEqualTo("2.5");
        assertThat(code(world.ask("GET", "/usage/session/x", ""))).isEqualTo("400 field_invalid");
        assertThat(code(world.ask("GET", "/usage/tenant/x", ""))).isEqualTo("400 field_invalid");
    }

    @Test
    void s_az_4_tellsAMemberNothingOfAnotherTeamInWhateverWayTheyAsk() {
        for (String other : List.of("blue", "none")) {
            for (String target : List.of(
                    "/usage/%s",
                    "/usage/%s/history",
                    "/usage/team/%s",
                    "/usage/team/%s/history",
                    "/usage?team=%s",
                    "/usage?team=%s&group_by=user")) {
                HttpResponse answer = world.as(red, "GET", target.formatted(other), "");

                assertThat(code(answer)).as(target).isEqualTo("404 document_unknown");
                assertThat(json(answer).path("detail").stringValue("")).isEqualTo("there is no team " + other);
            }
        }
        // Nothing of a name is no team either.
        assertThat(code(world.as(red, "GET", "/usage?team=", ""))).isEqualTo("404 document_unknown");
        assertThat(code(world.as(red, "GET", "/usage/", ""))).isEqualTo("404 document_unknown");
        assertThat(code(world.as(red, "GET", "/usage/user/ada", ""))).isEqualTo("403 scope_missing");
        assertThat(code(world.ask("GET", "/usage/none", ""))).isEqualTo("404 document_unknown");
    }

    @Test
    void tellsAMemberOfTheirOwnTeamAlone() {
        HttpResponse grouped = world.as(red, "GET", "/usage?group_by=user", "");
        assertThat(rows(json(grouped).path("items"), "user")).containsExactly("ada", "bob");
        assertThat(rows(json(world.as(red, "GET", "/usage?group_by=team", "")).path("items"), "team"))
                .containsExactly("red");
        assertThat(json(world.as(red, "GET", "/usage", "")).path("team").stringValue(""))
                .isEqualTo("red");
        assertThat(json(world.as(red, "GET", "/usage/red", ""))
                        .path("total_cost_usd")
                        .stringValue(""))
                .isEqualTo("4.5");
    }

    @Test
    void tellsStillWhatATeamUsedThatIsDeactivated() {
        world.ask("DELETE", "/teams/red", "");

        assertThat(ask("/usage/red").path("total_cost_usd").stringValue("")).isEqualTo("4.5");
        assertThat(code(world.as(red, "GET", "/usage/red", ""))).startsWith("403 ");
    }

    @Test
    void writesATableForSpreadsheetsInWhichNothingRuns() {
        HttpResponse csv = world.ask("GET", "/usage?group_by=project&format=csv", "");

        assertThat(csv.headers().first("content-type")).contains("text/csv; charset=utf-8; header=present");
        assertThat(csv.headers().first("content-disposition"))
                .contains("attachment; filename=\"usage-2026-03-01-2026-03-01.csv\"");
        assertThat(new String(csv.body(), UTF_8))
                .isEqualTo(
                        "project,total_cost_usd,delivered_cost_usd,estimated_cost_usd,cache_savings_usd,total_tokens,"
                                + "input_tokens,cached_tokens,cache_write_tokens,output_tokens,reasoning_tokens,request_count,"
                                + "failed_count,unpriced_count\r\n"
                                + "'=cmd|' /C calc'!A0,3,3,0,-0.5,163,123,20,3,40,10,1,0,1\r\n"
                                + "\"a,\"\"b\"\"\",20,20,0,-0.5,163,123,20,3,40,10,5,0,1\r\n"
                                + "shop,1.5,1.5,0,-0.5,163,123,20,3,40,10,2,0,1\r\n");
        assertThat(world.ask("GET", "/usage?group_by=project", "", "accept", "text/csv")
                        .body())
                .isEqualTo(csv.body());
        assertThat(new String(world.ask("GET", "/usage/red?format=csv", "").body(), UTF_8))
                .startsWith("model,total_cost_usd")
                .contains("\r\ngpt-5,3,");
        assertThat(new String(
                        world.ask("GET", "/usage/red/history?format=csv", "").body(), UTF_8))
                .contains("\r\n2026-03-01,4.5,");
        assertThat(world.ask("GET", "/usage/red?format=json", "", "accept", "text/csv")
                        .headers()
                        .first("content-type"))
                .contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usage?group_by=tenant",
                "/usage?group_by=",
                "/usage?projekt=x",
                "/usage?from=2026-02-30",
                "/usage?from=2026-03-02",
                "/usage?from=2026-13-01",
                "/usage?from=x",
                "/usage?from=2025-01-25&to=2026-03-01",
                "/usage?format=xml",
                "/usage?team=red&history=37",
                "/usage?team=red&history=x",
                "/usage?team=red&models=1",
                "/usage/red/history?end_date=0000-01-01"
            })
    void refusesWhatItDoesNotUnderstand(String target) {
        assertThat(code(world.ask("GET", target, ""))).isEqualTo("400 field_invalid");
    }

    @Test
    void countsALeapDayAndAYearThatHasOne() {
        used(LocalDate.of(2024, 2, 29), "red", "ada", "shop", "gpt-5", tally(1, DOLLAR, 0));

        assertThat(rows(ask("/usage/red/history?from=2024-01-01&to=2024-12-31").path("items"), "day", "total_cost_usd"))
                .containsExactly("2024-02-29 1");
    }
}
