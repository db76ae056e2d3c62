package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Reading.Invalid;
import dev.weir.config.Reading.Valid;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

class GatewayConfigTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
            .build();

    private static final String ISSUER = "{clients: [{id: 'ci', secret: 'env:CI_SECRET', team: 'red'}]}";

    private record TestKind(String id, Optional<URI> home, boolean needsCredential) implements ProviderKinds.Kind {}

    static final ProviderKinds KINDS = new ProviderKinds() {
        private final Map<String, TestKind> kinds = Map.of(
                "openai", new TestKind("openai", Optional.of(URI.create("https://api.openai.com/v1")), true),
                "anthropic", new TestKind("anthropic", Optional.of(URI.create("https://api.anthropic.com")), true),
                "ollama", new TestKind("ollama", Optional.empty(), false));

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

        assertThat(config.listen()).hasToString("Listen[data=127.0.0.1:8787, control=127.0.0.1:8788]");
        assertThat(config.limits())
                .hasToString("Limits[body=32MiB, headers=32KiB, headerCount=100, bodyMemory=Share[ofHeap=0.25]]");
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
                .hasToString("ProviderConfig[kind=openai, base=https://api.openai.com/v1, credentials="
                        + "[Credential[secret=env:KEY, weight=1, name=env:KEY]], headers={}, http2=false]");
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
                                + " body-memory, header-count, headers]",
                        "/limits/body-memory: is \"125%\", wanted a share of the heap such as 25%, or a size such as"
                                + " 512KiB or 32MiB",
                        "/timeouts/idle: is \"20 seconds\", wanted a time such as 250ms, 20s, 5m or 1h30m, from 1ms to"
                                + " 24h",
                        "/timeouts/first-byte: 2m is longer than timeouts.total, which is 30s",
                        "/timeouts/first-byte-whole: 10m is longer than timeouts.total, which is 30s",
                        "/providers/openai/kind: no kind of provider is named opnai, perhaps openai is meant; there are"
                                + " [anthropic, ollama, openai]",
                        "/providers/openai/credentials/0/weight: is 0, wanted a whole number, from 1 to 1000",
                        "/providers/claude/base: http://api.anthropic.com is not https; if it is meant, egress.allow"
                                + " needs the entry api.anthropic.com:80",
                        "/providers/claude/credentials/1: the name env:A is taken by a credential above",
                        "/providers/ollama/base: is missing; where a provider of the kind ollama is, only its operator"
                                + " knows",
                        "/providers/anthropic/credentials: is empty; a provider of the kind anthropic wants at least"
                                + " one key, as - secret: env:NAME",
                        "/models/fast/provider: no provider is named opnai; there are [anthropic, claude, ollama,"
                                + " openai]",
                        "/models/gpt-*/aliases: can only be given to a single model, not to all of gpt-*",
                        "/models/a*b*/provider: is missing, wanted a text",
                        "/models/a*b*: wanted a name, or a pattern with a single *",
                        "/egress/allow/0: is \"10.0.0.0/33\", wanted a host, an address or a network, with or without a"
                                + " port, such as 10.0.0.0/8, 127.0.0.1:9000 or models.internal:8000",
                        "/log/level: is \"loud\", wanted one of [error, warn, info, debug, trace]",
                        "/strore: no key is named strore; there are [drain, egress, embedded-issuer, issuers, limits,"
                                + " listen, log, models, providers, timeouts]",
                        "/issuers: is empty and there is no embedded-issuer, wanted one of them: who else would say who"
                                + " callers are?");
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
}
