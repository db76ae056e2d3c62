package dev.weir.simulator.format;

import dev.weir.simulator.author.Ask;
import dev.weir.simulator.author.Author;
import dev.weir.simulator.author.Draft;
import dev.weir.simulator.author.Part;
import dev.weir.simulator.author.Phrases;
import dev.weir.simulator.author.Stop;
import dev.weir.simulator.author.Tool;
import dev.weir.simulator.format.Event.Role;
import dev.weir.simulator.meter.Work;
import dev.weir.simulator.prompt.AutomaticCache;
import dev.weir.wire.chat.Usage;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/chat/completions`. What is thought is billed and never shown.
public final class ChatCompletions implements Api {

    private static final int MOST_CHOICES = 128;

    private final Author author;
    private final AutomaticCache cache;

    public ChatCompletions(Author author, AutomaticCache cache) {
        this.author = author;
        this.cache = cache;
    }

    @Override
    public String name() {
        return "openai-chat";
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        JsonNode messages = question.body().path("messages");
        if (!messages.isArray()) {
            return Optional.of(Refusal.invalid(
                    "Missing required parameter: 'messages'.", "missing_required_parameter", "messages"));
        }
        if (messages.isEmpty()) {
            return Optional.of(Refusal.invalid(
                    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                    "empty_array",
                    "messages"));
        }
        long choices = choices(question);
        return choices < 1 || choices > MOST_CHOICES
                ? Optional.of(Refusal.invalid(
                        "Invalid 'n': expected a number from 1 to " + MOST_CHOICES + ", but got " + choices
                                + " instead.",
                        "integer_out_of_range",
                        "n"))
                : Optional.empty();
    }

    private static long choices(Question question) {
        return question.body().path("n").longValue(1);
    }

    @Override
    public Reply answer(Question question) {
        Ask ask = ChatAsk.of(question.body());
        Draft draft = author.write(ask);
        int choices = (int) choices(question);
        Usage input = cache.read(question.scope(), ChatAsk.prompt(question.body()));
        var work = new Work(
                question.ids().next("chatcmpl-"),
                question.model(),
                name(),
                question.credential(),
                input,
                draft.bytes() * choices,
                draft.thoughtBytes() * choices);
        var completion = new Completion(question, work, draft, choices);
        return question.streams()
                ? new Reply.Stream(work, completion.stream(), ChatCompletions::failure)
                : new Reply.Whole(work, completion.whole());
    }

    /// One answer, with all its choices.
    private record Completion(Question question, Work work, Draft draft, int choices) {

        ObjectNode whole() {
            ObjectNode json = head("chat.completion");
            for (int index = 0; index < choices; index++) {
                json.withArray("choices")
                        .add(Json.object()
                                .put("index", index)
                                .set("message", message())
                                .putNull("logprobs")
                                .put("finish_reason", reason()));
            }
            return json.set("usage", usage(work.whole())).put("service_tier", "default");
        }

        private ObjectNode head(String object) {
            return Json.object()
                    .put("id", work.id())
                    .put("object", object)
                    .put("created", question.second())
                    .put("model", work.model())
                    .put("system_fingerprint", "fp_simulator")
                    .set("choices", Json.array());
        }

        private ObjectNode message() {
            ObjectNode message = Json.object().put("role", "assistant");
            if (draft.calls()) {
                message.putNull("content");
            } else {
                message.put("content", text());
            }
            message.putNull("refusal").set("annotations", Json.array());
            for (Part part : draft.parts()) {
                if (part instanceof Part.Call call) {
                    message.withArray("tool_calls").add(call(call));
                }
            }
            return message;
        }

        private String text() {
            return draft.parts().stream()
                    .filter(Part.Words.class::isInstance)
                    .map(Part::generated)
                    .collect(Collectors.joining());
        }

        private ObjectNode call(Part.Call call) {
            boolean custom = call.tool().kind() == Tool.Kind.CUSTOM;
            String type = custom ? "custom" : "function";
            ObjectNode said =
                    Json.object().put("name", call.tool().name()).put(custom ? "input" : "arguments", call.input());
            return Json.object()
                    .put("id", question.ids().next("call_"))
                    .put("type", type)
                    .set(type, said);
        }

        private String reason() {
            return switch (draft.stop()) {
                case Stop.End _, Stop.Sequence _ -> "stop";
                case Stop.ToolUse _ -> "tool_calls";
                case Stop.Length _ -> "length";
            };
        }

        java.util.List<Event> stream() {
            var telling = new Telling();
            for (int index = 0; index < choices; index++) {
                choice(telling, index);
            }
            if (metered()) {
                tell(telling, head("chat.completion.chunk").set("usage", usage(work.whole())), Role.OTHER);
            }
            telling.tell("", "[DONE]", Role.TERMINAL);
            return telling.events();
        }

        private void choice(Telling telling, int index) {
            ObjectNode opening = Json.object().put("role", "assistant");
            if (draft.calls()) {
                opening.putNull("content");
            } else {
                opening.put("content", "");
            }
            chunk(telling, index, opening.putNull("refusal"), Role.OPENING);
            int ordinal = 0;
            for (Part part : draft.parts()) {
                telling.begin(part.bytes());
                switch (part) {
                    case Part.Words(String text) ->
                        Phrases.words(text).forEach(word -> {
                            telling.generate(word);
                            chunk(telling, index, Json.object().put("content", word), Role.CONTENT);
                        });
                    case Part.Call call -> call(telling, index, ordinal++, call);
                    case Part.Thought _, Part.Redacted _, Part.Search _ -> {}
                }
                telling.complete();
            }
            chunk(telling, index, Json.object(), reason(), Role.OTHER);
        }

        private void call(Telling telling, int index, int ordinal, Part.Call call) {
            ObjectNode opening = Json.object().put("index", ordinal);
            opening.setAll(call(call));
            String type = Json.text(opening, "type");
            String member = type.equals("custom") ? "input" : "arguments";
            ((ObjectNode) opening.path(type)).put(member, "");
            telling.generate(call.tool().name());
            chunk(telling, index, calls(opening), Role.CONTENT);
            for (String half : Phrases.halves(call.input())) {
                telling.generate(half);
                ObjectNode more = Json.object()
                        .put("index", ordinal)
                        .set(type, Json.object().put(member, half));
                chunk(telling, index, calls(more), Role.CONTENT);
            }
        }

        private static ObjectNode calls(ObjectNode call) {
            return Json.object().set("tool_calls", Json.array().add(call));
        }

        private void chunk(Telling telling, int index, ObjectNode delta, Role role) {
            chunk(telling, index, delta, "", role);
        }

        private void chunk(Telling telling, int index, ObjectNode delta, String reason, Role role) {
            ObjectNode choice =
                    Json.object().put("index", index).set("delta", delta).putNull("logprobs");
            if (reason.isEmpty()) {
                choice.putNull("finish_reason");
            } else {
                choice.put("finish_reason", reason);
            }
            ObjectNode chunk = head("chat.completion.chunk");
            chunk.withArray("choices").add(choice);
            if (metered()) {
                chunk.putNull("usage");
            }
            tell(telling, chunk, role);
        }

        private boolean metered() {
            return question.body().path("stream_options").path("include_usage").booleanValue(false);
        }

        private static void tell(Telling telling, JsonNode chunk, Role role) {
            telling.tell("", chunk.toString(), role);
        }
    }

    private static ObjectNode usage(Usage usage) {
        ObjectNode json = Json.object()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("audio_tokens", usage.audio().input());
        json.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoning())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return json;
    }

    private static Event failure(String type, String message, int sequence) {
        ObjectNode error = Json.object()
                .put("message", message)
                .put("type", type.isEmpty() ? "server_error" : type)
                .putNull("param")
                .putNull("code");
        return new Event("", Json.object().set("error", error).toString(), Role.OTHER, 0);
    }
}
