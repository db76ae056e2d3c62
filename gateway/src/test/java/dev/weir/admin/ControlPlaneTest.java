package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.json;
import static dev.weir.admin.AdminWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditRelay;
import dev.weir.audit.OutboxSource;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Which routes there are, who may take them, and what the audit trail tells of it.
class ControlPlaneTest {

    private final AdminWorld world = new AdminWorld();

    @Test
    void s_adm_4_tellsTheOutboxWhoChangedWhatFromWhatToWhat() {
        world.team("red");
        world.ask("PUT", "/teams/red", "{'tier':'premium'}", "if-match", "\"1\"");

        JsonNode event = world.outbox().getLast();

        assertThat(event.path("action").stringValue("")).isEqualTo("team.change");
        assertThat(event.path("decision").stringValue("")).isEqualTo("allowed");
        assertThat(event.path("actor").path("client").stringValue("")).isEqualTo("operator");
        assertThat(event.path("target").toString()).isEqualTo("{\"kind\":\"team\",\"id\":\"red\"}");
        assertThat(event.path("before").path("tier").stringValue("")).isEqualTo("standard");
        assertThat(event.path("after").path("tier").stringValue("")).isEqualTo("premium");
        assertThat(event.path("request_id").stringValue("")).isNotBlank();
        JsonNode client = world.outbox().stream()
                .filter(one -> one.path("target").path("kind").stringValue("").equals("client"))
                .findFirst()
                .orElseThrow();
        assertThat(client.path("after")
                        .path("secrets")
                        .path(0)
                        .path("fingerprint")
                        .stringValue(""))
                .hasSize(12);
    }

    @Test
    void s_adm_4_tellsOfTheTrailAndThatSomebodyLooked() {
        world.team("red");
        world.clock.pass(Duration.ofSeconds(1));
        world.ask("PUT", "/teams/red", "{'tier':'premium'}", "if-match", "\"1\"", "user-agent", "cli/1");
        world.as("", "GET", "/teams", "");
        var relay = new AuditRelay(
                "index",
                world.index,
                List.of(new OutboxSource("outbox", world.store, List.of("index"))),
                new AuditRelay.Pace(Duration.ofSeconds(1), 100, Duration.ofDays(1)),
                world.clock);
        relay.start();
        relay.close();

        JsonNode page = json(world.ask("GET", "/audit?team=red&limit=2", ""));

        assertThat(page.path("count").intValue()).isEqualTo(2);
        JsonNode change = page.path("items").path(0);
        assertThat(change.path("action").stringValue("")).isEqualTo("team.change");
        assertThat(change.path("actor").stringValue("")).isEqualTo("operator");
        assertThat(change.path("actor_team").stringValue("")).isEqualTo("platform");
        assertThat(change.path("team").stringValue("")).isEqualTo("red");
        assertThat(change.path("resource").stringValue("")).isEqualTo("team/red");
        assertThat(change.path("decision").stringValue("")).isEqualTo("allow");
        assertThat(change.path("status").stringValue("")).isEqualTo("success");
        assertThat(change.path("agent").stringValue("")).isEqualTo("cli/1");
        assertThat(change.path("before").stringValue("")).contains("standard");
        assertThat(change.path("after").stringValue("")).contains("premium");
        assertThat(change.path("ts").stringValue("")).isEqualTo("2026-03-01T12:00:01Z");
        JsonNode rest = json(world.ask(
                "GET", "/audit?team=red&cursor=" + page.path("next_cursor").stringValue(""), ""));
        assertThat(rest.path("items")).hasSize(1);
        assertThat(rest.has("next_cursor")).isFalse();
        JsonNode denied = json(world.ask("GET", "/audit?decision=deny&kind=denial&start=2000-01-01", ""));
        assertThat(denied.path("items").path(0).path("http_status").intValue()).isEqualTo(401);
        assertThat(json(world.ask("GET", "/audit?end=2000-01-01T00:00:00Z", ""))
                        .path("count")
                        .intValue())
                .isZero();
        JsonNode looked = world.outbox().getFirst();
        assertThat(looked.path("kind").stringValue("")).isEqualTo("read");
        assertThat(looked.path("target").path("id").stringValue("")).isEqualTo("?team=red&limit=2");
        assertThat(world.outbox()).hasSize(4);
        for (String wrong :
                List.of("kind=x", "decision=allowed", "start=yesterday", "cursor=x", "limit=0", "limit=1001")) {
            assertThat(code(world.ask("GET", "/audit?" + wrong, ""))).isEqualTo("400 field_invalid");
        }
    }

