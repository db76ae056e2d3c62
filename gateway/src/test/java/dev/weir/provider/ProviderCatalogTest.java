package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.call.Operation;
import dev.weir.config.Egress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderCatalogTest {

    private static final String HEADER =
            "id,aliases,base,auth,chat,responses,messages,count_tokens,embeddings,doubt,notes\n";

    private final ProviderCatalog catalog = ProviderCatalog.builtIn();

    @Test
    void knowsWhereOpenAiIsAndWhatItServes() {
        assertThat(catalog.kind("openai"))
                .contains(new ProviderKind(
                        "openai",
                        List.of(),
                        "https://api.openai.com/v1",
                        AuthStyle.BEARER,
                        true,
                        Map.of(
                                Operation.CHAT, "/chat/completions",
                                Operation.RESPONSES, "/responses",
                                Operation.EMBEDDINGS, "/embeddings"),
                        "",
                        ""));
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

        assertThat(anthropic.pathsBehind(URI.create("https://api.anthropic.com")))
                .isEqualTo(Map.of(
                        Operation.MESSAGES, "/v1/messages", Operation.COUNT_TOKENS, "/v1/messages/count_tokens"));
        assertThat(anthropic.pathsBehind(URI.create("https://proxy.example.com/claude")))
                .containsEntry(Operation.MESSAGES, "/claude/v1/messages");
    }

    @Test
    void hasNoHomeForAKindThatIsElsewhereForEverybody() {
        assertThat(catalog.kind("ollama").orElseThrow().home()).isEmpty();
        assertThat(catalog.kind("azure-openai").orElseThrow().home()).isEmpty();
        assertThat(catalog.kind("ollama").orElseThrow().needsCredential()).isFalse();
    }

    @Test
    void hasOnlyRowsThatCanBeUsed() {
        var nothingAllowed = new Egress(Optional.empty(), Optional.empty(), List.of());

        assertThat(catalog.all()).hasSizeGreaterThan(50).allSatisfy(kind -> {
            assertThat(kind.id()).matches("[a-z0-9-]+");
            assertThat(kind.paths()).isNotEmpty();
            assertThat(kind.paths().values()).allMatch(path -> path.startsWith("/"));
            assertThat(kind.base()).doesNotEndWith("/");
            assertThat(kind.home().flatMap(nothingAllowed::refusal)).isEmpty();
        });
    }

    @Test
    void refusesANameThatMeansTwoKinds() {
        String row = "%s,same,https://example.com,bearer,/chat,,,,,,%n";

        assertThatThrownBy(() -> ProviderCatalog.of(HEADER + row.formatted("one") + row.formatted("two")))
                .hasMessage("same is the name of one and of two");
    }
}
