package dev.weir.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Measure;
import dev.weir.call.Principal;
import dev.weir.call.Quota;
import dev.weir.call.Target;
import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.TeamRule;
import dev.weir.config.Violation;
import dev.weir.directory.Directory.Foreigners;
import dev.weir.directory.Directory.Told;
import dev.weir.directory.DirectoryCompiler.Deployed;
import dev.weir.identity.Clients;
import dev.weir.identity.Scopes;
import dev.weir.identity.VerifiedToken;
import dev.weir.problem.Problem.Kind;
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

class DirectoryCompilerTest {

    private static final String OURS = "http://127.0.0.1:8787";
    private static final String COMPANY = "https://login.example.com";
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    private final List<Document> documents = new ArrayList<>();

    private Directory directory() {
        var operator = new Clients.Client(
                "operator", "platform", Set.of(Scopes.INVOKE, Scopes.ADMIN), hasher.hash("secret-of-the-operator"));
        var rules = List.of(
                new TeamRule("groups", "weir-red", "red", Optional.empty(), Optional.of("47"), Set.of(Scope.INVOKE)),
                new TeamRule(
                        "groups",
                        "weir-all",
                        "everybody",
                        Optional.of("sandbox"),
                        Optional.of("11"),
                        Set.of(Scope.INVOKE)));
        return DirectoryCompiler.compile(
                new Deployed(
                        List.of(operator),
                        Map.of(COMPANY, new Foreigners("company", rules)),
                        Set.of("openai", "bedrock")),
                new Contents(1, documents),
                hasher);
    }

    private void document(String kind, String id, String json) {
        documents.add(new Document(new Key(kind, id), 1, new Content.Json(json.replace('\'', '"')), NOW, "test"));
    }

    private void red(String more) {
        document(
                "team",
                "red",
                "{'team_name':'red','status':'active','contact_email':'red@example.com',%s'created_at':'2026-11-25T10:00:00Z'}"
                        .formatted(more));
    }

    private static VerifiedToken token(String issuer, String client, Set<String> scopes, Set<String> groups) {
        return new VerifiedToken(issuer, "sub", client, scopes, NOW, NOW.plusSeconds(60), "", Map.of("groups", groups));
    }

    private static Principal known(Told told) {
        assertThat(told).isInstanceOf(Told.Known.class);
        return ((Told.Known) told).principal();
    }

    private static Kind refused(Told told) {
        assertThat(told).isInstanceOf(Told.Refused.class);
        return ((Told.Refused) told).problem().kind();
    }

    private Told company(String client, String... groups) {
        return directory().bearer(token(COMPANY, client, Set.of(), Set.of(groups)), Scopes.INVOKE);
    }

    @Test
    void letsATeamHaveWhatItsTierHasUnlessItSaysOtherwise() {
        red("'tier':'standard','limits':{'requests_per_minute':7,'tokens_per_day':'none','concurrent_calls':3},"
                + "'model_limits':[{'models':'claude-opus-*','limits':{'requests_per_minute':2}}],");

        Principal red = known(company("x", "weir-red"));

        assertThat(red.standing().quotas())
                .containsExactly(
                        new Quota(
                                "team/red", "*", Map.of(Measure.REQUESTS_PER_MINUTE, 7L, Measure.CONCURRENT_CALLS, 3L)),
                        new Quota("team/red", "claude-opus-*", Map.of(Measure.REQUESTS_PER_MINUTE, 2L)));
    }

    @Test
    void knowsTheFourTiersAndTakesADocumentForARow() {
        document("tier", "standard", "{'limits':{'requests_per_minute':3}}");
        red("");

        assertThat(directory().tiers().keySet())
                .containsExactlyInAnyOrder("sandbox", "standard", "premium", "unlimited");
        assertThat(known(company("x", "weir-red")).standing().quotas())
                .containsExactly(new Quota("team/red", "*", Map.of(Measure.REQUESTS_PER_MINUTE, 3L)));
    }

    @Test
    void takesTheFirstRuleThatFits() {
        red("");

        assertThat(known(company("x", "weir-all", "weir-red")).team()).isEqualTo("red");
        Principal everybody = known(company("x", "weir-all"));
        assertThat(everybody.team()).isEqualTo("everybody");
        assertThat(everybody.standing().costCenter()).isEqualTo("11");
        assertThat(everybody.standing().quotas())
                .containsExactly(new Quota(
                        "team/everybody",
                        "*",
                        Map.of(Measure.REQUESTS_PER_MINUTE, 20L, Measure.TOKENS_PER_DAY, 100_000L)));
    }