    @Test
    void s_az_2_letsNobodyGiveWhatTheyDoNotHave() {
        world.team("red");
        String narrow = json(world.ask("POST", "/teams/red/keys", "{'scopes':['admin'],'models':['gpt-*']}"))
                .path("key")
                .stringValue("");

        for (String body : List.of("{}", "{'models':['*']}", "{'models':['gpt-*','claude-*']}")) {
            assertThat(code(world.as(narrow, "POST", "/teams/red/keys", body))).isEqualTo("403 grant_exceeds_grantor");
        }
        assertThat(code(world.as(narrow, "POST", "/teams", "{'team_name':'wide','contact_email':'w@example.com'}")))
                .isEqualTo("403 grant_exceeds_grantor");
        assertThat(world.outbox().getLast().path("decision").stringValue("")).isEqualTo("denied");
        assertThat(world.as(narrow, "POST", "/teams/red/keys", "{'models':['gpt-4*']}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void s_az_4_knowsAnotherTeamsThingsAsLittleAsThoseThatAreNotThere() {
        String red = world.token(world.team("red").path("credentials"));
        JsonNode blue = world.team("blue");
        String blueClient = blue.path("credentials").path("client_id").stringValue("");

        HttpResponse other = world.as(red, "GET", "/teams/blue", "");
        HttpResponse none = world.as(red, "GET", "/teams/bluf", "");

        assertThat(code(other)).isEqualTo("404 document_unknown");
        assertThat(text(other).replace("blue", "bluf")).isEqualTo(text(none));
        assertThat(code(world.as(red, "GET", "/teams/blue/clients", ""))).isEqualTo("404 document_unknown");
        assertThat(code(world.as(red, "GET", "/teams/red/clients/" + blueClient, "")))
                .isEqualTo("404 document_unknown");
        assertThat(code(world.ask("DELETE", "/teams/red/clients/" + blueClient, "")))
                .isEqualTo("404 document_unknown");
        assertThat(world.as(red, "GET", "/teams/red", "").status()).isEqualTo(200);
        assertThat(world.outbox().stream()
                        .filter(one -> one.path("decision").stringValue("").equals("denied")))
                .hasSize(3);
    }

    /// Every route for everybody, each time as if nothing had happened before.
    @TestFactory
    Stream<DynamicTest> s_az_1_letsEverybodyDoWhatTheTableSaysAndNothingElse() {
        return world.plane.routes().stream()
                .map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> everybody(route)));
    }

    private static void everybody(Route route) {
        var fresh = new AdminWorld();
        JsonNode team = fresh.team("red");
        String own = fresh.token(team.path("credentials"));
        String foreign = fresh.token(fresh.team("blue").path("credentials"));
        JsonNode key = json(fresh.ask("POST", "/teams/red/keys", "{}"));
        String path = route.path()
                .replace("{team}", "red")
                .replace("{client}", team.path("client_id").stringValue(""))
                .replace("{key}", key.path("key_id").stringValue(""))
                .replace("{tier}", "sandbox")
                .replace("{budget}", "team:red:monthly")
                .replace("{scope}/{id}", "user/none")
                .replace("{name}", "none")
                .replace("{provider}", "openai")
                .replace("{model...}", "gpt-5");
        path = path.equals("/usage") || path.equals("/usage/preview") ? path + "?team=red" : path;
        boolean open = route.permission() == Permission.ANYBODY;
        boolean reads = route.permission() == Permission.OWN_TEAM;

        assertThat(fresh.as("", route.method(), path, "").status()).isEqualTo(open ? 200 : 401);
        assertThat(fresh.as("weir_" + "0".repeat(64), route.method(), path, "").status())
                .isEqualTo(open ? 200 : 401);
        assertThat(fresh.as(own, route.method(), path, "").status()).isEqualTo(open || reads ? 200 : 403);
        assertThat(fresh.as(foreign, route.method(), path, "").status()).isEqualTo(open ? 200 : reads ? 404 : 403);
        assertThat(fresh.ask(route.method(), path, "").status()).isNotIn(401, 403, 500);
    }

    @Test
    void servesNothingThatIsNotInTheTable() {
        assertThat(code(world.as("", "GET", "/nothing", ""))).isEqualTo("401 auth_missing");
        assertThat(code(world.ask("GET", "/nothing", ""))).isEqualTo("404 route_unknown");
        HttpResponse wrong = world.ask("PATCH", "/teams/red", "{}");
        assertThat(code(wrong)).isEqualTo("405 method_not_allowed");
        assertThat(wrong.headers().first("allow")).contains("DELETE, GET, PUT");
    }

    @Test
    void describesEveryRouteAndNoOther() {
        var routes = new TreeSet<String>();
        world.plane
                .routes()
                .forEach(route -> routes.add(route.method() + " " + route.described() + " " + route.permission()));

        var described = new TreeSet<String>();
        world.openApi()
                .path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    if (!method.equals("parameters")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path + " "
                                + operation.path("x-permission").stringValue(""));
                    }
                }));

        assertThat(described).isEqualTo(routes);
        assertThat(json(world.as("", "GET", "/openapi.json", ""))).isEqualTo(world.openApi());
    }

    @Test
    void r_db_1_changesNothingWhileTheStoreIsAway() {
        var away = new AdminWorld(new AwayStore(), RoutingRules.NONE);

        HttpResponse answer = away.ask("POST", "/teams", "{'team_name':'red','contact_email':'red@example.com'}");

        assertThat(code(answer)).isEqualTo("503 store_unavailable");
        assertThat(answer.headers().first("retry-after")).isPresent();
    }
}
