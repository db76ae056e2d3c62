package dev.weir.relay;

import static dev.weir.relay.DispatchWorld.CHAT;
import static dev.weir.relay.DispatchWorld.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.Broken;
import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// How long a provider and a client may take, and what a client hears meanwhile.
class StreamDeadlinesTest {

    private final DispatchWorld world = new DispatchWorld();

    @Test
    void r_to_1_doesNotBlameTheProviderForASlowClient() {
        world.dispatch(CHAT);
        world.provider.streams();
        world.client.full = true;
        for (int i = 0; i < 10; i++) {
            world.provider.says("data: {}\n\n");
            world.loop.pass(RelaySettings.DEFAULTS.stall().minusSeconds(1));
            world.client.drained.run();
        }

        assertThat(world.outcomes).isEmpty();
    }

    @Test
    void s_dos_4_givesUpOnAClientThatTakesNothingForAMinute() {
        world.dispatch(CHAT);
        world.provider.streams();
        world.client.full = true;
        world.provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));

        world.loop.pass(RelaySettings.DEFAULTS.stall().minusMillis(1));
        assertThat(world.outcomes).isEmpty();
        world.loop.pass(Duration.ofMillis(1));

        assertThat(world.outcomes).singleElement().isInstanceOfSatisfying(Outcome.Broken.class, broken -> {
            assertThat(broken.by()).isEqualTo(By.CLIENT);
            assertThat(broken.problem().detail()).contains("took nothing of its answer for 60 s");
        });
        assertThat(world.client.cut).isTrue();
        assertThat(world.provider.cancelled).isTrue();
        assertThat(world.loop.alarms()).isZero();
    }

    @Test
    void f_5_givesUpOnAProviderThatDoesNotBegin() {
        world.dispatch("{\"model\":\"gpt-4o\"}");

        world.loop.pass(RelaySettings.DEFAULTS.firstByteWhole());

        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_TIMEOUT);
        assertThat(world.provider.cancelled).isTrue();
        assertThat(world.client.status).isZero();
    }

    @Test
    void f_5_givesUpOnAProviderThatFallsSilent() {
        world.dispatch(CHAT);
        world.provider.streams();
        world.provider.says(STREAM.substring(0, STREAM.indexOf(": a comment")));

        world.loop.pass(RelaySettings.DEFAULTS.idle());

        assertThat(world.client.text()).contains("\"weir_code\":\"upstream_timeout\"");
        assertThat(world.outcome()).isInstanceOf(Broken.class);
    }

    @Test
    void r_to_2_beatsWhileTheModelThinksAndStillTellsARefusalInTheStream() {
        world.dispatch(CHAT);

        world.loop.pass(Duration.ofSeconds(19));
        assertThat(world.client.status).isZero();
        world.loop.pass(Duration.ofSeconds(22));
        assertThat(world.client.status).isEqualTo(200);
        assertThat(world.client.text()).isEqualTo(": keepalive\n\n: keepalive\n\n");

        world.provider.head(400, "content-type", "application/json");
        world.provider.says("{\"error\":{\"message\":\"no\"}}");
        world.provider.ends();
        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_ERROR);
    }

    /// Google's SDK for JavaScript reads no comments.
    @Test
    void beatsForCallersOfGeminiWithAPieceThatSaysNothing() {
        world.dispatch(Operation.GENERATE_CONTENT, "{\"contents\":[],\"stream\":true}");

        world.loop.pass(Duration.ofSeconds(21));

        assertThat(world.client.text())
                .startsWith("data: {")
                .contains("\"text\":\"\"")
                .endsWith("}\n\n");
    }

    @Test
    void takesNoWholeAnswerForAStreamThatAHeartbeatHasBegun() {
        world.dispatch(CHAT);
        world.loop.pass(Duration.ofSeconds(21));

        world.provider.head(200, "content-type", "application/json");
        world.provider.says("{}");

        assertThat(world.client.text()).isEqualTo(": keepalive\n\n");
        assertThat(world.problem()).isEqualTo(Kind.UPSTREAM_PROTOCOL);
    }
}
