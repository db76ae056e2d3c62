package dev.weir.simulator.format;

import dev.weir.simulator.author.Author;
import dev.weir.simulator.author.Draft;
import dev.weir.simulator.author.Part;
import dev.weir.simulator.author.Phrases;
import dev.weir.simulator.author.Stop;
import dev.weir.simulator.author.Tool;
import dev.weir.simulator.format.Event.Role;
import dev.weir.simulator.meter.Work;
import dev.weir.simulator.prompt.AutomaticCache;
import dev.weir.simulator.seal.Conversation;
import dev.weir.simulator.seal.Seal;
import dev.weir.wire.chat.Usage;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/responses`. Keeps no state: `previous_response_id` is taken, and what came before is not known.
public final class Responses implements Api {

    private static final String THOUGHT = "reasoning";

    private final Author author;
    private final Seal seal;
    private final AutomaticCache cache;

    public Responses(Author author, Seal seal, AutomaticCache cache) {
        this.author = author;
        this.seal = seal;
        this.cache = cache;
    }

    @Override
    public String name() {
        return "openai-responses";
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        JsonNode input = question.body().path("input");
        return input.isString() || input.isArray()
                ? seals(question)
                : Optional.of(
                        Refusal.invalid("Missing required parameter: 'input'.", "missing_required_parameter", "input"));
    }

    /// Every thought that comes back with its content has to be one of ours, from this model and from this
    /// conversation.
    private Optional<Refusal> seals(Question question) {
        boolean whole = ResponsesPrompt.isWhole(question.body());
        var conversation = new Conversation();
        for (JsonNode item : ResponsesPrompt.items(question.body())) {
            String sealed = Json.text(item, "encrypted_content");
            if (ResponsesPrompt.type(item).equals("reasoning") && !sealed.isEmpty()) {
                String until = whole ? conversation.fingerprint() : Seal.ANY_CONVERSATION;
                if (!seal.holds(sealed, question.model(), until, THOUGHT)) {
                    return Optional.of(Refusal.invalid(
                            "The encrypted content for item " + Json.text(item, "id") + " could not be verified.",
                            "invalid_encrypted_content",
                            ""));
                }
            }
            ResponsesPrompt.tell(item, conversation);
        }
        return Optional.empty();
    }

    @Override
    public Reply answer(Question question) {
        Draft draft = author.write(ResponsesAsk.of(question.body()));
        Usage input = cache.read(question.scope(), ResponsesPrompt.of(question.body()));
        var work = new Work(
                question.ids().next("resp_"),
                question.model(),
                name(),
                question.credential(),
                input,
                draft.bytes(),
                draft.thoughtBytes());
        List<ObjectNode> items = draft.parts().stream()
                .flatMap(part -> item(question, part, draft.stop()).stream())
                .toList();
        return question.streams()
                ? new Reply.Stream(
                        work,
                        events(question, work, draft, items),
                        (type, message, sequence) -> failure(question, work, type, message, sequence))
                : new Reply.Whole(work, finished(question, work, draft, items));
    }

    private Optional<ObjectNode> item(Question question, Part part, Stop stop) {
        return switch (part) {
            case Part.Thought(String text) -> Optional.of(reasoning(question, text));
            case Part.Redacted(String text) -> Optional.of(reasoning(question, text));
            case Part.Words(String text) ->
                Optional.of(Json.object()
                        .put("id", question.ids().next("msg_"))
                        .put("type", "message")
                        .put("status", stop instanceof Stop.Length ? "incomplete" : "completed")
                        .put("role", "assistant")
                        .set("content", Json.array().add(text(text))));
            case Part.Call call -> Optional.of(call(question, call));
            case Part.Search _ -> Optional.empty();
        };
    }

    private ObjectNode reasoning(Question question, String text) {
        ObjectNode item = Json.object().put("id", question.ids().next("rs_")).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (ResponsesAsk.wantsSummary(question.body())) {
            summary.add(summary(text));
        }
        if (ResponsesAsk.wantsEncrypted(question.body())) {
            item.put(
                    "encrypted_content",
                    seal.seal(question.model(), ResponsesPrompt.conversation(question.body()), THOUGHT));
        }
        return item;
    }

    private static ObjectNode summary(String text) {
        return Json.typed("summary_text").put("text", text);
    }

    private static ObjectNode text(String text) {
        return Json.typed("output_text")
                .set("annotations", Json.array())
                .set("logprobs", Json.array())
                .put("text", text);
    }

    private static ObjectNode call(Question question, Part.Call call) {
        boolean custom = call.tool().kind() == Tool.Kind.CUSTOM;
        ObjectNode item = Json.object()
                .put("id", question.ids().next(custom ? "ctc_" : "fc_"))
                .put("type", custom ? "custom_tool_call" : "function_call")
                .put("status", "completed")
                .put("call_id", question.ids().next("call_"))
                .put("name", call.tool().name());
        if (!call.tool().namespace().isEmpty()) {
            item.put("namespace", call.tool().namespace());
        }
        return item.put(custom ? "input" : "arguments", call.input());
    }

    /// The response before anything of it is there.
    private static ObjectNode head(Question question, Work work) {
        JsonNode body = question.body();
        ObjectNode head = Json.object()
                .put("id", work.id())
                .put("object", "response")
                .put("created_at", question.second())
                .put("status", "in_progress")
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details");
        head.set("instructions", orNull(body.path("instructions")));
        head.set("max_output_tokens", orNull(body.path("max_output_tokens")));
        head.put("model", work.model());
        head.set("output", Json.array());
        head.put("parallel_tool_calls", body.path("parallel_tool_calls").booleanValue(true));
        head.set("previous_response_id", orNull(body.path("previous_response_id")));
        head.putObject("reasoning")
                .set("effort", orNull(body.path("reasoning").path("effort")))
                .set("summary", orNull(body.path("reasoning").path("summary")));
        head.put("store", body.path("store").booleanValue(true));
        head.put("service_tier", "default");
        head.put("temperature", 1.0);
        head.set(
                "text",
                body.path("text").has("format")
                        ? body.path("text")
                        : Json.object().set("format", Json.typed("text")));
        head.set("tool_choice", body.has("tool_choice") ? body.path("tool_choice") : Json.parse("\"auto\""));
        head.set("tools", Json.array());
        head.put("top_p", 1.0).put("truncation", "disabled").putNull("usage").set("metadata", Json.object());
        return head;
    }

    private static JsonNode orNull(JsonNode node) {
        return node.isMissingNode() ? Json.parse("null") : node;
    }

    private static ObjectNode finished(Question question, Work work, Draft draft, List<ObjectNode> items) {
        ObjectNode response = head(question, work);
        if (draft.stop() instanceof Stop.Length) {
            response.put("status", "incomplete").putObject("incomplete_details").put("reason", "max_output_tokens");
        } else {
            response.put("status", "completed");
        }
        response.putArray("output").addAll(items);
        return response.set("usage", usage(work.whole()));
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = Json.object().put("input_tokens", usage.input());
        json.putObject("input_tokens_details").put("cached_tokens", usage.cacheRead());
        json.put("output_tokens", usage.output());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return json.put("total_tokens", usage.input() + usage.output());
    }

    private static List<Event> events(Question question, Work work, Draft draft, List<ObjectNode> items) {
        var telling = new Telling();
        for (String type : List.of("response.created", "response.in_progress")) {
            Role role = telling.size() == 0 ? Role.OPENING : Role.OTHER;
            tell(telling, Json.typed(type).set("response", head(question, work)), role);
        }
        int index = 0;
        for (Part part : draft.parts()) {
            telling.begin(part.bytes());
            if (!(part instanceof Part.Search)) {
                item(new Place(telling, items.get(index), index), part);
                index++;
            }
            telling.complete();
        }
        ObjectNode response = finished(question, work, draft, items);
        tell(telling, Json.typed("response." + Json.text(response, "status")).set("response", response), Role.TERMINAL);
        return telling.events();
    }

    /// Where the events of one item go.
    private record Place(Telling telling, ObjectNode item, int index) {

        void item(String type, ObjectNode state) {
            tell(
                    telling,
                    Json.typed("response.output_item." + type)
                            .put("output_index", index)
                            .set("item", state),
                    Role.OTHER);
        }

        ObjectNode event(String type) {
            return Json.typed("response." + type)
                    .put("item_id", Json.text(item, "id"))
                    .put("output_index", index);
        }

        void other(ObjectNode event) {
            tell(telling, event, Role.OTHER);
        }

        void content(ObjectNode event) {
            telling.generate(Json.text(event, "delta"));
            tell(telling, event, Role.CONTENT);
        }
    }

    private static void item(Place place, Part part) {
        ObjectNode empty = place.item.deepCopy();
        if (empty.has("status")) {
            empty.put("status", "in_progress");
        }
        switch (part) {
            case Part.Thought _, Part.Redacted _ -> reasoning(place, empty);
            case Part.Words(String text) -> message(place, empty, text);
            case Part.Call call -> call(place, empty, call);
            case Part.Search _ -> {}
        }
        place.telling.complete();
        place.item("done", place.item);
    }

    private static void reasoning(Place place, ObjectNode empty) {
        if (empty.has("encrypted_content")) {
            empty.put("encrypted_content", "");
        }
        empty.putArray("summary");
        place.item("added", empty);
        int index = 0;
        for (JsonNode summary : place.item.path("summary")) {
            String text = Json.text(summary, "text");
            place.other(place.event("reasoning_summary_part.added")
                    .put("summary_index", index)
                    .set("part", summary("")));
            for (String word : Phrases.words(text)) {
                place.content(place.event("reasoning_summary_text.delta")
                        .put("summary_index", index)
                        .put("delta", word));
            }
            place.other(place.event("reasoning_summary_text.done")
                    .put("summary_index", index)
                    .put("text", text));
            place.other(place.event("reasoning_summary_part.done")
                    .put("summary_index", index)
                    .set("part", summary(text)));
            index++;
        }
    }

    private static void message(Place place, ObjectNode empty, String text) {
        empty.putArray("content");
        place.item("added", empty);
        place.other(place.event("content_part.added").put("content_index", 0).set("part", text("")));
        for (String word : Phrases.words(text)) {
            place.content(place.event("output_text.delta")
                    .put("content_index", 0)
                    .put("delta", word)
                    .set("logprobs", Json.array()));
        }
        place.other(place.event("output_text.done")
                .put("content_index", 0)
                .put("text", text)
                .set("logprobs", Json.array()));
        place.other(place.event("content_part.done").put("content_index", 0).set("part", text(text)));
    }

    private static void call(Place place, ObjectNode empty, Part.Call call) {
        boolean custom = call.tool().kind() == Tool.Kind.CUSTOM;
        String member = custom ? "input" : "arguments";
        String type = custom ? "custom_tool_call_input" : "function_call_arguments";
        place.telling.generate(call.tool().name());
        place.item("added", empty.put(member, ""));
        for (String half : Phrases.halves(call.input())) {
            place.content(place.event(type + ".delta").put("delta", half));
        }
        place.other(place.event(type + ".done").put(member, call.input()));
    }

    /// Every event says its place in the stream, behind its type.
    private static void tell(Telling telling, JsonNode event, Role role) {
        telling.tell(Json.text(event, "type"), numbered(event, telling.size()).toString(), role);
    }

    private static ObjectNode numbered(JsonNode event, int sequence) {
        ObjectNode numbered = Json.typed(Json.text(event, "type")).put("sequence_number", sequence);
        event.propertyStream().skip(1).forEach(member -> numbered.set(member.getKey(), member.getValue()));
        return numbered;
    }

    private static Event failure(Question question, Work work, String type, String message, int sequence) {
        ObjectNode response = head(question, work).put("status", "failed");
        response.putObject("error")
                .put("code", type.isEmpty() ? "server_error" : type)
                .put("message", message);
        ObjectNode event =
                Json.typed("response.failed").put("sequence_number", sequence).set("response", response);
        return new Event("response.failed", event.toString(), Role.OTHER, 0);
    }
}
