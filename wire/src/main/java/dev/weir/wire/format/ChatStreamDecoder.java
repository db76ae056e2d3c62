package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.frame.Frame;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads `chat.completion.chunk` frames.
///
/// OpenAI never says that a block opens or closes; a reader is meant to notice that the deltas now speak of something
/// else. This decoder notices it once, here. Calls of tools may come interleaved, while blocks must not overlap: the
/// call that came first is told as it comes, what comes of later ones waits until it is their turn. And as the tokens
/// are counted after it is said why the answer stopped, the reason is kept until the end.
final class ChatStreamDecoder implements JsonStream.Reader {

    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);
    private static final int MOST_WAITING = 8 * 1024 * 1024;

    private final ToolWords words;
    private final Map<Integer, StringBuilder> waiting = new TreeMap<>();
    private final Map<Integer, Block> later = new TreeMap<>();
    private boolean started;
    private boolean calls;
    private boolean refused;
    private int blocks;
    private @Nullable Open open;
    private @Nullable StopReason stopped;
    private boolean metered;

    /// What the open block is. `ordinal` is OpenAI's own number of a call, which counts calls only.
    private sealed interface Open {
        record Text() implements Open {}

        record Refusal() implements Open {}

        record Thinking() implements Open {}

        record Tool(int ordinal) implements Open {}
    }

    ChatStreamDecoder(ToolWords words) {
        this.words = words;
    }

    @Override
    public boolean completes(Frame frame) {
        return Arrays.equals(frame.data(), DONE);
    }

    @Override
    public void read(String name, JsonNode chunk, Consumer<? super ChatEvent> out) {
        if (chunk.path("error").isObject()) {
            out.accept(new ChatEvent.Failed(ProviderFailure.of(chunk.path("error"))));
            return;
        }
        start(chunk, out);
        JsonNode choice = chunk.path("choices").path(0);
        delta(choice.path("delta"), out);
        if (chunk.path("usage").isObject()) {
            metered = true;
            out.accept(new ChatEvent.Metered(ChatAnswer.usage(chunk)));
        }
        if (choice.path("finish_reason").isString()) {
            leave(out);
            told(out);
            stopped = ChatAnswer.stopReason(choice.path("finish_reason").stringValue(), calls, refused);
        }
    }

    private void start(JsonNode chunk, Consumer<? super ChatEvent> out) {
        if (!started) {
            started = true;
            out.accept(new ChatEvent.Started(
                    chunk.path("id").stringValue(""), chunk.path("model").stringValue("")));
        }
    }

    private void delta(JsonNode delta, Consumer<? super ChatEvent> out) {
        String thinking = delta.path("reasoning_content")
                .stringValue(delta.path("reasoning").stringValue(""));
        text(new Open.Thinking(), new Block.Thinking(), thinking, out);
        text(new Open.Text(), new Block.Text(), delta.path("content").stringValue(""), out);
        for (JsonNode annotation : delta.path("annotations")) {
            if (open instanceof Open.Text) {
                out.accept(new ChatEvent.Cited(blocks - 1, ChatAnswer.citation(annotation)));
            }
        }
        String refusal = delta.path("refusal").stringValue("");
        refused |= !refusal.isEmpty();
        text(new Open.Refusal(), new Block.Refusal(), refusal, out);
        for (JsonNode call : delta.path("tool_calls")) {
            call(call, out);
        }
    }

    private void text(Open wanted, Block block, String text, Consumer<? super ChatEvent> out) {
        if (!text.isEmpty()) {
            enter(wanted, block, out);
            out.accept(new ChatEvent.TextDelta(blocks - 1, text));
        }
    }

    private void call(JsonNode call, Consumer<? super ChatEvent> out) {
        int ordinal = call.path("index").intValue(0);
        boolean custom = call.path("type").stringValue("").equals("custom")
                || call.path("custom").isObject();
        JsonNode inner = call.path(custom ? "custom" : "function");
        String piece = inner.path(custom ? "input" : "arguments").stringValue("");
        if (call.path("id").isString() && !call.path("id").stringValue().isEmpty() && !later.containsKey(ordinal)) {
            calls = true;
            var block = new Block.ToolCall(
                    call.path("id").stringValue(),
                    ChatAnswer.name(inner.path("name").stringValue(""), custom, words));
            if (open instanceof Open.Tool(int now) && now != ordinal) {
                later.put(ordinal, block);
                waiting.put(ordinal, new StringBuilder());
            } else if (!new Open.Tool(ordinal).equals(open)) {
                enter(new Open.Tool(ordinal), block, out);
            }
        }
        if (piece.isEmpty()) {
            return;
        }
        if (new Open.Tool(ordinal).equals(open)) {
            out.accept(new ChatEvent.ArgumentsDelta(blocks - 1, piece));
        } else if (waiting.containsKey(ordinal)) {
            waiting.get(ordinal).append(piece);
            if (waiting.get(ordinal).length() > MOST_WAITING) {
                out.accept(new ChatEvent.Failed(
                        new Problem(Kind.UPSTREAM_PROTOCOL, "a call of a tool is longer than 8 MiB")));
            }
        }
    }

    /// Makes `wanted` the open block, closing another one first if need be.
    private void enter(Open wanted, Block block, Consumer<? super ChatEvent> out) {
        if (!wanted.equals(open)) {
            leave(out);
            told(out);
            open = wanted;
            out.accept(new ChatEvent.Opened(blocks++, block));
        }
    }

    private void leave(Consumer<? super ChatEvent> out) {
        if (open != null) {
            open = null;
            out.accept(new ChatEvent.Closed(blocks - 1));
        }
    }

    /// Tells the calls that had to wait.
    private void told(Consumer<? super ChatEvent> out) {
        later.forEach((ordinal, block) -> {
            out.accept(new ChatEvent.Opened(blocks++, block));
            String arguments = String.valueOf(waiting.get(ordinal));
            if (!arguments.isEmpty()) {
                out.accept(new ChatEvent.ArgumentsDelta(blocks - 1, arguments));
            }
            out.accept(new ChatEvent.Closed(blocks - 1));
        });
        later.clear();
        waiting.clear();
    }

    @Override
    public Optional<ChatEvent> ending(Consumer<? super ChatEvent> out) {
        return Optional.ofNullable(stopped).map(reason -> new ChatEvent.Finished(reason, ""));
    }

    @Override
    public boolean counted() {
        return metered && stopped != null;
    }
}
