package dev.weir.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.call.Operation;
import dev.weir.config.CredentialKind;
import dev.weir.config.Egress;
import dev.weir.config.ProviderConfig;
import dev.weir.wire.format.Envelope;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderCatalogTest {

    private static final String HEADER =
            "id,aliases,base,auth,chat,responses,messages,count_tokens,converse,embeddings,generate_content,"
                    + "count_content_tokens,embed_content,doubt,notes\n";

    private final ProviderCatalog catalog = ProviderCatalog.builtIn();

    @Test
    void knowsWhereOpenAiIsAndWhatItServes() {
        ProviderKind openai = catalog.kind("openai").orElseThrow();

        assertThat(openai.home(Map.of())).contains(URI.create("https://api.openai.com/v1"));
        assertThat(openai.accepts()).containsExactly(CredentialKind.KEY);
        assertThat(openai.auth().about(CredentialKind.KEY)).isEqualTo("BEARER");
        assertThat(openai.services().keySet())
                .containsExactlyInAnyOrder(Operation.CHAT, Operation.RESPONSES, Operation.EMBEDDINGS);
        assertThat(openai.services().get(Operation.CHAT))
                .isEqualTo(new Service(List.of(), Envelope.OWN, "/chat/completions", "/chat/completions"));
    }

    @Test
    void findsAKindByItsAliases() {
        assertThat(catalog.kind("mistral")).isPresent().isEqualTo(catalog.kind("mistral-ai"));
        assertThat(catalog.kind("xai")).isPresent().isEqualTo(catalog.kind("x-ai"));
        assertThat(catalog.kind("nobody")).isEmpty();
    }

    @Test
    void putsThePathsBehindTheBase() {
        ProviderKind anthropic = catalog.kind("anthropic").orElseThrow();

        assertThat(target(anthropic, "https://api.anthropic.com", Operation.MESSAGES))
                .isEqualTo("/v1/messages");
        assertThat(target(anthropic, "https://proxy.example.com/claude", Operation.COUNT_TOKENS))
                .isEqualTo("/claude/v1/messages/count_tokens");
    }

    private static String target(ProviderKind kind, String base, Operation operation) {
        return requireNonNull(kind.servicesBehind(URI.create(base), Map.of()).get(operation))
                .target("m", false);
    }

    @Test
    void putsParametersAndModelInTheirPlaces() {
        assertThat(target("bedrock", Operation.MESSAGES, "us.anthropic.claude-opus-4-6-v1:0", true))
                .isEqualTo("https://bedrock-runtime.eu-central-1.amazonaws.com"
                        + "/model/us.anthropic.claude-opus-4-6-v1%3A0/invoke-with-response-stream");
        assertThat(target("bedrock", Operation.MESSAGES, "arn:aws:bedrock:us-east-1:1:inference-profile/x", false))
                .endsWith("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/invoke");
        assertThat(target("vertex-ai", Operation.MESSAGES, "claude-opus-4-6@20260101", true))
                .isEqualTo("https://aiplatform.googleapis.com/v1/projects/acme/locations/global/publishers/anthropic"
                        + "/models/claude-opus-4-6@20260101:streamRawPredict");
        assertThat(target("vertex-ai", Operation.COUNT_TOKENS, "claude-opus-4-6", false))
                .endsWith("/publishers/anthropic/models/count-tokens:rawPredict");
        assertThat(target("google", Operation.GENERATE_CONTENT, "gemini-3-pro", true))
                .isEqualTo("https://generativelanguage.googleapis.com"
                        + "/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse");
        assertThat(target("azure-openai-classic", Operation.CHAT, "gpt-prod", false))
                .isEqualTo("https://acme-models.openai.azure.com/openai/deployments/gpt-prod/chat/completions"
                        + "?api-version=2024-10-21");
    }

    @ParameterizedTest
    @CsvSource({
        "europe-west1, https://europe-west1-aiplatform.googleapis.com",
        "eu, https://aiplatform.eu.rep.googleapis.com",
        "global, https://aiplatform.googleapis.com"
    })
    void knowsWhereEachLocationOfVertexIs(String location, String home) {
        ProviderKind vertex = catalog.kind("vertex-ai").orElseThrow();

        assertThat(vertex.home(Map.of("project", "acme", "location", location))).contains(URI.create(home));
    }

    @Test
    void saysWhatAnOperatorHasToSet() {
        assertThat(catalog.kind("bedrock").orElseThrow().wanted(false)).containsExactly("region");
        assertThat(catalog.kind("bedrock").orElseThrow().wanted(true)).containsExactly("region");
        assertThat(catalog.kind("vertex-ai").orElseThrow().wanted(false)).containsExactly("project");
        assertThat(catalog.kind("azure-openai").orElseThrow().wanted(false)).containsExactly("resource");
        assertThat(catalog.kind("azure-openai").orElseThrow().wanted(true)).isEmpty();
        assertThat(catalog.kind("azure-openai-classic").orElseThrow().parameters())
                .containsExactly("api-version", "resource");
    }

    private String target(String id, Operation operation, String model, boolean streams) {
        ProviderKind kind = catalog.kind(id).orElseThrow();
        Map<String, String> parameters = Map.of("region", "eu-central-1", "project", "acme", "resource", "acme-models");
        URI base = kind.home(parameters).orElseThrow();
        Service service = requireNonNull(kind.servicesBehind(base, parameters).get(operation));
        return "https://" + base.getHost() + service.target(model, streams);
    }

    @Test
    void hasNoHomeForAKindThatIsElsewhereForEverybody() {
        assertThat(catalog.kind("ollama").orElseThrow().home(Map.of())).isEmpty();
        assertThat(catalog.kind("azure-openai").orElseThrow().home(Map.of())).isEmpty();
        assertThat(catalog.kind("ollama").orElseThrow().needsCredential()).isFalse();
    }

    /// Of Bedrock's models Claude alone reads Messages, and what nobody can tell the model of is taken for one.
    @ParameterizedTest
    @CsvSource({
        "us.anthropic.claude-opus-4-6-v1:0, true",
        "anthropic.claude-3-haiku-20240307-v1:0, true",
        "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-6-v1:0, true",
        "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc, true",
        "arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-pro-v1:0, false",
        "arn:aws:bedrock:us-east-1:1:imported-model/abc, false",
        "us.amazon.nova-pro-v1:0, false",
        "openai.gpt-oss-120b-1:0, false"
    })
    void knowsWhichModelsReadMessages(String model, boolean reads) {
        assertThat(serve(Operation.MESSAGES, model)).isEqualTo(reads);
        assertThat(serve(Operation.COUNT_TOKENS, model)).isEqualTo(reads);
        assertThat(serve(Operation.CONVERSE, model)).isTrue();
    }

    private boolean serve(Operation operation, String model) {
        return catalog.all().stream()
                .filter(kind -> kind.id().equals("bedrock"))
                .flatMap(kind -> kind.services().entrySet().stream())
                .anyMatch(service ->
                        service.getKey() == operation && service.getValue().serves(model));
    }

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, ab, false",
        "*, '', true",
        "a*, ab, true",
        "*b, ab, true",
        "*b, ba, false",
        "a*a, a, false",
        "a*a, aa, true",
        "*a*b*, xaxbx, true",
        "*a*b*, xbxa, false",
        "a*b*b, ab, false",
        "a.c, abc, false"
    })
    void matchesNamesOfModels(String pattern, String name, boolean matches) {
        assertThat(new ModelPattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void hasOnlyRowsThatCanBeUsed() {
        var nothingAllowed = new Egress(Optional.empty(), Optional.empty(), List.of());

        assertThat(catalog.all()).hasSizeGreaterThan(50).allSatisfy(kind -> {
            assertThat(kind.id()).matches("[a-z0-9-]+");
            assertThat(kind.services()).isNotEmpty();
            assertThat(kind.services().values())
                    .allMatch(service -> service.whole().startsWith("/")
                            && service.streamed().startsWith("/"));
            assertThat(ProviderConfig.PARAMETERS).containsAll(kind.parameters());
            var filled = new HashMap<String, String>();
            kind.parameters().forEach(parameter -> filled.put(parameter, "x"));
            assertThat(kind.home(filled).isEmpty()).isEqualTo(kind.base().isElsewhereForEverybody());
            assertThat(kind.home(filled).flatMap(nothingAllowed::refusal)).isEmpty();
            assertThat(kind.home(filled).map(URI::toString).orElse("")).doesNotEndWith("/");
        });
    }

    @Test
    void refusesANameThatMeansTwoKinds() {
        String row = "%s,same,https://example.com,bearer,/chat,,,,,,,,,,%n";

        assertThatThrownBy(() -> ProviderCatalog.of(HEADER + row.formatted("one") + row.formatted("two")))
                .hasMessage("same is the name of one and of two");
    }
}
