package dev.weir.relay;

import static dev.weir.relay.DispatchWorld.CHAT;
import static dev.weir.relay.DispatchWorld.STREAM;
import static dev.weir.relay.DispatchWorld.USED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Attempt;
import dev.weir.call.Operation;
import dev.weir.call.Outcome.Broken;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.auth.AuthStyle;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.provider.auth.Renewed;
import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a provider is asked, and what its whole answers and its errors become.
class DispatchTest {

    private final DispatchWorld world = new DispatchWorld();

    @Test
    void sendsTheCallersBytesAndNoneOfTheCallersCredentials() {
        world.dispatch(
                CHAT,
                Headers.of(
                        "authorization",
                        "Bearer callers",
                        "x-api-key",
                        "callers",
                        "openai-beta",
                        "x=1",
                        "cookie",
                        "c"));

        assertThat(world.provider.body()).isEqualTo(CHAT);
        Headers sent = world.provider.asked.getLast().headers();
        assertThat(sent.all("authorization")).containsExactly("Bearer key-of-the-gateway");
        assertThat(sent.first("openai-beta")).contains("x=1");
        assertThat(sent.has("x-api-key")).isFalse();
        assertThat(sent.has("cookie")).isFalse();
    }

    @Test
    void passesAnErrorAboutTheRequestWordForWord() {
        world.dispatch(CHAT);

        world.provider.head(
                400,
                "content-type",
                "application/json",
                "x-ratelimit-remaining-tokens",
                "3",
                "openai-organization",
                "o");
        world.provider.says("{\"error\":{\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}");
        world.provider.ends();

        assertThat(world.client.status).isEqualTo(400);
        assertThat(world.client.text())
                .isEqualTo("{\"error\":{\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}");
        assertThat(world.client.headers.has("x-ratelimit-remaining-tokens")).isFalse();
        assertThat(world.client.headers.has("openai-organization")).isFalse();
    }

