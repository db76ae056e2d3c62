package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.etag;
import static dev.weir.admin.AdminWorld.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Place;
import dev.weir.config.Violation;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is true of all documents: how they are checked, changed in versions, listed and taken back.
class DocumentsTest {

    private final AdminWorld world = new AdminWorld();

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
}
