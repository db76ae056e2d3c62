package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JsonStreamTest {

    private static final ChatEvent END = new ChatEvent.Finished(StopReason.END, "");

    private final List<ChatEvent> told = new ArrayList<>();
    private Optional<ChatEvent> ending = Optional.of(END);

    /// Waits for each `true`, and fails and waits at each `false`.
    private final JsonStream stream = new JsonStream(new JsonStream.Reader() {
        @Override
        public void read(String event, JsonNode json, Consumer<? super ChatEvent> out) {
            if (!json.booleanValue()) {
                out.accept(new ChatEvent.Failed(new Problem(Kind.UPSTREAM_ERROR, "it said so")));
            }
            out.accept(new ChatEvent.Waiting());
        }

        @Override
        public Optional<ChatEvent> ending(Consumer<? super ChatEvent> out) {
            return ending;
        }

        @Override
        public boolean counted() {
            return false;
        }
    });

    private void decode(String... frames) {
        for (String frame : frames) {
            stream.decode(new Frame("", frame.getBytes(UTF_8)), told::add);
        }
    }

    private void end() {
        stream.end(told::add);
    }

    @Test
    void tellsHowItEndedOnce() {
        decode("true");
        end();
        end();
        decode("true");

        assertThat(told).containsExactly(new ChatEvent.Waiting(), END);
    }

    @Test
    void tellsNothingAfterAFailureNotEvenOfTheSameFrame() {
        decode("false", "true");
        end();

        assertThat(told).hasSize(1).first().isInstanceOf(ChatEvent.Failed.class);
    }

    @Test
    void failsWhereAFrameIsNoJson() {
        decode("true", "{", "true");
        end();

        assertThat(told).hasSize(2);
        assertThat(failure()).isEqualTo(Kind.UPSTREAM_PROTOCOL);
    }

    @Test
    void failsWhereItStopsBeforeItIsComplete() {
        ending = Optional.empty();
        decode("true");
        end();

        assertThat(failure()).isEqualTo(Kind.UPSTREAM_RESET);
    }

    private Kind failure() {
        return ((ChatEvent.Failed) told.getLast()).problem().kind();
    }
}
