package dev.weir.identity;

import static dev.weir.identity.World.header;
import static dev.weir.identity.World.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteKeysTest {

    private final World world = new World();

    private String withKid(String kid) {
        return Minted.signed("RS256", Minted.RSA, header("RS256", kid), json(world.claims()));
    }

    @Test
    void s_jwt_12_asksTheIssuerOnceInThirtySecondsHoweverManyKidsAreMadeUp() {
        world.accepted(world.token());

        for (int second = 0; second < 59; second++) {
            for (int i = 0; i < 20; i++) {
                assertThat(world.refused(withKid("made-up-" + second + "-" + i)))
                        .isEqualTo(Kind.TOKEN_KEY_UNKNOWN);
            }
            world.clock.pass(Duration.ofSeconds(1));
            assertThat(world.verifier.check(world.token())).isInstanceOf(TokenCheck.Verified.class);
        }

        assertThat(world.source.asked).hasSize(2);
    }

    @Test
    void s_jwt_12_letsManyWaitForOneAnswerAndRefusesNoneOfThem() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var slow = new RemoteKeys(
                World.JWKS,
                address -> {
                    asked.countDown();
                    await(answer);
                    return world.source.fetch(address);
                },
                world.clock);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(slow::refresh);
            asked.await();
            var early = new ArrayList<KeySource.Lookup>();
            var lookups = new ArrayList<Future<KeySource.Lookup>>();
            for (int i = 0; i < 20; i++) {
                early.add(slow.lookup("rsa"));
                lookups.add(threads.submit(() -> {
                    slow.refresh();
                    return slow.lookup("rsa");
                }));
            }
            answer.countDown();
            first.get();

            assertThat(early).hasOnlyElementsOfType(KeySource.Lookup.Ask.class);
            for (Future<KeySource.Lookup> lookup : lookups) {
                assertThat(lookup.get()).isInstanceOf(KeySource.Lookup.Found.class);
            }
        }
        assertThat(world.source.asked).hasSize(1);
    }

    @Test
    void s_jwt_12_letsNobodyWithAKnownKeyWaitForARefresh() throws Exception {
        var second = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var keys = new RemoteKeys(
                World.JWKS,
                address -> {
                    if (!world.source.asked.isEmpty()) {
                        second.countDown();
                        await(answer);
                    }
                    return world.source.fetch(address);
                },
                world.clock);
        keys.refresh();
        world.clock.pass(Duration.ofMinutes(6));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> refresh = threads.submit(keys::refresh);
            second.await();

            KeySource.Lookup meanwhile = keys.lookup("rsa");
            answer.countDown();
            refresh.get();

            assertThat(meanwhile).isInstanceOf(KeySource.Lookup.Found.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "not json", "[]", "{\"keys\":7}", "<html>", "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"rsa\"}]}"
            })
    void s_jwt_13_keepsTheKeysThatItHasWhenTheAnswerIsNone(String answer) {
        world.accepted(world.token());
        world.source.publish(World.JWKS, answer);

        world.clock.pass(Duration.ofMinutes(6));

        assertThat(world.accepted(world.token()).subject()).isEqualTo("somebody");
        assertThat(world.source.asked).hasSize(2);
    }

    @Test
    void s_jwt_13_keepsTheKeysThatItHasWhenTheAnswerIsTooLongOrHasTooManyKeys() {
        world.accepted(world.token());
        String many = Minted.jwks(
                IntStream.range(0, 101).mapToObj(i -> Minted.ed("k" + i)).toArray(com.nimbusds.jose.jwk.JWK[]::new));
        String tooLong = Minted.jwks(Minted.ed("ed")) + " ".repeat(JwksSource.LIMIT);

        for (String answer : new String[] {many, tooLong}) {
            world.source.publish(World.JWKS, answer);
            world.clock.pass(Duration.ofMinutes(6));

            assertThat(world.accepted(world.token()).subject()).isEqualTo("somebody");
        }
    }

    @Test
    void r_jwks_1_servesTheKeysThatItHasWhileTheIssuerIsAway() {
        world.accepted(world.token());
        world.source.away = true;

        world.clock.pass(Duration.ofHours(23));

        assertThat(world.accepted(world.token()).subject()).isEqualTo("somebody");
        assertThat(world.refused(withKid("new"))).isEqualTo(Kind.TOKEN_KEY_UNKNOWN);
    }

    @Test
    void r_jwks_1_servesNoKeysThatAreOlderThanADay() {
        world.accepted(world.token());
        world.source.away = true;

        world.clock.pass(Duration.ofHours(24));

        assertThat(world.refused(world.token())).isEqualTo(Kind.TOKEN_KEY_UNKNOWN);
    }

    @Test
    void r_jwks_1_refusesUntilTheIssuerIsThereAndAsksItAgain() {
        world.source.away = true;
        assertThat(world.refused(world.token())).isEqualTo(Kind.TOKEN_KEY_UNKNOWN);
        world.source.away = false;
        assertThat(world.refused(world.token())).isEqualTo(Kind.TOKEN_KEY_UNKNOWN);

        world.clock.pass(Duration.ofSeconds(30));

        assertThat(world.accepted(world.token()).subject()).isEqualTo("somebody");
        assertThat(world.source.asked).containsOnly(URI.create("https://issuer.example/jwks"));
    }

    @Test
    void r_jwks_1_findsAKeyThatTheIssuerHasAdded() {
        world.accepted(world.token());
        world.source.publish(World.JWKS, Minted.jwks(Minted.jwk("rsa", Minted.RSA), Minted.jwk("next", Minted.RSA)));

        world.clock.pass(Duration.ofSeconds(30));

        assertThat(world.accepted(withKid("next")).subject()).isEqualTo("somebody");
    }
}
