package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.auth.AuthStyle;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.store.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialPoolTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    @Test
    void sharesTheCallsByWeight() {
        var pool = pool(credential("heavy", 3), credential("light", 1));

        var picked = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            picked.add(pool.pick().orElseThrow().name());
        }

        assertThat(picked).filteredOn("heavy"::equals).hasSize(6);
        assertThat(picked).filteredOn("light"::equals).hasSize(2);
    }

    @Test
    void leavesOutWhatTheProviderRefusedForAWhileAndLongerEachTime() {
        Credential bad = credential("bad", 1);
        var pool = pool(bad, credential("good", 1));

        assertThat(pool.refused(bad)).isEqualTo(Duration.ofSeconds(30));
        assertThat(List.of(name(pool), name(pool))).containsOnly("good");
        now = now.plusSeconds(30);
        assertThat(List.of(name(pool), name(pool))).containsExactlyInAnyOrder("good", "bad");
        assertThat(pool.refused(bad)).isEqualTo(Duration.ofSeconds(60));
        bad.accepted();
        assertThat(pool.refused(bad)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void neverLeavesOutTheLast() {
        Credential only = credential("only", 1);
        var pool = pool(only);

        pool.refused(only);

        assertThat(name(pool)).isEqualTo("only");
    }

    @Test
    void passesOverWhatCannotBeRead() {
        var pool = pool(new Credential("missing", 1, Proofs.kept(Optional::empty)), credential("there", 1));

        assertThat(List.of(name(pool), name(pool))).containsOnly("there");
        assertThat(pool(new Credential("missing", 1, Proofs.kept(Optional::empty)))
                        .pick())
                .isEmpty();
    }

    private static String name(CredentialPool pool) {
        return pool.pick().orElseThrow().name();
    }

    private CredentialPool pool(Credential... credentials) {
        return new CredentialPool(List.of(credentials), clock);
    }

    private static Credential credential(String name, int weight) {
        return new Credential(
                name, weight, Proofs.kept(() -> Optional.of(new Proof.Key(AuthStyle.BEARER, new Secret(name)))));
    }
}