    @Test
    void f_29_keepsTheRefusalOfOurCredentialFromTheCaller() {
        world.dispatch(CHAT);

        world.provider.head(401, "content-type", "application/json");
        world.provider.says("{\"error\":{\"message\":\"Incorrect API key provided: key-of-the-gateway\"}}");
        world.provider.ends();

        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_AUTH);
        assertThat(world.client.status).isZero();
    }

    @Test
    void s_log_2_takesOurKeyOutOfAProvidersError() {
        world.dispatch(CHAT);

        world.provider.head(400, "content-type", "application/json");
        world.provider.says("{\"error\":{\"message\":\"bad: key-of-the-gateway\"}}");
        world.provider.ends();

        assertThat(world.client.text()).isEqualTo("{\"error\":{\"message\":\"bad: ***\"}}");
    }

    @Test
    void s_ssrf_4_followsNoRedirect() {
        world.dispatch(CHAT);

        world.provider.head(307, "location", "http://169.254.169.254/");

        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_REDIRECT);
        assertThat(world.provider.asked).hasSize(1);
    }

    @Test
    void f_8_refusesAnAnswerThatIsNeitherJsonNorAStream() {
        world.dispatch(CHAT);

        world.provider.head(200, "content-type", "text/html");

        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_PROTOCOL);
        assertThat(world.client.status).isZero();
    }

    @Test
    void f_2_asksOnceMoreAfterAResetBeforeTheHeadersAndThenTellsIt() {
        world.dispatch(CHAT);

        world.provider.breaks();
        assertThat(world.outcomes).isEmpty();
        world.loop.pass(Duration.ofSeconds(1));
        world.provider.breaks();

        assertThat(world.provider.asked).hasSize(2);
        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_RESET);
    }

    @Test
    void tellsAnErrorInPlaceOfAShortAnswerThatBreaks() {
        world.dispatch("{\"model\":\"gpt-4o\"}");

        world.provider.head(200, "content-type", "application/json", "content-length", "100");
        world.provider.says("{\"id\":");
        world.provider.breaks();

        assertThat(world.client.status).isZero();
        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_RESET);
    }

    @Test
    void f_8_takesNoHalfAnswerAndNoErrorForAnAnswer() {
        for (String none : List.of("", "{\"id\":", "[]", "{\"error\":{\"message\":\"no\"}}")) {
            var each = new DispatchWorld();
            each.dispatch("{\"model\":\"gpt-4o\"}");
            each.provider.head(200, "content-type", "application/json");
            each.provider.says(none);
            each.provider.ends();

            assertThat(each.problem()).as(none).isEqualTo(Kind.UPSTREAM_PROTOCOL);
        }
    }

    @Test
    void cutsALongAnswerThatBreaksWithoutWordsForIt() {
        world.dispatch("{\"model\":\"gpt-4o\"}");

        world.provider.head(200, "content-type", "application/json", "content-length", "100000");
        world.provider.says("{\"id\":\"" + "x".repeat(70_000));
        world.provider.breaks();

        assertThat(world.client.cut).isTrue();
        assertThat(world.outcome()).isInstanceOf(Broken.class);
    }

    @Test
    void readsTheUsageOfAWholeAnswer() {
        world.dispatch("{\"model\":\"gpt-4o\"}");

        world.provider.head(200, "content-type", "application/json");
        for (byte one :
                "{\"id\":\"x\",\"usage\":{\"prompt_tokens\":21,\"completion_tokens\":17,\"prompt_tokens_details\":{\"cached_tokens\":8}}}"
                        .getBytes(UTF_8)) {
            world.provider.says(new byte[] {one});
        }
        world.provider.ends();

        assertThat(world.outcome().usage()).isEqualTo(USED);
    }

    @Test
    void changesTheModelToTheNameThatTheProviderKnows() {
        world.dispatch("{\"model\":\"ours\",\"stream\":false , \"x\":1.0}");

        assertThat(world.provider.body()).isEqualTo("{\"model\":\"gpt-4o\",\"stream\":false , \"x\":1.0}");
    }

    @Test
    void f_29_asksOnceMoreWithAFreshTokenAndThenGivesUp() {
        var tokens = new ArrayDeque<>(List.of("first", "second", "third"));
        var renewed = new Renewed<Proof>(
                () -> Lapsing.never(new Proof.Key(AuthStyle.BEARER, new Secret(tokens.remove()))),
                InstantSource.system(),
                Runnable::run,
                failure -> {});
        var lapsing = new Credential("lapsing", 1, Proofs.fetched(renewed));
        renewed.get().toCompletableFuture().join();
        world.dispatch(
                Operation.CHAT, CHAT, Headers.NONE, new CredentialPool(List.of(lapsing), InstantSource.system()));

        world.provider.head(401, "content-type", "application/json");
        world.provider.says("{}");
        world.provider.ends();
        assertThat(world.provider.asked).hasSize(2);
        assertThat(world.provider.asked.getLast().headers().first("authorization"))
                .contains("Bearer second");
        assertThat(world.outcomes).isEmpty();

        world.provider.streams();
        world.provider.says(STREAM);
        world.provider.ends();
        assertThat(world.client.text()).isEqualTo(STREAM);
        assertThat(world.client.headers.first("x-weir-attempts")).contains("2");
        assertThat(world.outcome().attempts()).extracting(Attempt::status).containsExactly(401, 200);
    }

    @Test
    void f_29_givesUpWhenTheFreshTokenIsRefusedToo() {
        var renewed = new Renewed<Proof>(
                () -> Lapsing.never(new Proof.Key(AuthStyle.BEARER, new Secret("always"))),
                InstantSource.system(),
                Runnable::run,
                failure -> {});
        var lapsing = new Credential("lapsing", 1, Proofs.fetched(renewed));
        renewed.get().toCompletableFuture().join();
        world.dispatch(
                Operation.CHAT, CHAT, Headers.NONE, new CredentialPool(List.of(lapsing), InstantSource.system()));

        for (int times = 0; times < 2; times++) {
            world.provider.head(401, "content-type", "application/json");
            world.provider.says("{}");
            world.provider.ends();
        }

        assertThat(world.provider.asked).hasSize(2);
        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_AUTH);
    }
}
