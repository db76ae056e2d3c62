package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the stream of the Messages API, whose blocks are numbered and never overlap, as ours. Input is counted at the
/// start and output at the end; a later count replaces an earlier one.
final class MessagesStreamDecoder implements JsonStream.Reader {

    private final ToolWords words;
    private final ObjectNode told = JsonMapper.shared().createObjectNode();
    private final ObjectNode usage = told.putObject("usage");
    private ChatEvent.@Nullable Finished finished;
    private boolean counted;

    MessagesStreamDecoder(ToolWords words) {
        this.words = words;
    }

    @Override
    public void read(String name, JsonNode event, Consumer<? super ChatEvent> out) {
        int index = event.path("index").intValue(0);
        switch (event.path("type").stringValue("")) {
            case "message_start" -> {
                JsonNode message = event.path("message");
                out.accept(new ChatEvent.Started(
                        message.path("id").stringValue(""),
                        message.path("model").stringValue("")));
                count(message.path("usage"), out);
            }
            case "content_block_start" -> opened(index, event.path("content_block"), out);
            case "content_block_delta" -> delta(index, event.path("delta"), out);
            case "content_block_stop" -> out.accept(new ChatEvent.Closed(index));
            case "message_delta" -> {
                count(event.path("usage"), out);
                counted |= !event.path("usage").isEmpty();
                if (event.path("delta").path("stop_reason").isString()) {
                    finished = MessagesAnswer.finished(event.path("delta"));
                }
            }
            case "message_stop" -> ending(out).ifPresent(out);
            case "ping" -> out.accept(new ChatEvent.Waiting());
            case "error" -> out.accept(new ChatEvent.Failed(ProviderFailure.of(event.path("error"))));
            default -> {} // what the interface may yet say, it says to those who know it
        }
    }

    private void opened(int index, JsonNode json, Consumer<? super ChatEvent> out) {
        Block block = MessagesAnswer.block(json, words);
        out.accept(new ChatEvent.Opened(index, block));
        String text =
                json.path(block instanceof Block.Thinking ? "thinking" : "text").stringValue("");
        if (!text.isEmpty() && (block instanceof Block.Text || block instanceof Block.Thinking)) {
            out.accept(new ChatEvent.TextDelta(index, text));
        }
    }

    private static void delta(int index, JsonNode delta, Consumer<? super ChatEvent> out) {
        switch (delta.path("type").stringValue("")) {
            case "text_delta" -> text(index, delta.path("text").stringValue(""), out);
            case "thinking_delta" -> text(index, delta.path("thinking").stringValue(""), out);
            case "input_json_delta" -> {
                String piece = delta.path("partial_json").stringValue("");
                if (!piece.isEmpty()) {
                    out.accept(new ChatEvent.ArgumentsDelta(index, piece));
                }
            }
            case "signature_delta" ->
                out.accept(new ChatEvent.Sealed(index, delta.path("signature").stringValue("")));
            case "citations_delta" ->
                out.accept(new ChatEvent.Cited(index, MessagesAnswer.citation(delta.path("citation"))));
            default -> {}
        }
    }

    private static void text(int index, String text, Consumer<? super ChatEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new ChatEvent.TextDelta(index, text));
        }
    }

    private void count(JsonNode more, Consumer<? super ChatEvent> out) {
        if (more.isObject()) {
            more.propertyStream()
                    .filter(one -> !one.getValue().isNull())
                    .forEach(one -> usage.set(one.getKey(), one.getValue()));
            out.accept(new ChatEvent.Metered(MessagesAnswer.usage(told)));
        }
    }

    @Override
    public Optional<ChatEvent> ending(Consumer<? super ChatEvent> out) {
        return Optional.ofNullable(finished);
    }

    @Override
    public boolean counted() {
        return counted;
    }
}
