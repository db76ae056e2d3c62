package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Usage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the stream of the Responses API: numbered events, each block an item with a beginning, deltas and an end that
/// repeats it whole, and last of all the whole response. A whole answer is the response that such a stream ends with.
final class ResponsesStreamEncoder implements StreamEncoder {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode response;
    private final ArrayNode output = JSON.createArrayNode();
    private final String id;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = JSON.createArrayNode();
    /// What the open text was taken from, told when its end is known.
    private final List<Citation> cited = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Block open = new Block.Text();
    private ObjectNode item = JSON.createObjectNode();
    private String seal = "";
    private Usage usage = Usage.NONE;
    private boolean refused;
    private int number;

    /// @param id what the answer is called, without its prefix
    /// @param model what the caller calls the model
    /// @param created in seconds since 1970
    ResponsesStreamEncoder(String id, String model, long created) {
        this.id = id;
        this.response = JSON.createObjectNode()
                .put("id", "resp_" + id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", "in_progress")
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", model);
        response.putArray("output");
        response.put("parallel_tool_calls", true).put("tool_choice", "auto");
        response.putArray("tools");
        response.putNull("usage");
    }

    @Override
    public byte[] encode(ChatEvent event) {
        out.reset();
        switch (event) {
            case ChatEvent.Started _ -> {
                say(whole("response.created"));
                say(whole("response.in_progress"));
            }
            case ChatEvent.Opened(int _, Block block) -> opened(block);
            case ChatEvent.TextDelta(int _, String piece) -> text(piece);
            case ChatEvent.ArgumentsDelta(int _, String piece) -> arguments(piece);
            case ChatEvent.Sealed(int _, String given) -> seal = given;
            case ChatEvent.Cited(int _, Citation citation) -> cited.add(citation);
            case ChatEvent.Closed _ -> closed();
            case ChatEvent.Metered(Usage total) -> usage = total; // told with the end
            case ChatEvent.Waiting() -> {
                return OpenAiResponses.FORMAT.heartbeat();
            }
            case ChatEvent.Finished(StopReason reason, String detail) -> finished(reason, detail);
            case ChatEvent.Failed(var problem) -> {
                return OpenAiResponses.failure(problem, id, number);
            }
        }
        return out.toByteArray();
    }

    /// The response as it is now.
    ObjectNode response() {
        return response;
    }

    private void opened(Block block) {
        open = block;
        text.setLength(0);
        annotations.removeAll();
        cited.clear();
        seal = "";
        item = item(block);
        if (block instanceof Block.Opaque) {
            return;
        }
        say(event("response.output_item.added").set("item", item.deepCopy()));
        switch (block) {
            case Block.Text(), Block.Refusal() ->
                say(ofPart("response.content_part.added").set("part", part("")));
            case Block.Thinking() ->
                say(summary("response.reasoning_summary_part.added").set("part", thought("")));
            case Block.HiddenThinking _, Block.ToolCall _, Block.Opaque _ -> {}
        }
    }

    private ObjectNode item(Block block) {
        int place = output.size();
        return switch (block) {
            case Block.Text(), Block.Refusal() -> {
                ObjectNode message = item("msg_", place, "message")
                        .put("status", "in_progress")
                        .put("role", "assistant");
                message.putArray("content");
                yield message;
            }
            case Block.Thinking(), Block.HiddenThinking _ -> {
                ObjectNode reasoning = item("rs_", place, "reasoning");
                reasoning.putArray("summary");
                yield reasoning;
            }
            case Block.ToolCall(String call, ToolName tool) ->
                switch (tool.takes()) {
                    case OBJECT ->
                        named(item("fc_", place, "function_call").put("status", "in_progress"), call, tool)
                                .put("arguments", "");
                    case TEXT ->
                        named(item("ctc_", place, "custom_tool_call").put("status", "in_progress"), call, tool)
                                .put("input", "");
                    case SEARCH -> {
                        ObjectNode search = item("tsc_", place, "tool_search_call")
                                .put("status", "in_progress")
                                .put("call_id", call)
                                .put("execution", "client");
                        search.putObject("arguments");
                        yield search;
                    }
                };
            case Block.Opaque _ -> item("", place, "");
        };
    }

    private ObjectNode item(String prefix, int place, String type) {
        return JSON.createObjectNode().put("id", prefix + id + "_" + place).put("type", type);
    }

    private static ObjectNode named(ObjectNode item, String call, ToolName tool) {
        item.put("call_id", call).put("name", tool.name());
        return tool.namespace().isEmpty() ? item : item.put("namespace", tool.namespace());
    }

    private void text(String piece) {
        text.append(piece);
        switch (open) {
            case Block.Text() -> {
                ObjectNode delta = ofPart("response.output_text.delta").put("delta", piece);
                delta.putArray("logprobs");
                say(delta);
            }
            case Block.Refusal() -> say(ofPart("response.refusal.delta").put("delta", piece));
            case Block.Thinking() ->
                say(summary("response.reasoning_summary_text.delta").put("delta", piece));
            case Block.HiddenThinking _, Block.ToolCall _, Block.Opaque _ -> {}
        }
    }

    private void arguments(String piece) {
        text.append(piece);
        if (open instanceof Block.ToolCall(String _, ToolName tool)) {
            switch (tool.takes()) {
                case OBJECT ->
                    say(ofItem("response.function_call_arguments.delta").put("delta", piece));
                case TEXT -> say(ofItem("response.custom_tool_call_input.delta").put("delta", piece));
                case SEARCH -> {}
            }
        }
    }

    private void cited(Citation citation) {
        ObjectNode annotation = JSON.createObjectNode()
                .put("type", "url_citation")
                .put("url", citation.url())
                .put("title", citation.title())
                .put("start_index", 0)
                .put("end_index", text.length());
        say(ofPart("response.output_text.annotation.added")
                .put("annotation_index", annotations.size())
                .set("annotation", annotation));
        annotations.add(annotation);
    }

    private void closed() {
        String told = text.toString();
        switch (open) {
            case Block.Text() -> {
                cited.forEach(this::cited);
                ObjectNode done = ofPart("response.output_text.done").put("text", told);
                done.putArray("logprobs");
                say(done);
                message(told);
            }
            case Block.Refusal() -> {
                refused = true;
                say(ofPart("response.refusal.done").put("refusal", told));
                message(told);
            }
            case Block.Thinking() -> {
                say(summary("response.reasoning_summary_text.done").put("text", told));
                say(summary("response.reasoning_summary_part.done").set("part", thought(told)));
                if (!told.isEmpty()) {
                    item.withArray("summary").add(thought(told));
                }
                sealed(seal);
            }
            case Block.HiddenThinking(String hidden) -> sealed(hidden);
            case Block.ToolCall(String _, ToolName tool) -> {
                item.put("status", "completed");
                switch (tool.takes()) {
                    case OBJECT -> {
                        item.put("arguments", told);
                        say(ofItem("response.function_call_arguments.done").put("arguments", told));
                    }
                    case TEXT -> {
                        item.put("input", told);
                        say(ofItem("response.custom_tool_call_input.done").put("input", told));
                    }
                    case SEARCH -> item.set("arguments", MessagesAnswer.input(told));
                }
            }
            case Block.Opaque _ -> {
                return;
            }
        }
        say(event("response.output_item.done").set("item", item));
        output.add(item);
    }

    private void message(String told) {
        ObjectNode part = part(told);
        say(ofPart("response.content_part.done").set("part", part));
        item.put("status", "completed").withArray("content").add(part);
    }

    private void sealed(String given) {
        if (!given.isEmpty()) {
            item.put("encrypted_content", given);
        }
    }

    private ObjectNode part(String told) {
        ObjectNode part = JSON.createObjectNode();
        if (open instanceof Block.Refusal) {
            return part.put("type", "refusal").put("refusal", told);
        }
        part.put("type", "output_text").put("text", told);
        part.set("annotations", annotations.deepCopy());
        part.putArray("logprobs");
        return part;
    }

    private static ObjectNode thought(String told) {
        return JSON.createObjectNode().put("type", "summary_text").put("text", told);
    }

    /// A model that refuses says so itself, or its provider says why.
    private void finished(StopReason reason, String detail) {
        if (reason == StopReason.REFUSAL && !refused && !detail.isEmpty()) {
            opened(new Block.Refusal());
            text(detail);
            closed();
        }
        response.set("output", output);
        if (!usage.equals(Usage.NONE)) { // what nobody counted is not told to be nothing
            response.set("usage", usage(usage));
        }
        switch (reason) {
            case END, STOP_SEQUENCE, TOOL_USE, PAUSE -> response.put("status", "completed");
            case LENGTH, CONTEXT -> incomplete("max_output_tokens");
            case REFUSAL -> {
                if (refused) {
                    response.put("status", "completed");
                } else {
                    incomplete("content_filter");
                }
            }
        }
        say(whole("response." + response.path("status").stringValue("")));
    }

    private void incomplete(String reason) {
        response.put("status", "incomplete").putObject("incomplete_details").put("reason", reason);
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = JSON.createObjectNode().put("input_tokens", usage.input());
        json.putObject("input_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite().total());
        json.put("output_tokens", usage.output())
                .putObject("output_tokens_details")
                .put("reasoning_tokens", usage.reasoning());
        return json.put("total_tokens", usage.input() + usage.output());
    }

    private ObjectNode whole(String type) {
        ObjectNode event = JSON.createObjectNode().put("type", type).put("sequence_number", number);
        event.set("response", response.deepCopy());
        return event;
    }

    private ObjectNode event(String type) {
        return JSON.createObjectNode()
                .put("type", type)
                .put("sequence_number", number)
                .put("output_index", output.size());
    }

    private ObjectNode ofItem(String type) {
        return event(type).put("item_id", item.path("id").stringValue(""));
    }

    private ObjectNode ofPart(String type) {
        return ofItem(type).put("content_index", 0);
    }

    private ObjectNode summary(String type) {
        return ofItem(type).put("summary_index", 0);
    }

    private void say(JsonNode event) {
        number++;
        out.writeBytes(("event: " + event.path("type").stringValue("") + "\ndata: ").getBytes(UTF_8));
        out.writeBytes(JSON.writeValueAsBytes(event));
        out.writeBytes(new byte[] {'\n', '\n'});
    }
}
