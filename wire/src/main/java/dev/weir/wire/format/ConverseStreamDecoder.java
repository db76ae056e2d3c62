package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.frame.Frame;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the stream of Converse.
///
/// Only calls of tools are said to open; of texts and thoughts the first delta tells that they have begun. The tokens
/// are counted after it is said why the answer stopped, so the reason is kept until then, or until the end.
final class ConverseStreamDecoder implements StreamDecoder {

    private static final int NONE = -1;

    private final ToolWords words;
    private int blocks;
    /// The number of the open block, as the provider counts.
    private int open = NONE;
    private @Nullable Block block;
    private boolean over;
    private @Nullable ChatEvent stopped;

    ConverseStreamDecoder(ToolWords words) {
        this.words = words;
    }

    @Override
    public void decode(Frame frame, Consumer<? super ChatEvent> out) {
        if (over) {
            return;
        }
        JsonNode event;
        try {
            event = JsonMapper.shared().readTree(frame.data());
        } catch (JacksonException notJson) {
            fail(new Problem(Kind.UPSTREAM_PROTOCOL, "a frame of the provider's stream is not JSON"), out);
            return;
        }
        int index = event.path("contentBlockIndex").intValue(0);
        switch (frame.event()) {
            case "messageStart" -> out.accept(new ChatEvent.Started("", ""));
            case "contentBlockStart" -> start(index, event.path("start"), out);
            case "contentBlockDelta" -> delta(index, event.path("delta"), out);
            case "contentBlockStop" -> leave(out);
            case "messageStop" -> {
                leave(out);
                stopped = ConverseAnswer.end(event);
            }
            case "metadata" -> {
                if (event.path("usage").isObject()) {
                    out.accept(new ChatEvent.Metered(ConverseAnswer.usage(event.path("usage"))));
                }
                if (stopped != null) {
                    end(out);
                }
            }
            case String name
            when name.endsWith("Exception") ->
                fail(
                        BedrockConverse.failure(
                                name, event.path("message").stringValue("the provider failed without saying why")),
                        out);
            default -> {} // what the interface may yet say, it says to those who know it
        }
    }

    private void start(int index, JsonNode start, Consumer<? super ChatEvent> out) {
        JsonNode call = start.path("toolUse");
        if (call.isObject() && !call.has("type")) {
            enter(index, ConverseAnswer.call(call, words), out);
        } else if (start.isObject() && !start.isEmpty()) {
            String what = start.propertyNames().iterator().next();
            enter(index, new Block.Opaque(what, start), out);
        }
    }

    private void delta(int index, JsonNode delta, Consumer<? super ChatEvent> out) {
        JsonNode thought = delta.path("reasoningContent");
        if (delta.has("text")) {
            text(index, new Block.Text(), delta.path("text").stringValue(""), out);
        } else if (delta.has("citation")) {
            enter(index, new Block.Text(), out);
            out.accept(new ChatEvent.Cited(blocks - 1, ConverseAnswer.citation(delta.path("citation"))));
        } else if (thought.has("text")) {
            text(index, new Block.Thinking(), thought.path("text").stringValue(""), out);
        } else if (thought.has("signature")) {
            enter(index, new Block.Thinking(), out);
            out.accept(
                    new ChatEvent.Sealed(blocks - 1, thought.path("signature").stringValue("")));
        } else if (thought.has("redactedContent")) {
            leave(out);
            enter(
                    index,
                    new Block.HiddenThinking(
                            ConverseSeal.seal(thought.path("redactedContent").stringValue(""))),
                    out);
        } else if (delta.path("toolUse").has("input") && block instanceof Block.ToolCall) {
            String piece = delta.path("toolUse").path("input").stringValue("");
            if (!piece.isEmpty()) {
                out.accept(new ChatEvent.ArgumentsDelta(blocks - 1, piece));
            }
        }
    }

    private void text(int index, Block wanted, String text, Consumer<? super ChatEvent> out) {
        if (!text.isEmpty()) {
            enter(index, wanted, out);
            out.accept(new ChatEvent.TextDelta(blocks - 1, text));
        }
    }

    /// Makes `wanted` the open block, closing another one first if need be.
    private void enter(int index, Block wanted, Consumer<? super ChatEvent> out) {
        if (index == open && wanted.equals(block)) {
            return;
        }
        leave(out);
        open = index;
        block = wanted;
        out.accept(new ChatEvent.Opened(blocks++, wanted));
    }

    private void leave(Consumer<? super ChatEvent> out) {
        if (block != null) {
            block = null;
            open = NONE;
            out.accept(new ChatEvent.Closed(blocks - 1));
        }
    }

    private void fail(Problem problem, Consumer<? super ChatEvent> out) {
        over = true;
        out.accept(new ChatEvent.Failed(problem));
    }

    @Override
    public void end(Consumer<? super ChatEvent> out) {
        if (over) {
            return;
        }
        if (stopped == null) {
            fail(new Problem(Kind.UPSTREAM_RESET, "the provider's stream stopped before it was complete"), out);
        } else {
            over = true;
            out.accept(stopped);
        }
    }
}
