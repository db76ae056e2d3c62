package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.identity.Clients.Client;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientsTest {

    private final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    private final String secret = Clients.newSecret();
    private final Client agents = new Client("agents", "red", Set.of(Scopes.INVOKE), hasher.hash(secret));
    private final Clients clients = new Clients(List.of(agents), hasher);

    @Test
    void s_tim_1_comparesWhatAKeyedHashMakesOfASecret() {
        String firstWrong = "x" + secret.substring(1);
        String lastWrong = secret.substring(0, secret.length() - 1) + "x";

        assertThat(clients.authenticate("agents", secret)).contains(agents);
        for (String wrong : List.of(firstWrong, lastWrong, secret.substring(1), secret + "0", "")) {
            assertThat(clients.authenticate("agents", wrong)).isEmpty();
        }
        assertThat(agents.secretHash()).hasSize(32).isNotEqualTo(secret.getBytes(UTF_8));
        assertThat(Clients.Hasher.ephemeral().hash(secret)).isNotEqualTo(agents.secretHash());
        assertThat(agents.toString()).isEqualTo("agents");
    }

    @Test
    void s_tim_2_knowsNoSecretOfAClientThatItDoesNotKnow() {
        assertThat(clients.authenticate("nobody", secret)).isEmpty();
        assertThat(clients.authenticate("", "")).isEmpty();
    }

    @Test
    void makesSecretsThatScannersKnow() {
        assertThat(secret).matches("weir_[0-9a-f]{64}").isNotEqualTo(Clients.newSecret());
    }
}
