package dev.weir.provider.auth.entra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.TokenServer;
import dev.weir.store.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntraSourcesTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init")
    private TokenServer server;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        server = new TokenServer();
        server.on("POST /tenant/oauth2/v2.0/token", 200, "{\"access_token\":\"eyJ.app\",\"expires_in\":3599}");
        variables.put("AZURE_AUTHORITY_HOST", server.base() + "/");
        variables.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.base());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksInTheNameOfAnApplicationByItsSecret() throws IOException {
        assertThat(sources()
                        .application("tenant", "app", () -> Lapsing.never(new Secret("hidden")), SCOPE)
                        .fetch())
                .isEqualTo(new Lapsing<>(new Secret("eyJ.app"), NOW.plusSeconds(3599)));
        assertThat(TokenServer.text(server.last()).split("&", -1))
                .containsExactlyInAnyOrder(
                        "client_secret=hidden",
                        "grant_type=client_credentials",
                        "client_id=app",
                        "scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
    }

    @Test
    void saysWhatEntraSaidAndNoSecret() {
        server.on(
                "POST /tenant/oauth2/v2.0/token",
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: hidden\"}");

        assertThatThrownBy(() -> sources()
                        .application("tenant", "app", () -> Lapsing.never(new Secret("hidden")), SCOPE)
                        .fetch())
                .hasMessage("the token endpoint 127.0.0.1 answered 401 invalid_client");
    }

    @Test
    void showsTheTokenOfTheClusterAndReadsItEachTime() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "first.jwt");
        variables.putAll(Map.of(
                "AZURE_TENANT_ID", "tenant",
                "AZURE_CLIENT_ID", "app",
                "AZURE_FEDERATED_TOKEN_FILE", token.toString()));

        sources().workloadIdentity(SCOPE).fetch();
        assertThat(TokenServer.text(server.last())).contains("client_assertion=first.jwt");
        Files.writeString(token, "second.jwt");
        sources().workloadIdentity(SCOPE).fetch();
        assertThat(TokenServer.text(server.last())).contains("client_assertion=second.jwt");
    }

    @Test
    void asksForTheIdentityOfAMachine() throws IOException {
        server.on("GET /metadata/identity/oauth2/token", 200, "{\"access_token\":\"eyJ.vm\",\"expires_in\":\"86000\"}");

        assertThat(sources().managedIdentity(Optional.of("which"), SCOPE).fetch())
                .isEqualTo(new Lapsing<>(new Secret("eyJ.vm"), NOW.plusSeconds(86_000)));
        assertThat(server.last().headers().first("metadata")).contains("true");
        assertThat(server.last().target().query())
                .isEqualTo(
                        "?api-version=2018-02-01&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=which");
    }

    @Test
    void asksForTheIdentityOfAService() throws IOException {
        variables.put("IDENTITY_ENDPOINT", server.base() + "/msi/token");
        variables.put("IDENTITY_HEADER", "proof");
        long until = NOW.plusSeconds(600).getEpochSecond();
        server.on("GET /msi/token", 200, "{\"access_token\":\"eyJ.service\",\"expires_on\":\"" + until + "\"}");

        assertThat(sources().managedIdentity(Optional.empty(), SCOPE).fetch())
                .isEqualTo(new Lapsing<>(new Secret("eyJ.service"), NOW.plusSeconds(600)));
        assertThat(server.last().headers().first("x-identity-header")).contains("proof");
    }

    @Test
    void looksInTheOrderOfTheLibraries() throws IOException {
        assertThatThrownBy(() -> sources().byDefault(Optional.empty(), SCOPE).fetch())
                .hasMessage("no credentials of Entra were found; environment: the variable AZURE_TENANT_ID is not set;"
                        + " workload identity: the variable AZURE_TENANT_ID is not set; managed identity: the identity"
                        + " service 127.0.0.1 answered 404");
        variables.putAll(
                Map.of("AZURE_TENANT_ID", "tenant", "AZURE_CLIENT_ID", "app", "AZURE_CLIENT_SECRET", "hidden"));
        assertThat(sources().byDefault(Optional.empty(), SCOPE).fetch().value()).isEqualTo(new Secret("eyJ.app"));
    }

    private EntraSources sources() {
        return new EntraSources(new Environment(variables, home), TokenServer.web(), () -> NOW);
    }
}