    @Test
    void saysOfWhomItDoesNotKnowWhatIsMissing() {
        Told told = company("stranger", "Weir-Red", "weir-*", "weir-red ");

        assertThat(told)
                .isEqualTo(new Told.Refused(new dev.weir.problem.Problem(
                        Kind.TEAM_UNKNOWN,
                        "the client stranger of the issuer company is registered with no team, and what the token says in"
                                + " [groups] fits no rule that gives it to one; an administrator registers it with POST"
                                + " /teams/{team}/clients")));
    }

    @Test
    void givesATokenToTheTeamThatRegisteredItsClientWhateverTheRulesSay() {
        red("");
        document(
                "client",
                "c1",
                "{'client_id':'c1','team_name':'red','status':'active','scopes':['invoke'],'issuer':'company',"
                        + "'issuer_client_id':'ci','created_at':'2026-11-25T10:00:00Z'}");

        assertThat(known(directory()
                                .bearer(token(COMPANY, "ci", Set.of(Scopes.INVOKE), Set.of("weir-all")), Scopes.INVOKE))
                        .team())
                .isEqualTo("red");
        assertThat(refused(company("ci", "weir-all"))).isEqualTo(Kind.SCOPE_MISSING);
    }

    @Test
    void s_az_7_allowsTargetsAndNotNames() {
        red("'models':['claude-haiku-*'],'providers':['openai','bedrock'],");
        var standing = known(company("x", "weir-red")).standing();

        assertThat(standing.allows(new Target("openai", "claude-haiku-4-5"))).isTrue();
        assertThat(standing.allows(new Target("openai", "Claude-Haiku-4-5"))).isFalse();
        assertThat(standing.allows(new Target("openai", "claude-opus-4-6"))).isFalse();
        assertThat(standing.allows(new Target("anthropic", "claude-haiku-4-5"))).isFalse();
        assertThat(standing.allows(new Target("bedrock", "us.anthropic.claude-haiku-4-5-v1:0")))
                .isFalse();
    }

    @Test
    void leavesOutWhatDoesNotFitAndSaysSo() {
        red("'tier':'gold',");
        document("team", "blue", "{'team_name':'blue'}");
        document("team", "green", "not json");
        document(
                "client",
                "operator",
                "{'client_id':'operator','team_name':'red','status':'active','scopes':['invoke'],'created_at':'2026-11-25T10:00:00Z'}");

        Directory directory = directory();

        assertThat(directory.violations())
                .extracting(Violation::toString)
                .containsExactly(
                        "/team/red/tier: no tier is named gold; there are [premium, sandbox, standard, unlimited]",
                        "/team/blue/status: is missing, wanted one of [active, inactive]",
                        "/team/blue/created_at: is missing, wanted a time such as 2027-01-31T00:00:00Z",
                        "/team/blue/contact_email: is missing, wanted an e-mail address",
                        "/team/green: is not JSON",
                        "/client/operator: a client of this id is in weir.yaml, too; that one counts");
        assertThat(refused(company("x", "weir-red"))).isEqualTo(Kind.PRINCIPAL_DISABLED);
        assertThat(known(directory.bearer(token(OURS, "operator", Set.of(Scopes.INVOKE), Set.of()), Scopes.INVOKE))
                        .team())
                .isEqualTo("platform");
    }

    @Test
    void leavesTheOperatorInTheControlPlaneWhateverADocumentSays() {
        document(
                "team",
                "platform",
                "{'team_name':'platform','status':'inactive','contact_email':'p@example.com','created_at':'2026-11-25T10:00:00Z'}");
        VerifiedToken token = token(OURS, "operator", Set.of(Scopes.INVOKE, Scopes.ADMIN), Set.of());

        assertThat(directory().bearer(token, Scopes.ADMIN)).isInstanceOf(Told.Known.class);
        assertThat(refused(directory().bearer(token, Scopes.INVOKE))).isEqualTo(Kind.PRINCIPAL_DISABLED);
    }

    @Test
    void readsWhatANewerGatewayHasWritten() {
        red("'tier':'premium','something_new':{'a':1},");

        assertThat(directory().violations()).isEmpty();
        assertThat(known(company("x", "weir-red")).standing().quotas()).hasSize(1);
    }
}
