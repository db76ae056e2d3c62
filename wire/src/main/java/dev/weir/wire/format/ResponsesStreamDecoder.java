package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.ToolName.Takes;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the stream of the Responses API. Its items come one after the other; a message may have several parts, each of
/// which is a block here. A whole answer is read as if it were the last event of a stream.
final class ResponsesStreamDecoder implements JsonStream.Reader {

    private final ToolWords words;
    private int blocks;
    private boolean metered;
    private boolean started;
    private boolean called;
    private boolean refused;
    private @Nullable Block open;

    ResponsesStreamDecoder(ToolWords words) {
        this.words = words;
    }

    @Override
    public void read(String name, JsonNode event, Consumer<? super ChatEvent> out) {
        String delta = event.path("delta").stringValue("");
        switch (event.path("type").stringValue("")) {
            case "response.created", "response.queued", "response.in_progress" -> start(event.path("response"), out);
            case "response.output_item.added" -> added(event.path("item"), out);
            case "response.output_text.delta" -> text(new Block.Text(), delta, out);
            case "response.refusal.delta" -> text(new Block.Refusal(), delta, out);
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                text(new Block.Thinking(), delta, out);
            case "response.reasoning_summary_part.added" -> {
                if (event.path("summary_index").intValue(0) > 0) {
                    text(new Block.Thinking(), "\n\n", out);
                }
            }
            case "response.output_text.annotation.added" -> cited(event.path("annotation"), out);
            case "response.content_part.done" -> {
                if (!(open instanceof Block.Thinking)) {
                    leave(out); // thoughts go on until their item is done, which seals them
                }
            }
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" -> {
                if (open instanceof Block.ToolCall && !delta.isEmpty()) {
                    out.accept(new ChatEvent.ArgumentsDelta(blocks - 1, delta));
                }
            }
            case "response.output_item.done" -> done(event.path("item"), out);
            case "response.completed", "response.incomplete" -> finished(event.path("response"), out);
            case "response.failed" ->
                out.accept(new ChatEvent.Failed(
                        ProviderFailure.of(event.path("response").path("error"))));
            case "error" ->
                out.accept(new ChatEvent.Failed(
                        ProviderFailure.of(event.path("error").isObject() ? event.path("error") : event)));
            default -> {} // repeats what was said, or tells of tools that the provider runs
        }
    }

    private void start(JsonNode response, Consumer<? super ChatEvent> out) {
        if (!started) {
            started = true;
            out.accept(new ChatEvent.Started(
                    response.path("id").stringValue(""), response.path("model").stringValue("")));
        }
    }

    private void added(JsonNode item, Consumer<? super ChatEvent> out) {
        call(item).ifPresent(block -> {
            leave(out);
            called = true;
            enter(block, out);
        });
    }

    private Optional<Block> call(JsonNode item) {
        return switch (item.path("type").stringValue("")) {
            case "function_call" -> Optional.of(call(item, Takes.OBJECT));
            case "custom_tool_call" -> Optional.of(call(item, Takes.TEXT));
            case "tool_search_call" ->
                Optional.of(new Block.ToolCall(item.path("call_id").stringValue(""), ResponsesRequestDecoder.SEARCH));
            default -> Optional.empty();
        };
    }

    private Block call(JsonNode item, Takes takes) {
        String name = item.path("name").stringValue("");
        var tool = new ToolName(item.path("namespace").stringValue(""), name, takes);
        return new Block.ToolCall(item.path("call_id").stringValue(""), words.name(name, tool));
    }

    /// An item that is whole: what it says in the end and not before.
    private void done(JsonNode item, Consumer<? super ChatEvent> out) {
        if (item.path("type").stringValue("").equals("reasoning")) {
            String seal = item.path("encrypted_content").stringValue("");
            if (open instanceof Block.Thinking && !seal.isEmpty()) {
                out.accept(new ChatEvent.Sealed(blocks - 1, seal));
            } else if (!seal.isEmpty()) {
                leave(out);
                enter(new Block.HiddenThinking(seal), out);
            }
        }
        if (item.path("type").stringValue("").equals("tool_search_call")) {
            out.accept(new ChatEvent.ArgumentsDelta(
                    blocks - 1, item.path("arguments").toString()));
        }
        leave(out);
    }

    private void text(Block wanted, String text, Consumer<? super ChatEvent> out) {
        if (text.isEmpty()) {
            return;
        }
        if (!wanted.equals(open)) {
            leave(out);
            enter(wanted, out);
        }
        refused |= wanted instanceof Block.Refusal;
        out.accept(new ChatEvent.TextDelta(blocks - 1, text));
    }

    private void cited(JsonNode annotation, Consumer<? super ChatEvent> out) {
        if (open instanceof Block.Text) {
            out.accept(new ChatEvent.Cited(blocks - 1, citation(annotation)));
        }
    }

    private static Citation citation(JsonNode annotation) {
        return new Citation(
                annotation.path("url").stringValue(""), annotation.path("title").stringValue(""), "");
    }

    private void enter(Block block, Consumer<? super ChatEvent> out) {
        open = block;
        out.accept(new ChatEvent.Opened(blocks++, block));
    }

    private void leave(Consumer<? super ChatEvent> out) {
        if (open != null) {
            open = null;
            out.accept(new ChatEvent.Closed(blocks - 1));
        }
    }

    private void finished(JsonNode response, Consumer<? super ChatEvent> out) {
        start(response, out);
        leave(out);
        if (response.path("usage").isObject()) {
            metered = true;
            out.accept(new ChatEvent.Metered(
                    OpenAiResponses.FORMAT.usage(response, "usage", "tool_usage", "service_tier")));
        }
        String incomplete = response.path("incomplete_details").path("reason").stringValue("");
        out.accept(new ChatEvent.Finished(
                switch (incomplete) {
                    case "max_output_tokens" -> StopReason.LENGTH;
                    case "content_filter" -> StopReason.REFUSAL;
                    default -> called ? StopReason.TOOL_USE : refused ? StopReason.REFUSAL : StopReason.END;
                },
                ""));
    }

    /// Tells a whole answer as if it were streamed.
    void whole(JsonNode response, Consumer<? super ChatEvent> out) {
        if (response.path("status").stringValue("").equals("failed")) {
            out.accept(new ChatEvent.Failed(ProviderFailure.of(response.path("error"))));
            return;
        }
        start(response, out);
        for (JsonNode item : response.path("output")) {
            added(item, out);
            String arguments =
                    item.path("arguments").stringValue(item.path("input").stringValue(""));
            if (open instanceof Block.ToolCall && !arguments.isEmpty()) {
                out.accept(new ChatEvent.ArgumentsDelta(blocks - 1, arguments));
            }
            boolean first = true;
            for (JsonNode part : item.path("summary")) {
                text(
                        new Block.Thinking(),
                        (first ? "" : "\n\n") + part.path("text").stringValue(""),
                        out);
                first = false;
            }
            for (JsonNode part : item.path("content")) {
                part(part, out);
            }
            done(item, out);
        }
        finished(response, out);
    }

    private void part(JsonNode part, Consumer<? super ChatEvent> out) {
        switch (part.path("type").stringValue("")) {
            case "reasoning_text" ->
                text(new Block.Thinking(), part.path("text").stringValue(""), out);
            case "refusal" -> {
                text(new Block.Refusal(), part.path("refusal").stringValue(""), out);
                leave(out);
            }
            default -> {
                text(new Block.Text(), part.path("text").stringValue(""), out);
                part.path("annotations").forEach(annotation -> cited(annotation, out));
                leave(out);
            }
        }
    }

    /// The last event says it.
    @Override
    public Optional<ChatEvent> ending(Consumer<? super ChatEvent> out) {
        return Optional.empty();
    }

    @Override
    public boolean counted() {
        return metered;
    }
}
