package dev.weir.simulator.format;

import dev.weir.simulator.author.Ask;
import dev.weir.simulator.author.Author;
import dev.weir.simulator.author.Draft;
import dev.weir.simulator.author.Part;
import dev.weir.simulator.author.Phrases;
import dev.weir.simulator.author.Stop;
import dev.weir.simulator.format.Event.Role;
import dev.weir.simulator.meter.Work;
import dev.weir.simulator.prompt.MarkedCache;
import dev.weir.simulator.seal.Conversation;
import dev.weir.simulator.seal.Seal;
import dev.weir.wire.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/messages`.
public final class AnthropicMessages implements Api {

    /// What is sealed where the thought itself may not be read.
    static final String REDACTED = "redacted";

    private final Author author;
    private final Seal seal;
    private final MarkedCache cache;
    private final AnthropicRules rules;

    public AnthropicMessages(Author author, Seal seal, MarkedCache cache) {
        this.author = author;
        this.seal = seal;
        this.cache = cache;
        this.rules = new AnthropicRules(seal);
    }

    @Override
    public String name() {
        return "anthropic-messages";
    }

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        return rules.message(question);
    }

    @Override
    public Reply answer(Question question) {
        Ask ask = AnthropicAsk.of(question.body());
        Draft draft = author.write(ask);
        long searches =
                draft.parts().stream().filter(Part.Search.class::isInstance).count();
        Usage input = cache.read(question.scope(), AnthropicPrompt.of(question.body()))
                .withSearches(searches);
        var work = new Work(
                question.ids().next("msg_"),
                question.model(),
                name(),
                question.credential(),
                input,
                draft.bytes(),
                draft.thoughtBytes());
        List<Said> said = new Wording(question).of(draft);
        return question.streams()
                ? new Reply.Stream(work, events(work, draft, said), AnthropicMessages::failure)
                : new Reply.Whole(work, whole(work, draft, said));
    }

    /// A block of the answer, and which part of the draft it begins; a part may take two.
    private record Said(ObjectNode block, Optional<Part> begins) {}

    /// Words the parts of a draft as content blocks.
    private final class Wording {

        private final Question question;

        Wording(Question question) {
            this.question = question;
        }

        List<Said> of(Draft draft) {
            var said = new ArrayList<Said>();
            for (Part part : draft.parts()) {
                List<ObjectNode> blocks = blocks(part);
                said.add(new Said(blocks.getFirst(), Optional.of(part)));
                blocks.stream().skip(1).forEach(block -> said.add(new Said(block, Optional.empty())));
            }
            return said;
        }

        private List<ObjectNode> blocks(Part part) {
            return switch (part) {
                case Part.Thought(String text) -> List.of(thinking(text));
                case Part.Redacted _ -> List.of(Json.typed("redacted_thinking").put("data", seal(REDACTED)));
                case Part.Words(String text) -> List.of(Json.typed("text").put("text", text));
                case Part.Call call ->
                    List.of(Json.typed("tool_use")
                            .put("id", question.ids().next("toolu_"))
                            .put("name", call.tool().name())
                            .set("input", Json.parse(call.input())));
                case Part.Search(String query) -> search(query);
            };
        }

        private ObjectNode thinking(String text) {
            boolean omitted =
                    Json.text(question.body().path("thinking"), "display").equals("omitted");
            String shown = omitted ? "" : text;
            return Json.typed("thinking").put("thinking", shown).put("signature", seal(shown));
        }

        private String seal(String thought) {
            var conversation = new Conversation();
            question.body().path("messages").forEach(message -> AnthropicPrompt.tell(message, conversation));
            return seal.seal(question.model(), conversation.fingerprint(), thought);
        }

        private List<ObjectNode> search(String query) {
            String id = question.ids().next("srvtoolu_");
            ObjectNode found = Json.typed("web_search_result")
                    .put("url", "https://example.com/weir")
                    .put("title", "What a weir is")
                    .put("encrypted_content", "c2ltdWxhdGVk")
                    .putNull("page_age");
            return List.of(
                    Json.typed("server_tool_use")
                            .put("id", id)
                            .put("name", "web_search")
                            .set("input", Json.object().put("query", query)),
                    Json.typed("web_search_tool_result")
                            .put("tool_use_id", id)
                            .set("content", Json.array().add(found)));
        }
    }

    private static ObjectNode whole(Work work, Draft draft, List<Said> said) {
        ObjectNode message = head(work);
        said.forEach(one -> message.withArray("content").add(one.block));
        stop(message, draft.stop());
        return message.set("usage", usage(work.whole()));
    }

    private static ObjectNode head(Work work) {
        return Json.object()
                .put("id", work.id())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", work.model())
                .set("content", Json.array());
    }

    private static void stop(ObjectNode message, Stop stop) {
        message.put(
                "stop_reason",
                switch (stop) {
                    case Stop.End _ -> "end_turn";
                    case Stop.ToolUse _ -> "tool_use";
                    case Stop.Length _ -> "max_tokens";
                    case Stop.Sequence _ -> "stop_sequence";
                });
        if (stop instanceof Stop.Sequence(String text)) {
            message.put("stop_sequence", text);
        } else {
            message.putNull("stop_sequence");
        }
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = Json.object()
                .put("input_tokens", usage.fresh())
                .put("cache_creation_input_tokens", usage.cacheWrite().total())
                .put("cache_read_input_tokens", usage.cacheRead());
        json.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheWrite().minutes5())
                .put("ephemeral_1h_input_tokens", usage.cacheWrite().hour1());
        json.put("output_tokens", usage.output());
        json.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        if (usage.searches() > 0) {
            json.putObject("server_tool_use").put("web_search_requests", usage.searches());
        } else {
            json.putNull("server_tool_use");
        }
        return json.put("service_tier", "standard");
    }

    private static List<Event> events(Work work, Draft draft, List<Said> said) {
        var telling = new Telling();
        ObjectNode opening = head(work).putNull("stop_reason").putNull("stop_sequence");
        ObjectNode atFirst = usage(work.after(0)).put("output_tokens", 1);
        tell(telling, Json.typed("message_start").set("message", opening.set("usage", atFirst)), Role.OPENING);
        tell(telling, Json.typed("ping"), Role.OTHER);
        for (int index = 0; index < said.size(); index++) {
            said.get(index).begins.ifPresent(part -> telling.begin(part.bytes()));
            block(telling, index, said.get(index).block);
        }
        ObjectNode delta = Json.object();
        stop(delta, draft.stop());
        tell(telling, Json.typed("message_delta").set("delta", delta).set("usage", usage(work.whole())), Role.OTHER);
        tell(telling, Json.typed("message_stop"), Role.TERMINAL);
        return telling.events();
    }

    private static void block(Telling telling, int index, ObjectNode block) {
        ObjectNode empty = block.deepCopy();
        var deltas = new ArrayList<ObjectNode>();
        switch (Json.text(block, "type")) {
            case "text" -> {
                empty.put("text", "");
                Phrases.words(Json.text(block, "text"))
                        .forEach(word -> deltas.add(Json.typed("text_delta").put("text", word)));
            }
            case "thinking" -> {
                empty.put("thinking", "").put("signature", "");
                Phrases.words(Json.text(block, "thinking"))
                        .forEach(word -> deltas.add(Json.typed("thinking_delta").put("thinking", word)));
                deltas.add(Json.typed("signature_delta").put("signature", Json.text(block, "signature")));
            }
            case "tool_use", "server_tool_use" -> {
                empty.set("input", Json.object());
                Stream.concat(Stream.of(""), Phrases.halves(block.path("input").toString()).stream())
                        .forEach(half ->
                                deltas.add(Json.typed("input_json_delta").put("partial_json", half)));
                telling.generate(Json.text(block, "name"));
            }
            default -> telling.complete();
        }
        tell(telling, at("content_block_start", index).set("content_block", empty), Role.OTHER);
        for (ObjectNode delta : deltas) {
            generate(telling, delta);
            tell(telling, at("content_block_delta", index).set("delta", delta), Role.CONTENT);
        }
        telling.complete();
        tell(telling, at("content_block_stop", index), Role.OTHER);
    }

    private static void generate(Telling telling, ObjectNode delta) {
        if (delta.has("signature")) {
            telling.complete();
        } else {
            delta.valueStream().skip(1).map(JsonNode::stringValue).forEach(telling::generate);
        }
    }

    private static ObjectNode at(String type, int index) {
        return Json.typed(type).put("index", index);
    }

    private static void tell(Telling telling, JsonNode event, Role role) {
        telling.tell(Json.text(event, "type"), event.toString(), role);
    }

    private static Event failure(String type, String message, int sequence) {
        ObjectNode error =
                Json.typed(type.isEmpty() ? "overloaded_error" : type).put("message", message);
        return new Event("error", Json.typed("error").set("error", error).toString(), Role.OTHER, 0);
    }
}
