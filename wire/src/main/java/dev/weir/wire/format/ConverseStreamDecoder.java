package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the stream of Converse.
///
/// Only calls of tools are said to open; of texts and thoughts the first delta tells that they have begun. The tokens
/// are counted after it is said why the answer stopped, so the reason is kept until then, or until the end.
final class ConverseStreamDecoder implements JsonStream.Reader {

    private static final int NONE = -1;

    private final ToolWords words;
    private int blocks;
    private boolean metered;
    /// The number of the open block, as the provider counts.
    private int open = NONE;
    private @Nullable Block block;
    private @Nullable ChatEvent stopped;

    ConverseStreamDecoder(ToolWords words) {
        this.words = words;
    }

    @Override
    public void read(String name, JsonNode event, Consumer<? super ChatEvent> out) {
        int index = event.path("contentBlockIndex").intValue(0);
        switch (name) {
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
                    metered = true;
                    out.accept(new ChatEvent.Metered(ConverseAnswer.usage(event)));
                }
                ending(out).ifPresent(out);
            }
            case String exception
            when exception.endsWith("Exception") ->
                out.accept(new ChatEvent.Failed(BedrockConverse.failure(
                        exception, event.path("message").stringValue("the provider failed without saying why"))));
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

    @Override
    public Optional<ChatEvent> ending(Consumer<? super ChatEvent> out) {
        return Optional.ofNullable(stopped);
    }

    @Override
    public boolean counted() {
        return metered;
    }
}
