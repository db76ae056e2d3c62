package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.StopReason;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Takes back what a request had to wrap. A call of a free-text tool whose text stands in a JSON object is told when it
/// is whole; a call that stands for an answer in JSON is told as the text that it is. What no other format has a word
/// for is told as a note in its place.
public final class Unwrapping implements Consumer<ChatEvent> {

    private final ToolWords words;
    private final Consumer<? super ChatEvent> out;
    private @Nullable StringBuilder wrapped;
    private boolean answers;
    private boolean answered;
    private boolean called;

    public Unwrapping(ToolWords words, Consumer<? super ChatEvent> out) {
        this.words = words;
        this.out = out;
    }

    @Override
    public void accept(ChatEvent event) {
        switch (event) {
            case ChatEvent.Opened(int index, Block block) -> opened(index, block);
            case ChatEvent.ArgumentsDelta(int index, String piece) -> {
                if (wrapped != null) {
                    wrapped.append(piece);
                } else {
                    out.accept(answers ? new ChatEvent.TextDelta(index, piece) : event);
                }
            }
            case ChatEvent.Closed(int index) -> {
                if (wrapped != null) {
                    out.accept(new ChatEvent.ArgumentsDelta(index, text(wrapped.toString())));
                    wrapped = null;
                }
                answers = false;
                out.accept(event);
            }
            case ChatEvent.Finished(StopReason reason, String detail) ->
                out.accept(
                        reason == StopReason.TOOL_USE && answered && !called
                                ? new ChatEvent.Finished(StopReason.END, detail)
                                : event);
            case ChatEvent.Started _,
                    ChatEvent.TextDelta _,
                    ChatEvent.Sealed _,
                    ChatEvent.Cited _,
                    ChatEvent.Metered _,
                    ChatEvent.Waiting _,
                    ChatEvent.Failed _ -> out.accept(event);
        }
    }

    private void opened(int index, Block block) {
        if (block instanceof Block.ToolCall(String _, var tool) && tool.equals(ToolWords.ANSWER)) {
            answers = true;
            answered = true;
            out.accept(new ChatEvent.Opened(index, new Block.Text()));
            return;
        }
        if (block instanceof Block.Opaque opaque) {
            out.accept(new ChatEvent.Opened(index, new Block.Text()));
            out.accept(new ChatEvent.TextDelta(index, opaque.told()));
            return;
        }
        if (block instanceof Block.ToolCall(String _, var tool)) {
            called = true;
            wrapped = words.wraps(tool) ? new StringBuilder() : null;
        }
        out.accept(new ChatEvent.Opened(index, block));
    }

    private static String text(String json) {
        try {
            return TextTool.text(JsonMapper.shared().readTree(json), json);
        } catch (JacksonException notJson) {
            return json;
        }
    }
}
