package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.etag;
import static dev.weir.admin.AdminWorld.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditRelay;
import dev.weir.audit.OutboxSource;
import dev.weir.config.Place;
import dev.weir.config.Violation;
import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ControlPlaneTest {

    private final AdminWorld world = new AdminWorld();

    private static Kind refused(Result result) {
        assertThat(result).isInstanceOf(Result.Refused.class);
        return ((Result.Refused) result).problem().kind();
    }

    private static String text(HttpResponse answer) {
        return new String(answer.body(), UTF_8);
    }

    @Test
    void registersATeamWithAClientAndShowsItsSecretOnce() {
        JsonNode team = world.team("red");

        assertThat(team.path("tier").stringValue("")).isEqualTo("standard");
        String token = world.token(team.path("credentials"));
        assertThat(world.calling(token))
                .isInstanceOfSatisfying(
                        Result.Passed.class,
                        passed -> assertThat(passed.principal().team()).isEqualTo("red"));
        String secret = team.path("credentials").path("client_secret").stringValue("");
        assertThat(secret).startsWith("weir_");
        for (String path : List.of("/teams", "/teams/red", "/teams/red/clients", "/teams/red/history")) {
            assertThat(text(world.ask("GET", path, ""))).doesNotContain(secret).doesNotContain("hash");
        }
        assertThat(world.outbox().toString()).doesNotContain(secret).doesNotContain("hash");
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        HttpResponse answer = world.ask(
                "POST",
                "/teams",
                "{'team_name':'a b','contact_email':'nobody','limits':{'requests_per_minute':0,'rpm':3},'models':['a*b*']}");

        assertThat(code(answer)).isEqualTo("400 document_invalid");
        assertThat(json(answer)
                        .path("violations")
                        .valueStream()
                        .map(one -> one.path("path").stringValue("")))
                .containsExactlyInAnyOrder(
                        "/team_name", "/contact_email", "/limits/requests_per_minute", "/limits/rpm", "/models/0");
        assertThat(answer.headers().first("content-type")).contains("application/problem+json");
        HttpResponse references = world.ask(
                "POST",
                "/teams",
                "{'team_name':'red','contact_email':'red@example.com','tier':'gold','providers':['openai','nowhere']}");
        assertThat(json(references)
                        .path("violations")
                        .valueStream()
                        .map(one -> one.path("message").stringValue("")))
                .containsExactly(
                        "no tier is named gold; there are [premium, sandbox, standard, unlimited]",
                        "no provider is named nowhere; there are [bedrock, openai]");
    }

    @Test
    void s_az_3_takesNoFieldThatItDoesNotKnow() {
        for (String field :
                List.of("role", "tenant_id", "owner", "spend", "created_by", "status", "client_id", "created_at")) {
            HttpResponse answer = world.ask(
                    "POST",
                    "/teams",
                    "{'team_name':'red','contact_email':'red@example.com','%s':'x'}".formatted(field));

            assertThat(code(answer)).as(field).isEqualTo("400 document_invalid");
        }
        assertThat(code(world.ask("POST", "/teams", "{'team_name':'red','team_name':'blue'}")))
                .isEqualTo("400 json_invalid");
        assertThat(code(world.ask("POST", "/teams", "[]"))).isEqualTo("400 document_invalid");
        assertThat(world.store.list("team", "", 10)).isEmpty();
    }

    @Test
    void registersANameOnce() {
        world.team("red");

        HttpResponse again = world.ask("POST", "/teams", "{'team_name':'red','contact_email':'other@example.com'}");

        assertThat(code(again)).isEqualTo("409 document_exists");
        assertThat(world.store.list("client", "", 10)).hasSize(1);
    }

    @Test
    void changesWhatIsMentionedAndLeavesTheRest() {
        world.team("red");
        HttpResponse first = world.ask("GET", "/teams/red", "");

        HttpResponse changed = world.ask(
                "PUT",
                "/teams/red",
                "{'tier':'premium','limits':{'requests_per_minute':7,'tokens_per_day':'none'}}",
                "if-match",
                etag(first));
        HttpResponse back =
                world.ask("PUT", "/teams/red", "{'limits':{'tokens_per_day':null}}", "if-match", etag(changed));

        assertThat(json(back).path("tier").stringValue("")).isEqualTo("premium");
        assertThat(json(back).path("contact_email").stringValue("")).isEqualTo("red@example.com");
        assertThat(json(back).path("limits").toString()).isEqualTo("{\"requests_per_minute\":7}");
        assertThat(etag(back)).isEqualTo("\"3\"");
        assertThat(json(world.ask("GET", "/teams/red", ""))).isEqualTo(json(back));
    }

    @Test
    void s_adm_5_letsNobodyOverwriteWhatTheyHaveNotSeen() {
        world.team("red");
        String etag = etag(world.ask("GET", "/teams/red", ""));
        world.ask("PUT", "/teams/red", "{'tier':'premium'}", "if-match", etag);

        assertThat(code(world.ask("PUT", "/teams/red", "{'tier':'sandbox'}"))).isEqualTo("428 version_missing");
        HttpResponse stale = world.ask("PUT", "/teams/red", "{'tier':'sandbox'}", "if-match", etag);
        assertThat(code(stale)).isEqualTo("412 version_stale");
        assertThat(json(stale).path("version").intValue()).isEqualTo(2);
        assertThat(code(world.ask("DELETE", "/teams/red", "", "if-match", etag)))
                .isEqualTo("412 version_stale");
        assertThat(code(world.ask("PUT", "/teams/red", "{}", "if-match", "W/\"2\"")))
                .isEqualTo("412 version_stale");
        assertThat(json(world.ask("GET", "/teams/red", "")).path("tier").stringValue(""))
                .isEqualTo("premium");
    }

    @Test
    void s_jwt_18_refusesEverythingOfADeactivatedTeamUntilItIsReactivated() {
        JsonNode team = world.team("red");
        String token = world.token(team.path("credentials"));
        String key =
                json(world.ask("POST", "/teams/red/keys", "{}")).path("key").stringValue("");
        assertThat(world.calling(key)).isInstanceOf(Result.Passed.class);

        assertThat(world.ask("DELETE", "/teams/red", "").status()).isEqualTo(200);

        assertThat(refused(world.calling(token))).isEqualTo(Kind.PRINCIPAL_DISABLED);
        assertThat(refused(world.calling(key))).isEqualTo(Kind.PRINCIPAL_DISABLED);
        JsonNode credentials = team.path("credentials");
        assertThat(world.exchange(
                                credentials.path("client_id").stringValue(""),
                                credentials.path("client_secret").stringValue(""))
                        .status())
                .isEqualTo(401);
        assertThat(code(world.ask("DELETE", "/teams/red", ""))).isEqualTo("409 document_state");
        assertThat(code(world.ask("POST", "/teams/red/keys", "{}"))).isEqualTo("409 document_state");
        assertThat(code(world.ask("POST", "/teams/red/rotate", ""))).isEqualTo("409 document_state");

        world.ask("POST", "/teams/red/reactivate", "");

        assertThat(world.calling(token)).isInstanceOf(Result.Passed.class);
        assertThat(world.calling(key)).isInstanceOf(Result.Passed.class);
    }

    @Test
    void rotatesASecretWithAnOverlapInWhichBothWork() {
        JsonNode old = world.team("red").path("credentials");
        String client = old.path("client_id").stringValue("");

        JsonNode rotated = json(world.ask("POST", "/teams/red/rotate", "{'overlap_seconds':60}"));
        JsonNode fresh = rotated.path("credentials");

        assertThat(fresh.path("client_id").stringValue("")).isEqualTo(client);
        world.token(old);
        world.token(fresh);
        world.clock.pass(Duration.ofSeconds(60));
        assertThat(world.exchange(client, old.path("client_secret").stringValue(""))
                        .status())
                .isEqualTo(401);
        world.token(fresh);
    }

    @Test
    void rotatesAtOnceWhenItShould() {
        JsonNode old = world.team("red").path("credentials");

        world.ask("POST", "/teams/red/rotate", "{'overlap_seconds':0}");

        assertThat(world.exchange(
                                old.path("client_id").stringValue(""),
                                old.path("client_secret").stringValue(""))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void givesATeamFurtherClientsAndTakesThemAway() {
        world.team("red");
        JsonNode second = json(world.ask("POST", "/teams/red/clients", "{'description':'ci','scopes':['invoke']}"));
        String token = world.token(second.path("credentials"));
        String path = "/teams/red/clients/" + second.path("client_id").stringValue("");

        assertThat(json(world.ask("GET", "/teams/red/clients", ""))
                        .path("count")
                        .intValue())
                .isEqualTo(2);
        assertThat(world.ask("POST", path + "/rotate", "").status()).isEqualTo(200);
        assertThat(world.ask("DELETE", path, "").status()).isEqualTo(200);

        assertThat(refused(world.calling(token))).isEqualTo(Kind.PRINCIPAL_DISABLED);
        assertThat(code(world.ask("DELETE", path, ""))).isEqualTo("409 document_state");
        assertThat(code(world.ask("POST", path + "/rotate", ""))).isEqualTo("409 document_state");
    }

    @Test
    void registersAClientOfAnotherIssuerInOneTeamOnly() {
        world.team("red");
        world.team("blue");
        String body = "{'issuer':'company','issuer_client_id':'abc'}";

        HttpResponse made = world.ask("POST", "/teams/red/clients", body);

        assertThat(made.status()).isEqualTo(201);
        assertThat(json(made).has("credentials")).isFalse();
        assertThat(code(world.ask("POST", "/teams/blue/clients", body))).isEqualTo("409 document_exists");
        assertThat(code(world.ask("POST", "/teams/blue/clients", "{'issuer':'company'}")))
                .isEqualTo("400 document_invalid");
        assertThat(code(world.ask("POST", "/teams/blue/clients", "{'issuer':'nobody','issuer_client_id':'x'}")))
                .isEqualTo("400 document_invalid");

        world.ask("DELETE", "/teams/red/clients/" + json(made).path("client_id").stringValue(""), "");

        assertThat(world.ask("POST", "/teams/blue/clients", body).status()).isEqualTo(201);
    }

    @Test
    void makesKeysThatAreShownOnceAndCanBeRevoked() {
        world.team("red");
        JsonNode made = json(
                world.ask(
                        "POST",
                        "/teams/red/keys",
                        "{'description':'old agent','models':['gpt-*'],'expires_at':'2026-03-02T00:00:00Z','limits':{'requests_per_minute':3}}"));
        String key = made.path("key").stringValue("");
        String path = "/teams/red/keys/" + made.path("key_id").stringValue("");

        assertThat(world.calling(key)).isInstanceOf(Result.Passed.class);
        HttpResponse read = world.ask("GET", path, "");
        assertThat(text(read)).doesNotContain(key).contains(key.substring(0, 12));
        assertThat(text(world.ask("GET", "/teams/red/keys", ""))).doesNotContain(key);

        world.ask("DELETE", path, "");

        assertThat(refused(world.calling(key))).isEqualTo(Kind.KEY_UNKNOWN);
        assertThat(code(world.ask("DELETE", path, ""))).isEqualTo("409 document_state");
        assertThat(code(world.ask("POST", "/teams/red/keys", "{'expires_at':'2026-02-01T00:00:00Z'}")))
                .isEqualTo("400 document_invalid");
    }

    @Test
    void doesARequestThatComesTwiceOnce() {
        String body = "{'team_name':'red','contact_email':'red@example.com'}";
        HttpResponse first = world.ask("POST", "/teams", body, "idempotency-key", "k1");

        HttpResponse again = world.ask("POST", "/teams", body, "idempotency-key", "k1");

        assertThat(again.status()).isEqualTo(201);
        assertThat(json(again)).isEqualTo(json(first));
        assertThat(etag(again)).isEqualTo(etag(first));
        assertThat(again.headers().first("idempotency-replayed")).contains("true");
        assertThat(world.store.list("client", "", 10)).hasSize(1);
        assertThat(code(world.ask("POST", "/teams", body.replace("red@", "other@"), "idempotency-key", "k1")))
                .isEqualTo("422 idempotency_key_reused");
        // What is kept of the answer shows nobody the secret.
        String secret = json(first).path("credentials").path("client_secret").stringValue("");
        assertThat(new String(world.store.reply("operator", "k1").orElseThrow().answer(), UTF_8))
                .doesNotContain(secret);

        world.clock.pass(Duration.ofHours(25));

        assertThat(code(world.ask("POST", "/teams", body, "idempotency-key", "k1")))
                .isEqualTo("409 document_exists");
    }

    @Test
    void listsPageByPage() {
        for (int i = 0; i < 5; i++) {
            world.team("t" + i);
        }
        world.ask("DELETE", "/teams/t1", "");

        var names = new ArrayList<String>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = json(world.ask("GET", "/teams?status=active&limit=2" + cursor, ""));
            page.path("items").forEach(one -> names.add(one.path("team_name").stringValue("")));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").stringValue("")
                    : "";
            pages++;
        } while (!cursor.isEmpty());

        assertThat(names).containsExactly("t0", "t2", "t3", "t4");
        assertThat(pages).isEqualTo(2);
        for (String wrong :
                List.of("?cursor=x", "?cursor=%7B%7D", "?limit=0", "?limit=x", "?limit=201", "?status=gone")) {
            assertThat(code(world.ask("GET", "/teams" + wrong, ""))).as(wrong).isEqualTo("400 field_invalid");
        }
    }

    @Test
    void goesBackToWhatADocumentWas() {
        world.team("red");
        world.ask("PUT", "/teams/red", "{'tier':'premium'}", "if-match", "\"1\"");

        HttpResponse back = world.ask("POST", "/teams/red/rollback", "{'version':1}");

        assertThat(json(back).path("tier").stringValue("")).isEqualTo("standard");
        JsonNode history = json(world.ask("GET", "/teams/red/history", ""));
        assertThat(history.path("items")
                        .valueStream()
                        .map(one -> one.path("document").path("tier").stringValue("")))
                .containsExactly("standard", "premium", "standard");
        assertThat(history.path("items").path(0).path("by").stringValue("")).isEqualTo("operator");
        assertThat(code(world.ask("POST", "/teams/red/rollback", "{'version':9}")))
                .isEqualTo("404 document_unknown");
    }

    @Test
    void takesATierForARowOfTheTable() {
        world.team("red");

        assertThat(json(world.ask("GET", "/tiers/sandbox", "")).toString())
                .contains("\"requests_per_minute\":20", "\"tokens_per_day\":100000", "\"monthly_budget_usd\":\"25\"");
        HttpResponse put =
                world.ask("PUT", "/tiers/standard", "{'limits':{'requests_per_minute':3}}", "if-match", "\"0\"");
        assertThat(put.status()).isEqualTo(200);
        assertThat(world.directory.now().tiers())
                .hasEntrySatisfying(
                        "standard", tier -> assertThat(tier.limits().most()).hasSize(1));
        assertThat(code(world.ask("PUT", "/tiers/standard", "{}", "if-match", "\"0\"")))
                .isEqualTo("412 version_stale");
        assertThat(world.ask("PUT", "/tiers/gold", "{}", "if-match", "\"0\"").status())
                .isEqualTo(200);
        world.ask("PUT", "/teams/red", "{'tier':'gold'}", "if-match", "\"1\"");
        assertThat(code(world.ask("DELETE", "/tiers/gold", ""))).isEqualTo("409 document_state");

        assertThat(world.ask("DELETE", "/tiers/standard", "").status()).isEqualTo(200);

        assertThat(json(world.ask("GET", "/tiers/standard", "")).path("builtin").booleanValue())
                .isTrue();
        assertThat(code(world.ask("DELETE", "/tiers/sandbox", ""))).isEqualTo("404 document_unknown");
        assertThat(json(world.ask("GET", "/tiers", "")).path("count").intValue())
                .isEqualTo(5);
    }

    @Test
    void keepsRoutingConfigurationsThatAreRight() {
        JsonNode ours = JsonMapper.shared().readTree("{\"strategy\":{\"mode\":\"single\"}}");
        var strict = new AdminWorld(new dev.weir.store.MemoryDocumentStore(), new RoutingRules() {
            @Override
            public Map<String, JsonNode> builtIn() {
                return Map.of("fallback-anthropic", ours);
            }

            @Override
            public List<Violation> violations(JsonNode config) {
                return config.has("targets")
                        ? List.of()
                        : List.of(new Violation("/targets", "is missing, wanted at least one target", Place.UNKNOWN));
            }
        });
        String good = "{'targets':[{'provider':'openai'}]}";

        assertThat(code(strict.ask("POST", "/routing/configs", "{'name':'mine','config':{}}")))
                .isEqualTo("400 document_invalid");
        assertThat(strict.ask("POST", "/routing/configs", "{'name':'mine','config':%s}".formatted(good))
                        .status())
                .isEqualTo(201);
        assertThat(code(strict.ask("POST", "/routing/configs", "{'name':'mine','config':%s}".formatted(good))))
                .isEqualTo("409 document_exists");
        assertThat(code(strict.ask(
                        "POST", "/routing/configs", "{'name':'fallback-anthropic','config':%s}".formatted(good))))
                .isEqualTo("409 document_exists");
        assertThat(code(strict.ask("PUT", "/routing/configs/fallback-anthropic", good, "if-match", "\"1\"")))
                .isEqualTo("409 document_state");
        assertThat(json(strict.ask("GET", "/routing/configs", ""))
                        .path("items")
                        .valueStream()
                        .map(one -> one.path("name").stringValue("") + " " + one.path("builtin")))
                .containsExactly("fallback-anthropic true", "mine false");
        assertThat(code(strict.ask("PUT", "/routing/configs/mine", "{}", "if-match", "\"1\"")))
                .isEqualTo("400 document_invalid");
        assertThat(strict.ask("PUT", "/routing/configs/mine", good, "if-match", "\"1\"")
                        .status())
                .isEqualTo(200);
        assertThat(strict.ask("POST", "/routing/configs/mine/rollback", "{'version':1}")
                        .status())
                .isEqualTo(200);
        assertThat(strict.ask("DELETE", "/routing/configs/mine", "").status()).isEqualTo(200);
        assertThat(code(strict.ask("GET", "/routing/configs/mine", ""))).isEqualTo("404 document_unknown");
    }

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
