package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.weir.call.Access;
import dev.weir.config.Checked;
import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.Issuer.Binding;
import dev.weir.directory.ApiKey;
import dev.weir.directory.Caps;
import dev.weir.directory.Directory;
import dev.weir.directory.DirectoryCompiler;
import dev.weir.directory.Kinds;
import dev.weir.directory.Status;
import dev.weir.directory.Team;
import dev.weir.directory.TeamClient;
import dev.weir.identity.Clients;
import dev.weir.identity.KeyRing;
import dev.weir.identity.Moment;
import dev.weir.identity.Scopes;
import dev.weir.identity.TokenIssuer;
import dev.weir.identity.TokenVerifier;
import dev.weir.identity.TrustedIssuer;
import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Contents;
import dev.weir.store.Document;
import dev.weir.store.Key;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenAuthenticationTest {

    private static final String OURS = "http://127.0.0.1:8787";

    private final Moment clock = new Moment();
    private final KeyRing ring = KeyRing.ephemeral(Duration.ofHours(1), clock);
    private final TokenIssuer issuer = new TokenIssuer(OURS, ring, Duration.ofHours(1), clock);
    private final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    private final List<Document> documents = new ArrayList<>();
    private final TokenVerifier verifier = new TokenVerifier(
            List.of(new TrustedIssuer(OURS, Set.of(JWSAlgorithm.RS256), new Binding.AccessToken("", Set.of()), ring)),
            clock);
    private Duration age = Duration.ZERO;
    private final Authentication authentication = new TokenAuthentication(
            () -> new TokenAuthentication.Known(verifier, directory(), hasher, age), Scopes.INVOKE, clock);

    private Directory directory() {
        var nobody = new DirectoryCompiler.Deployed(List.of(), Map.of(), Set.of());
        return DirectoryCompiler.compile(nobody, new Contents(1, documents), hasher);
    }

    private void written(Key key, JsonNode json) {
        documents.removeIf(one -> one.key().equals(key));
        documents.add(new Document(key, 1, new Document.Content.Json(json.toString()), clock.instant(), "test"));
    }

    private static Team team(Status status) {
        JsonNode said =
                JsonMapper.shared().readTree("{\"team_name\": \"red\", \"contact_email\": \"red@example.com\"}");
        return switch (Checked.of(said, Team::registration)) {
            case Checked.Valid<Team>(Team team) -> team.with(status);
            case Checked.Invalid<Team>(var violations) -> throw new AssertionError(violations.toString());
        };
    }

    private static TeamClient client(String id, Status status) {
        return new TeamClient(
                id, "red", "", status, Set.of(Scope.INVOKE), new TeamClient.Origin.Ours(List.of()), Instant.EPOCH);
    }

    private void known(String id) {
        written(Kinds.team("red"), team(Status.ACTIVE).json());
        written(Kinds.client(id), client(id, Status.ACTIVE).json());
    }

    private Result with(String token) {
        return authentication.authenticate(Headers.of("authorization", "Bearer " + token));
    }

    private static Kind refused(Result result) {
        assertThat(result).isInstanceOf(Result.Refused.class);
        return ((Result.Refused) result).problem().kind();
    }

    @Test
    void s_jwt_18_refusesAClientOnItsFirstCallAfterItWasTakenOut() {
        known("agents");
        String token = issuer.issue("agents", Set.of(Scopes.INVOKE));
        assertThat(with(token)).isInstanceOf(Result.Passed.class);

        written(Kinds.client("agents"), client("agents", Status.INACTIVE).json());
        assertThat(refused(with(token))).isEqualTo(Kind.PRINCIPAL_DISABLED);

        known("agents");
        written(Kinds.team("red"), team(Status.INACTIVE).json());
        assertThat(refused(with(token))).isEqualTo(Kind.PRINCIPAL_DISABLED);

        documents.clear();
        assertThat(refused(with(token))).isEqualTo(Kind.PRINCIPAL_DISABLED);
    }

    @Test
    void s_jwt_17_wantsItsScopeToTheLetter() {
        known("agents");

        for (String scope : List.of("", "*", Scopes.ADMIN, "https://gateway.internal/*", Scopes.INVOKE + "s")) {
            String token = issuer.issue("agents", scope.isEmpty() ? Set.of() : Set.of(scope));
            assertThat(refused(with(token))).isEqualTo(Kind.SCOPE_MISSING);
        }
    }

    @Test
    void s_jwt_16_refusesTwoTokensThoughBothAreGood() {
        known("agents");
        String one = issuer.issue("agents", Set.of(Scopes.INVOKE));
        String two = issuer.issue("agents", Set.of(Scopes.INVOKE));

        assertThat(refused(authentication.authenticate(Headers.of("authorization", "Bearer " + one, "x-api-key", two))))
                .isEqualTo(Kind.AUTH_AMBIGUOUS);
    }

    @Test
    void takesAKeyUntilItIsRevokedOrEnds() {
        String key = Clients.newSecret();
        written(Kinds.team("red"), team(Status.ACTIVE).json());
        written(Kinds.apiKey("k1"), key(key, Status.ACTIVE).json());

        assertThat(with(key)).isInstanceOfSatisfying(Result.Passed.class, passed -> {
            assertThat(passed.principal().id()).isEqualTo("k1");
            assertThat(passed.principal().team()).isEqualTo("red");
        });
        assertThat(refused(with(Clients.newSecret()))).isEqualTo(Kind.KEY_UNKNOWN);
        assertThat(refused(with(key + "0"))).isEqualTo(Kind.KEY_UNKNOWN);

        clock.pass(Duration.ofHours(1));
        assertThat(refused(with(key))).isEqualTo(Kind.KEY_EXPIRED);

        written(Kinds.apiKey("k1"), key(key, Status.INACTIVE).json());
        assertThat(refused(with(key))).isEqualTo(Kind.KEY_UNKNOWN);
    }

    @Test
    void r_db_1_takesKeysForAQuarterOfAnHourAndTokensForAsLongAsTheyLiveWhileTheStoreIsAway() {
        String key = Clients.newSecret();
        known("agents");
        written(Kinds.apiKey("k1"), key(key, Status.ACTIVE).json());
        String token = issuer.issue("agents", Set.of(Scopes.INVOKE));

        age = Duration.ofMinutes(15);
        assertThat(with(key)).isInstanceOf(Result.Passed.class);

        age = age.plusMillis(1);
        assertThat(refused(with(key))).isEqualTo(Kind.STORE_UNAVAILABLE);
        assertThat(with(token)).isInstanceOf(Result.Passed.class);
    }

    private ApiKey key(String value, Status status) {
        return new ApiKey(
                "k1",
                "red",
                "",
                status,
                HexFormat.of().formatHex(hasher.hash(value)),
                value.substring(0, 12),
                Set.of(Scope.INVOKE),
                clock.instant().plus(Duration.ofMinutes(30)),
                Access.ALL,
                Caps.NOTHING,
                Instant.EPOCH);
    }
}
