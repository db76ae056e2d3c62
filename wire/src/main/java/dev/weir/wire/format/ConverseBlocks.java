package dev.weir.wire.format;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the blocks of an answer of Converse that is told in one piece. A block that says nothing is none.
final class ConverseBlocks implements Consumer<ChatEvent> {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ArrayNode content;
    private final StringBuilder text = new StringBuilder();
    private ArrayNode citations = JSON.createArrayNode();
    private Block open = new Block.Text();
    private String seal = "";

    ConverseBlocks(ArrayNode content) {
        this.content = content;
    }

    @Override
    public void accept(ChatEvent event) {
        switch (event) {
            case ChatEvent.Opened(int _, Block block) -> {
                open = block;
                text.setLength(0);
                seal = "";
                citations = JSON.createArrayNode();
            }
            case ChatEvent.TextDelta(int _, String piece) -> text.append(piece);
            case ChatEvent.ArgumentsDelta(int _, String piece) -> text.append(piece);
            case ChatEvent.Sealed(int _, String given) -> seal += given;
            case ChatEvent.Cited(int _, Citation citation) -> citations.add(ConverseAnswer.citation(citation));
            case ChatEvent.Closed _ -> closed();
            case ChatEvent.Started _,
                    ChatEvent.Metered _,
                    ChatEvent.Waiting _,
                    ChatEvent.Finished _,
                    ChatEvent.Failed _ -> {}
        }
    }

    private void closed() {
        switch (open) {
            case Block.Text(), Block.Refusal() -> said();
            case Block.Thinking() -> {
                ObjectNode thought = content.addObject()
                        .putObject("reasoningContent")
                        .putObject("reasoningText")
                        .put("text", text.toString());
                if (!seal.isEmpty()) {
                    thought.put("signature", seal);
                }
            }
            case Block.HiddenThinking(String hidden) ->
                content.addObject().putObject("reasoningContent").put("redactedContent", ConverseSeal.blob(hidden));
            case Block.ToolCall(String id, var tool) ->
                content.addObject()
                        .putObject("toolUse")
                        .put("toolUseId", id)
                        .put("name", tool.name())
                        .set("input", MessagesAnswer.input(text.toString()));
            case Block.Opaque opaque -> content.addObject().put("text", opaque.told());
        }
    }

    private void said() {
        if (citations.isEmpty()) {
            if (!text.isEmpty()) {
                content.addObject().put("text", text.toString());
            }
            return;
        }
        ObjectNode cited = content.addObject().putObject("citationsContent");
        cited.putArray("content").addObject().put("text", text.toString());
        cited.set("citations", citations);
    }
}
