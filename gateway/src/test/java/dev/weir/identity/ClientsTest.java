package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.identity.Clients.Client;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    private final String secret = Clients.newSecret();
    private final Client agents = new Client("agents", "red", Set.of(Scopes.INVOKE), hasher.hash(secret));
    private final Clients clients = new Clients(List.of(agents), hasher);

    @Test
    void s_tim_1_comparesWhatAKeyedHashMakesOfASecret() {
        String firstWrong = "x" + secret.substring(1);
        String lastWrong = secret.substring(0, secret.length() - 1) + "x";

        assertThat(clients.authenticate("agents", secret, NOW)).contains(agents);
        for (String wrong : List.of(firstWrong, lastWrong, secret.substring(1), secret + "0", "")) {
            assertThat(clients.authenticate("agents", wrong, NOW)).isEmpty();
        }
        assertThat(agents.secrets().getFirst().hash()).hasSize(32).isNotEqualTo(secret.getBytes(UTF_8));
        assertThat(Clients.Hasher.ephemeral().hash(secret))
                .isNotEqualTo(agents.secrets().getFirst().hash());
        assertThat(agents.toString()).isEqualTo("agents");
    }

    @Test
    void s_tim_2_knowsNoSecretOfAClientThatItDoesNotKnow() {
        assertThat(clients.authenticate("nobody", secret, NOW)).isEmpty();
        assertThat(clients.authenticate("", "", NOW)).isEmpty();
    }

    @Test
    void takesTheOldSecretBesideTheNewOneUntilItEnds() {
        var rotated = new Client(
                "agents",
                "red",
                Set.of(Scopes.INVOKE),
                List.of(
                        new Clients.Hashed(hasher.hash("old"), NOW.plusSeconds(60)),
                        new Clients.Hashed(hasher.hash("new"), Instant.MAX)));
        var both = new Clients(List.of(rotated), hasher);

        assertThat(both.authenticate("agents", "old", NOW.plusSeconds(59))).isPresent();
        assertThat(both.authenticate("agents", "new", NOW.plusSeconds(59))).isPresent();
        assertThat(both.authenticate("agents", "old", NOW.plusSeconds(60))).isEmpty();
        assertThat(both.authenticate("agents", "new", NOW.plusSeconds(60))).isPresent();
    }

    @Test
    void makesSecretsThatScannersKnow() {
        assertThat(secret).matches("weir_[0-9a-f]{64}").isNotEqualTo(Clients.newSecret());
    }
}
