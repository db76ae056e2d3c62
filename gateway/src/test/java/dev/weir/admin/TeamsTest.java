package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.json;
import static dev.weir.admin.AdminWorld.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Teams with their clients and keys, from their registration to their end, and what they may call meanwhile.
class TeamsTest {

    private final AdminWorld world = new AdminWorld();

    private static Kind refused(Result result) {
        assertThat(result).isInstanceOf(Result.Refused.class);
        return ((Result.Refused) result).problem().kind();
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
    void registersANameOnce() {
        world.team("red");

        HttpResponse again = world.ask("POST", "/teams", "{'team_name':'red','contact_email':'other@example.com'}");

        assertThat(code(again)).isEqualTo("409 document_exists");
        assertThat(world.store.list("client", "", 10)).hasSize(1);
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
}
