package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.frame.Frame;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a stream whose frames are JSON until it has ended or failed; what comes after that is told to nobody. A frame
/// that is no JSON is a failure, and so is a stream that stops before it has said that it is complete.
final class JsonStream implements StreamDecoder {

    /// Understands what the frames of one format say. For one stream.
    interface Reader {

        /// Whether a frame says, without being JSON, that the stream is complete.
        default boolean completes(Frame frame) {
            return false;
        }

        /// @param event the frame's name
        void read(String event, JsonNode json, Consumer<? super ChatEvent> out);

        /// How the answer ended, after what was kept back until its end; nothing if that was not said.
        Optional<ChatEvent> ending(Consumer<? super ChatEvent> out);

        /// Whether it was said how much was used in the end.
        boolean counted();
    }

    private final Reader reader;
    private boolean over;

    JsonStream(Reader reader) {
        this.reader = reader;
    }

    @Override
    public void decode(Frame frame, Consumer<? super ChatEvent> out) {
        if (over) {
            return;
        }
        if (reader.completes(frame)) {
            end(out);
            return;
        }
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(frame.data());
        } catch (JacksonException notJson) {
            tell(failed(Kind.UPSTREAM_PROTOCOL, "a frame of the provider's stream is not JSON"), out);
            return;
        }
        read(frame.event(), json, out);
    }

    /// Reads what stands in a frame, or a whole answer that looks like one.
    void read(String event, JsonNode json, Consumer<? super ChatEvent> out) {
        reader.read(event, json, told -> tell(told, out));
    }

    @Override
    public void end(Consumer<? super ChatEvent> out) {
        if (!over) {
            Optional<ChatEvent> ending = reader.ending(told -> tell(told, out));
            tell(
                    ending.orElseGet(
                            () -> failed(Kind.UPSTREAM_RESET, "the provider's stream stopped before it was complete")),
                    out);
        }
    }

    @Override
    public boolean counted() {
        return reader.counted();
    }

    private void tell(ChatEvent event, Consumer<? super ChatEvent> out) {
        if (!over) {
            over = event instanceof ChatEvent.Finished || event instanceof ChatEvent.Failed;
            out.accept(event);
        }
    }

    private static ChatEvent failed(Kind kind, String why) {
        return new ChatEvent.Failed(new Problem(kind, why));
    }
}
