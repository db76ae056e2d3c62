package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.config.CredentialConfig.Identity;
import dev.weir.config.EmbeddedIssuer.Client;
import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.Issuer.Algorithm;
import dev.weir.config.Issuer.Binding.AccessToken;
import dev.weir.config.Issuer.Binding.Audience;
import dev.weir.config.Reading.Invalid;
import dev.weir.config.Reading.Valid;
import dev.weir.config.RoutingNode.Leaf;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

class GatewayConfigTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
            .build();

    private static final String ISSUER = "{clients: [{id: 'ci', secret: 'env:CI_SECRET', team: 'red'}]}";

    private static final String SOUND = "{embedded-issuer: " + ISSUER + ", providers: {%s}}";

    private record TestKind(String id, String home, Set<String> parameters, Set<CredentialKind> accepts)
            implements ProviderKinds.Kind {

        @Override
        public Optional<URI> home(Map<String, String> values) {
            return home.isEmpty() || !values.keySet().containsAll(parameters)
                    ? Optional.empty()
                    : Optional.of(URI.create(home));
        }

        @Override
        public Set<String> wanted(boolean ownBase) {
            return parameters;
        }

        @Override
        public boolean needsCredential() {
            return !id.equals("ollama");
        }
    }

    static final ProviderKinds KINDS = new ProviderKinds() {
        private final Map<String, TestKind> kinds = Map.of(
                "openai", kind("openai", "https://api.openai.com/v1", CredentialKind.KEY),
                "anthropic", kind("anthropic", "https://api.anthropic.com", CredentialKind.KEY),
                "ollama", kind("ollama", "", CredentialKind.KEY),
                "bedrock",
                        new TestKind(
                                "bedrock",
                                "https://bedrock.test",
                                Set.of("region"),
                                EnumSet.of(CredentialKind.KEY, CredentialKind.AWS)),
                "cloud", kind("cloud", "https://cloud.test", CredentialKind.GOOGLE, CredentialKind.ENTRA));

        private static TestKind kind(String id, String home, CredentialKind first, CredentialKind... others) {
            return new TestKind(id, home, Set.of(), EnumSet.of(first, others));
        }

        @Override
        public Optional<TestKind> kind(String name) {
            return Optional.ofNullable(kinds.get(name.equals("claude") ? "anthropic" : name));
        }

        @Override
        public Collection<String> ids() {
            return kinds.keySet();
        }
    };

    @Test
    void fillsInEveryDefault() {
        GatewayConfig config = valid(
                "{embedded-issuer: %s, providers: {openai: {credentials: [{secret: 'env:KEY'}]}}}".formatted(ISSUER));

        assertThat(config.listen())
                .hasToString("Listen[data=127.0.0.1:8787, control=127.0.0.1:8788, tls=Optional.empty]");
        assertThat(config.edge())
                .isEqualTo(new Edge(
                        List.of(),
                        2_000,
                        Duration.ofMinutes(5),
                        20_000,
                        1_000,
                        200,
                        64,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(75),
                        Size.kibibytes(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60)));
        assertThat(config.limits())
                .hasToString(
                        "Limits[body=32MiB, headers=32KiB, headerCount=100, bodyMemory=Share[ofHeap=0.25], calls=10000,"
                                + " callsPerPrincipal=64]");
        assertThat(config.timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(600),
                        Duration.ofSeconds(300),
                        Duration.ofMinutes(60),
                        Duration.ofSeconds(20)));
        assertThat(config.drain()).isEqualTo(new Drain(Duration.ofSeconds(5), Duration.ofMinutes(10)));
        assertThat(config.egress()).isEqualTo(new Egress(Optional.empty(), Optional.empty(), List.of()));
        assertThat(config.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(config.providers().get("openai"))
                .hasToString("ProviderConfig[kind=openai, base=https://api.openai.com/v1, parameters={}, credentials="
                        + "[CredentialConfig[identity=Key[secret=env:KEY], weight=1, name=env:KEY]], headers={},"
                        + " passes=Passes[betas=Optional.empty, fields=All[]], http2=false, customHosts=[],"
                        + " whenClientLeaves=CANCEL]");
        assertThat(config.embeddedIssuer().orElseThrow())
                .hasToString(
                        "EmbeddedIssuer[issuer=http://127.0.0.1:8787, tokenLifetime=PT1H, signingKey=Optional.empty,"
                                + " clients=[Client[id=ci, secret=env:CI_SECRET, team=red, scopes=[INVOKE]]]]");
        assertThat(config.models()).isEmpty();
    }

    @Test
    void s_cfg_1_saysEverythingThatIsWrongAtOnce() {
        assertThat(wrong("""
                {
                  listen: {data: '8787', control: '0.0.0.0:8788'},
                  limits: {body: 33554432, hedaers: '32KiB', 'body-memory': '125%'},
                  timeouts: {idle: '20 seconds', total: '30s'},
                  providers: {
                    openai: {kind: 'opnai', credentials: [{secret: 'env:A', weight: 0}]},
                    claude: {base: 'http://api.anthropic.com', credentials: [{secret: 'env:A'}, {secret: 'env:A'}]},
                    ollama: {},
                    anthropic: {}
                  },
                  models: {fast: {provider: 'opnai'}, 'gpt-*': {provider: 'openai', aliases: ['gpt']}, 'a*b*': {}},
                  egress: {allow: ['10.0.0.0/33']},
                  log: {level: 'loud'},
                  strore: {}
                }
                """))
                .containsExactlyInAnyOrder(
                        "/listen/data: is \"8787\", wanted an address such as 127.0.0.1:8787 or [::1]:8787",
                        "/listen/control: 0.0.0.0:8788 can be reached from other machines; without TLS the control"
                                + " plane listens on a loopback address such as 127.0.0.1:8788",
                        "/limits/body: is 33554432, wanted a size such as 512KiB or 32MiB, from 1KiB to 1GiB",
                        "/limits/hedaers: no key is named hedaers, perhaps headers is meant; there are [body,"
                                + " body-memory, calls, calls-per-principal, header-count, headers]",
                        "/limits/body-memory: is \"125%\", wanted a share of the heap such as 25%, or a size such as"
                                + " 512KiB or 32MiB",
                        "/timeouts/idle: is \"20 seconds\", wanted a time such as 250ms, 20s, 5m or 1h30m, from 1ms to"
                                + " 24h",
                        "/timeouts/first-byte: 2m is longer than timeouts.total, which is 30s",
                        "/timeouts/first-byte-whole: 10m is longer than timeouts.total, which is 30s",
                        "/providers/openai/kind: no kind of provider is named opnai, perhaps openai is meant; there are"
                                + " [anthropic, bedrock, cloud, ollama, openai]",
                        "/providers/openai/credentials/0/weight: is 0, wanted a whole number, from 1 to 1000",
                        "/providers/claude/base: http://api.anthropic.com is not https; if it is meant, egress.allow"
                                + " needs the entry api.anthropic.com:80",
                        "/providers/claude/credentials/1: the name env:A is taken by a credential above",
                        "/providers/ollama/base: is missing; where a provider of the kind ollama is, only its operator"
                                + " knows",
                        "/providers/anthropic/credentials: is empty; a provider of the kind anthropic wants at least"
                                + " one, as - secret: env:NAME",
                        "/models/fast/provider: no provider is named opnai; there are [anthropic, claude, ollama,"
                                + " openai]",
                        "/models/gpt-*/aliases: can only be given to a single model, not to all of gpt-*",
                        "/models/a*b*/provider: is missing, wanted a text",
                        "/models/a*b*: wanted a name, or a pattern with a single *",
                        "/egress/allow/0: is \"10.0.0.0/33\", wanted a host, an address or a network, with or without a"
                                + " port, such as 10.0.0.0/8, 127.0.0.1:9000 or models.internal:8000",
                        "/log/level: is \"loud\", wanted one of [error, warn, info, debug, trace]",
                        "/strore: no key is named strore, perhaps store is meant; there are [alerts, audit, drain, edge,"
                                + " egress, embedded-issuer, issuers, journal, limits, listen, log, models, pricing,"
                                + " providers, reasoning,"
                                + " routing, store, telemetry, timeouts]",
                        "/issuers: is empty and there is no embedded-issuer, wanted one of them: who else would say who"
                                + " callers are?");
    }

    @Test
    void readsEveryKey() throws IOException {
        GatewayConfig config = valid(SchemaTest.everything().toString());

        assertThat(config.issuers())
                .extracting(Issuer::binding)
                .containsExactly(new Audience("weir"), new AccessToken("weir/invoke", Set.of("one", "two")));
        assertThat(config.issuers().getFirst().algorithms()).containsExactly(Algorithm.PS256, Algorithm.EDDSA);
        assertThat(config.embeddedIssuer()).hasValueSatisfying(embedded -> {
            assertThat(embedded.issuer()).isEqualTo("https://weir.example.com");
            assertThat(embedded.tokenLifetime()).isEqualTo(Duration.ofMinutes(90));
            assertThat(embedded.signingKey()).contains(new SecretRef.File(Path.of("/run/secrets/signing-key")));
            assertThat(embedded.clients())
                    .containsExactly(new Client(
                            "ci", new SecretRef.Environment("CI_SECRET"), "red", Set.of(Scope.INVOKE, Scope.ADMIN)));
        });
        assertThat(config.providers())
                .contains(Map.entry(
                        "main",
                        new ProviderConfig(
                                "openai",
                                URI.create("https://models.internal:8443/openai/v1"),
                                Map.of(),
                                List.of(new CredentialConfig(
                                        new Identity.Key(new SecretRef.Environment("KEY")), 3, "first")),
                                Map.of("x-department", "platform"),
                                new Passes(
                                        Optional.of(new Passing.Only(Set.of("context-1m-2025-08-07"))),
                                        new Passing.None()),
                                true,
                                List.of(URI.create("https://eu.models.internal:8443/v1")),
                                Leaving.DRAIN)));
        assertThat(config.reasoningKey()).contains(new SecretRef.Environment("REASONING"));
        assertThat(config.models())
                .containsExactly(
                        Map.entry(
                                "fast", new ModelConfig(Leaf.of("main", Optional.of("gpt-6-luna")), List.of("quick"))),
                        Map.entry("gpt-*", new ModelConfig(Leaf.of("main", Optional.empty()), List.of())),
                        Map.entry(
                                "chosen", Objects.requireNonNull(config.models().get("chosen"))),
                        Map.entry(
                                "sturdy", Objects.requireNonNull(config.models().get("sturdy"))));
        assertThat(config.routing().attempts()).isEqualTo(4);
        assertThat(config.routing().forwardHeaders()).containsExactly("x-team");
        assertThat(config.egress().proxy()).contains(new HostAndPort("proxy.example.com", 3128));
        assertThat(config.egress().caBundle()).contains(Path.of("/etc/ssl/company.pem"));
        assertThat(config.drain().pre()).isZero();
        assertThat(config.alerts().webhook())
                .contains(new AlertsConfig.Webhook(
                        URI.create("https://hooks.example.com/weir"), new SecretRef.Environment("WEBHOOK")));
        assertThat(config.secrets().keySet())
                .containsExactly(
                        "/listen/tls/certificate",
                        "/listen/tls/key",
                        "/listen/tls/client-ca",
                        "/store/password",
                        "/store/key",
                        "/telemetry/otlp/headers/authorization",
                        "/reasoning/key",
                        "/alerts/webhook/secret",
                        "/embedded-issuer/signing-key",
                        "/embedded-issuer/clients/0/secret",
                        "/providers/main/credentials/0/secret",
                        "/providers/bedrock/credentials/3/aws/access-key-id",
                        "/providers/bedrock/credentials/3/aws/secret-access-key",
                        "/providers/bedrock/credentials/3/aws/session-token",
                        "/providers/bedrock/credentials/4/secret",
                        "/providers/cloud/credentials/0/google/key",
                        "/providers/cloud/credentials/2/entra/client-secret");
    }

    @Test
    void s_adm_1_letsTheControlPlaneOutWithTlsOnly() {
        String document = SOUND.replaceFirst(
                "\\{", "{listen: {control: '0.0.0.0:8788', tls: {certificate: 'file:/c', key: 'file:/k'}},");

        assertThat(valid(document.formatted("ollama: {base: 'https://models.example.com'}"))
                        .listen()
                        .control())
                .hasToString("0.0.0.0:8788");
    }

    @Test
    void saysWhatIsWrongWithACredential() {
        assertThat(wrong(SOUND.formatted("""
                openai: {region: 'eu-west-1', credentials: [{aws: {}}, {}, {secret: 'env:A', aws: {}}]},
                bedrock: {credentials: [
                    {aws: {'access-key-id': 'env:ID'}, name: 'first'}, {aws: {profile: 'p', from: 'instance'}},
                    {aws: {from: 'somewhere'}}]},
                more: {kind: 'bedrock', region: 'a/b'},
                cloud: {credentials: [
                    {secret: 'env:A'}, {google: {key: 'env:K', from: 'metadata'}},
                    {entra: {'client-secret': 'env:S'}}]}
                """)))
                .containsExactlyInAnyOrder(
                        "/providers/openai/region: does not belong to a provider of the kind openai",
                        "/providers/openai/credentials/0: is aws; a provider of the kind openai takes secret",
                        "/providers/openai/credentials/1: has none of secret, aws, google and entra, wanted exactly one",
                        "/providers/openai/credentials/2: has 2 of secret, aws, google and entra, wanted exactly one",
                        "/providers/bedrock/region: is missing; a provider of the kind bedrock wants it",
                        "/providers/bedrock/credentials/0/aws: wanted access-key-id and secret-access-key together",
                        "/providers/bedrock/credentials/1/aws/profile: goes with from: profile, not with another",
                        "/providers/bedrock/credentials/2/aws/from: is \"somewhere\", wanted one of [default,"
                                + " environment, web-identity, profile, container, instance]",
                        "/providers/more/region: is \"a/b\", wanted letters, digits, dots, hyphens and underscores",
                        "/providers/more/credentials: is empty; a provider of the kind bedrock wants at least one, as"
                                + " - secret: env:NAME or - aws: {}",
                        "/providers/cloud/credentials/0: is secret; a provider of the kind cloud takes google or entra",
                        "/providers/cloud/credentials/1/google: has a key and says where else tokens come from, wanted"
                                + " one of the two",
                        "/providers/cloud/credentials/2/entra: has a client-secret, so it wants tenant and client-id"
                                + " as well");
    }

    @Test
    void takesAnAliasForTheKindAndSaysItsId() {
        GatewayConfig config = valid(SOUND.formatted("claude: {credentials: [{secret: 'env:KEY'}]}"));

        assertThat(config.providers().values())
                .extracting(ProviderConfig::kind, ProviderConfig::base)
                .containsExactly(tuple("anthropic", URI.create("https://api.anthropic.com")));
    }

    @Test
    void takesASectionWithNothingInItForNone() {
        GatewayConfig config = valid("""
                {listen: null, limits: null, models: null, issuers: null, egress: {allow: null},
                 embedded-issuer: %s, providers: {openai: {credentials: [{secret: 'env:KEY'}], headers: null}}}
                """.formatted(ISSUER));

        assertThat(config.models()).isEmpty();
    }

    @Test
    void s_cfg_1_refusesWhatIsThereTwice() {
        assertThat(wrong("""
                {
                  embedded-issuer: {clients: [
                    {id: 'a', secret: 'env:A', team: 'red'}, {id: 'a', secret: 'env:B', team: 'red'}]},
                  issuers: [
                    {name: 'i', issuer: 'https://one', jwks: 'https://one/jwks', audience: 'weir'},
                    {name: 'i', issuer: 'https://two', jwks: 'https://two/jwks', audience: 'weir'},
                    {name: 'j', issuer: 'https://one', jwks: 'https://one/jwks', audience: 'weir'}],
                  providers: {openai: {credentials: [{secret: 'env:KEY'}]}},
                  models: {fast: {provider: 'openai', aliases: ['quick']}, quick: {provider: 'openai'}}
                }
                """))
                .containsExactlyInAnyOrder(
                        "/embedded-issuer/clients/1: the id a is taken by a client above",
                        "/issuers/1: the name i is taken by an issuer above",
                        "/issuers/2: https://one is the issuer of another entry, too",
                        "/models/fast: the alias quick is taken by quick");
    }

    @Test
    void s_cfg_3_takesReferencesOnlyAndRepeatsNothingElse() {
        for (String secret :
                List.of("'sk-literal'", "'env:'", "'env:9'", "'env:A B'", "'file:relative'", "123456", "{}")) {
            assertThat(wrong(SOUND.formatted("openai: {credentials: [{secret: %s}]}".formatted(secret))))
                    .as(secret)
                    .containsExactly("/providers/openai/credentials/0/secret: is %s, wanted a reference, env:NAME or"
                                    .formatted(secret.equals("{}") ? "a section" : "something else")
                            + " file:/path, never the secret itself");
        }
    }

    @Test
    void s_cfg_3_takesNoCredentialForAHeader() {
        assertThat(wrong(SOUND.formatted("""
                        openai: {credentials: [{secret: 'env:KEY'}],
                          headers: {Authorization: 'Bearer a', x-api-key: 'a', 'x y': 'a', x-line: 'a\\nb'}}
                        """)))
                .containsExactly(
                        "/providers/openai/headers/Authorization: is set by the gateway itself and cannot be fixed here",
                        "/providers/openai/headers/x-api-key: sounds like a credential; keys belong under credentials,"
                                + " as a reference",
                        "/providers/openai/headers/x y: is not a name that a header can have",
                        "/providers/openai/headers/x-line: has a value that a header cannot have: wanted visible ASCII"
                                + " characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8788", "[::]:8788", "10.0.0.1:8788", "weir.example.com:8788", "127.1:8788"})
    void s_adm_1_keepsTheControlPlaneOnThisMachine(String address) {
        assertThat(wrong("{listen: {control: '%s'}, embedded-issuer: %s, providers: {ollama: {kind: 'openai',"
                                .formatted(address, ISSUER)
                        + " credentials: [{secret: 'env:KEY'}]}}}"))
                .containsExactly("/listen/control: %s can be reached from other machines; without TLS the control plane"
                                .formatted(address)
                        + " listens on a loopback address such as 127.0.0.1:8788");
    }

    @Test
    void s_ssrf_2_refusesAddressesThatNobodyAllowed() {
        assertThat(wrong("""
                {
                  issuers: [{name: 'i', issuer: 'i', jwks: 'http://169.254.169.254/jwks', audience: 'weir'}],
                  providers: {
                    openai: {base: 'file:/etc/passwd', credentials: [{secret: 'env:KEY'}]},
                    anthropic: {base: 'https://user@api.anthropic.com', credentials: [{secret: 'env:KEY'}]},
                    ollama: {base: 'http://127.0.0.1:11434/v1'}
                  }
                }
                """))
                .containsExactlyInAnyOrder(
                        "/issuers/0/jwks: 169.254.169.254 is a private address; if it is meant, egress.allow needs the"
                                + " entry 169.254.169.254:80",
                        "/providers/openai/base: is \"file:/etc/passwd\", wanted an address such as"
                                + " https://api.example.com/v1, without user, query or fragment",
                        "/providers/anthropic/base: is something else, wanted an address such as"
                                + " https://api.example.com/v1, without user, query or fragment",
                        "/providers/ollama/base: 127.0.0.1 is a loopback address; if it is meant, egress.allow needs the"
                                + " entry 127.0.0.1:11434");
    }

    @Test
    void wantsOneThingThatBindsTokensToThisGateway() {
        String issuer = "{issuers: [{name: 'i', issuer: 'i', jwks: 'https://one/jwks'%s}], providers: {openai:"
                + " {credentials: [{secret: 'env:KEY'}]}}}";

        assertThat(wrong(issuer.formatted("")))
                .containsExactly("/issuers/0: has neither audience nor access-token, wanted one of audience and"
                        + " access-token: what else would bind its tokens to this gateway?");
        assertThat(wrong(issuer.formatted(", audience: 'a', access-token: {scope: 's', clients: []}")))
                .containsExactly(
                        "/issuers/0: has both audience and access-token, wanted one of audience and access-token: what"
                                + " else would bind its tokens to this gateway?");
    }

    @Test
    void wantsOfEachKindOfStoreWhatBelongsToIt() {
        String valid =
                "{'embedded-issuer': %s, providers: {openai: {credentials: [{secret: 'env:KEY'}]}}, store: {%%s}}"
                        .formatted(ISSUER);

        assertThat(wrong(valid.formatted("kind: 'postgresql', folder: '/data'")))
                .containsExactly(
                        "/store/folder: is there, and only kind: sqlite keeps things in a folder",
                        "/store/url: is missing, wanted an address such as jdbc:postgresql://db.internal:5432/weir, without"
                                + " a password",
                        "/store/user: is missing, wanted the user of the database",
                        "/store/key: is missing, wanted a reference to 32 bytes or more that all gateways have: secrets are"
                                + " hashed with it");
        assertThat(wrong(valid.formatted("url: 'jdbc:postgresql://db/weir?password=secret', user: 'weir'")))
                .containsExactly(
                        "/store/url: is something else, wanted an address such as"
                                + " jdbc:postgresql://db.internal:5432/weir, without a password",
                        "/store/user: is there, but not kind: postgresql");
    }

    @Test
    void saysWhatSortOfThingIsInTheWrongPlace() {
        assertThat(wrong("[]")).first().isEqualTo("/: is a list, wanted a section");
        assertThat(wrong("{providers: {openai: 'sk-literal'}, models: [], issuers: {}, limits: 5}"))
                .contains(
                        "/providers/openai: is a text, wanted a section",
                        "/models: is a list, wanted a section with names of your own",
                        "/issuers: is a section, wanted a list",
                        "/limits: is a number, wanted a section");
    }

    private static GatewayConfig valid(String document) {
        return switch (GatewayConfig.read(JSON.readTree(document), Locations.UNKNOWN, KINDS)) {
            case Valid(GatewayConfig config) -> config;
            case Invalid(List<Violation> violations) -> throw new AssertionError(violations);
        };
    }

    private static List<String> wrong(String document) {
        return switch (GatewayConfig.read(JSON.readTree(document), Locations.UNKNOWN, KINDS)) {
            case Valid(GatewayConfig config) -> throw new AssertionError(config);
            case Invalid(List<Violation> violations) ->
                violations.stream().map(Violation::toString).toList();
        };
    }

    @Test
    void sendsAlertsOnlyWhereItMay() {
        String alerts =
                "{'embedded-issuer': %s, providers: {openai: {credentials: [{secret: 'env:KEY'}]}}, alerts: {%%s}}"
                        .formatted(ISSUER);

        assertThat(valid(alerts.formatted("")).alerts().webhook()).isEmpty();
        assertThat(wrong(alerts.formatted("webhook: {url: 'http://169.254.169.254/x'}")))
                .extracting(one -> one.split(": ", 2)[0])
                .containsExactlyInAnyOrder("/alerts/webhook/url", "/alerts/webhook/secret");
    }
}
