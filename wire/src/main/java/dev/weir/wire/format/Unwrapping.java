package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Takes the text of a call out of the JSON object that a provider without free-text tools was told to put it in. Such
/// a call is told when it is whole.
public final class Unwrapping implements Consumer<ChatEvent> {

    private final ToolWords words;
    private final Consumer<? super ChatEvent> out;
    private @Nullable StringBuilder wrapped;

    public Unwrapping(ToolWords words, Consumer<? super ChatEvent> out) {
        this.words = words;
        this.out = out;
    }

    @Override
    public void accept(ChatEvent event) {
        if (event instanceof ChatEvent.Opened(int _, Block.ToolCall(String _, var tool)) && words.wraps(tool)) {
            wrapped = new StringBuilder();
        } else if (wrapped != null && event instanceof ChatEvent.ArgumentsDelta(int _, String piece)) {
            wrapped.append(piece);
            return;
        } else if (wrapped != null && event instanceof ChatEvent.Closed(int index)) {
            out.accept(new ChatEvent.ArgumentsDelta(index, text(wrapped.toString())));
            wrapped = null;
        }
        out.accept(event);
    }

    /// The text; all of it if the model did not put it into an object.
    private static String text(String json) {
        try {
            return JsonMapper.shared().readTree(json).path("input").stringValue(json);
        } catch (JacksonException notJson) {
            return json;
        }
    }
}
