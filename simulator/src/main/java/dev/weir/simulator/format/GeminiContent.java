package dev.weir.simulator.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.author.Ask;
import dev.weir.simulator.author.Author;
import dev.weir.simulator.author.Draft;
import dev.weir.simulator.author.Part;
import dev.weir.simulator.author.Phrases;
import dev.weir.simulator.author.Stop;
import dev.weir.simulator.format.Event.Role;
import dev.weir.simulator.meter.Work;
import dev.weir.simulator.prompt.AutomaticCache;
import dev.weir.simulator.seal.Conversation;
import dev.weir.simulator.seal.Seal;
import dev.weir.wire.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `:generateContent` and `:streamGenerateContent` of Gemini. Thoughts are shown to those who ask for them. The first
/// call of a tool carries the seal of what was thought, and models from the third on want it back; where a model thinks
/// and calls nothing, the end of its text carries it. A seal is good on the part that it stood on and on no other.
public final class GeminiContent implements Api {

    /// Words of the user on which the prompt is blocked, as a filter would.
    private static final String BLOCK = "BLOCK_THIS_PROMPT";

    private static final Pattern WANTS_SEALS = Pattern.compile("gemini-([3-9]|\\d\\d).*");

    /// Says that there is no seal, in two spellings.
    private static final Set<String> SKIP =
            Set.of("c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=", "skip_thought_signature_validator");

    private final Author author;
    private final Seal seal;
    private final AutomaticCache cache;

    public GeminiContent(Author author, Seal seal, AutomaticCache cache) {
        this.author = author;
        this.seal = seal;
        this.cache = cache;
    }

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Dialect dialect() {
        return Dialect.GOOGLE;
    }

    @Override
    public Optional<Refusal> refusal(Question question) {
        JsonNode contents = question.body().path("contents");
        if (!contents.isArray() || contents.isEmpty()) {
            return Optional.of(Refusal.invalid("* GenerateContentRequest.contents: contents is not specified"));
        }
        return seals(question, contents);
    }

    /// Every seal that comes back is one of ours; the first call of each step of the running turn has one.
    private Optional<Refusal> seals(Question question, JsonNode contents) {
        int turn = turn(contents);
        boolean wanted = WANTS_SEALS.matcher(question.model()).matches();
        for (int at = 0; at < contents.size(); at++) {
            JsonNode content = contents.get(at);
            if (!Json.text(content, "role").equals("model")) {
                continue;
            }
            boolean missing = content.path("parts")
                    .valueStream()
                    .filter(part -> part.has("functionCall"))
                    .findFirst()
                    .filter(first -> Json.text(first, "thoughtSignature").isEmpty())
                    .isPresent();
            if (missing && wanted && at > turn) {
                return Optional.of(
                        Refusal.invalid("Function call is missing a thought_signature in functionCall parts."));
            }
            String conversation = conversation(contents, at);
            for (JsonNode part : content.path("parts")) {
                String signature = Json.text(part, "thoughtSignature");
                boolean good = signature.isEmpty()
                        || SKIP.contains(signature)
                        || seal.holds(signature, question.model(), conversation, said(part));
                if (!good) {
                    return Optional.of(Refusal.invalid("Corrupted thought signature."));
                }
            }
        }
        return Optional.empty();
    }

    /// What a seal on a part seals.
    private String said(JsonNode part) {
        JsonNode call = part.path("functionCall");
        return name() + " " + (call.isObject() ? Json.text(call, "name") + call.path("args") : Json.text(part, "text"));
    }

    /// Where the user last said something.
    private static int turn(JsonNode contents) {
        for (int at = contents.size() - 1; at >= 0; at--) {
            JsonNode content = contents.get(at);
            if (!Json.text(content, "role").equals("model")
                    && content.path("parts").valueStream().noneMatch(part -> part.has("functionResponse"))) {
                return at;
            }
        }
        return -1;
    }

    private static String conversation(JsonNode contents, int before) {
        var conversation = new Conversation();
        for (int at = 0; at < before; at++) {
            GeminiAsk.tell(contents.get(at), conversation);
        }
        return conversation.fingerprint();
    }

    @Override
    public Reply answer(Question question) {
        Ask ask = GeminiAsk.of(question.body());
        Usage input = cache.read(question.scope(), GeminiAsk.prompt(question.body()));
        boolean blocked = ask.said().contains(BLOCK);
        Draft draft = blocked ? new Draft(List.of(), new Stop.End()) : author.write(ask);
        var work = new Work(
                question.ids().next("gen_"),
                question.model(),
                name(),
                question.credential(),
                input,
                draft.bytes(),
                draft.thoughtBytes());
        JsonNode contents = question.body().path("contents");
        String conversation = conversation(contents, contents.size());
        var telling = new Generation(
                work,
                draft,
                thinks(question) && !draft.calls(),
                part -> part.put("thoughtSignature", seal.seal(question.model(), conversation, said(part))));
        if (blocked) {
            return question.streams()
                    ? new Reply.Stream(work, List.of(telling.blocked()), GeminiContent::failure)
                    : new Reply.Whole(
                            work, (ObjectNode) Json.parse(telling.blocked().data()));
        }
        return question.streams()
                ? new Reply.Stream(work, telling.stream(), GeminiContent::failure)
                : new Reply.Whole(work, telling.whole());
    }

    /// Whether it is asked to think, told or not.
    private static boolean thinks(Question question) {
        JsonNode thinking = question.body().path("generationConfig").path("thinkingConfig");
        return !thinking.isEmpty() && thinking.path("thinkingBudget").longValue(-1) != 0;
    }

    /// One answer.
    ///
    /// @param sealsText whether the end of its text carries the seal
    private record Generation(Work work, Draft draft, boolean sealsText, UnaryOperator<ObjectNode> sealed) {

        ObjectNode whole() {
            ArrayNode parts = Json.array();
            boolean called = false;
            for (Part part : draft.parts()) {
                ObjectNode told = part(part, part.generated(), !called);
                parts.add(part instanceof Part.Words && sealsText ? sealed.apply(told) : told);
                called |= part instanceof Part.Call;
            }
            return answer(parts, Optional.of(reason()), work.output());
        }

        Event blocked() {
            ObjectNode json = Json.object()
                    .set("promptFeedback", Json.object().put("blockReason", "PROHIBITED_CONTENT"))
                    .set("usageMetadata", usage(0))
                    .put("modelVersion", work.model())
                    .put("responseId", work.id());
            return new Event("", json.toString(), Role.TERMINAL, 0);
        }

        List<Event> stream() {
            var pieces = new ArrayList<ObjectNode>();
            var generated = new ArrayList<Long>();
            long before = 0;
            boolean called = false;
            for (Part part : draft.parts()) {
                List<String> texts = part instanceof Part.Words || part instanceof Part.Thought
                        ? Phrases.words(part.generated())
                        : List.of(part.generated());
                long at = before;
                for (String text : texts) {
                    at += text.getBytes(UTF_8).length;
                    pieces.add(part(part, text, !called));
                    generated.add(at);
                }
                called |= part instanceof Part.Call;
                before += part.bytes();
            }
            if (sealsText) {
                pieces.add(sealed.apply(Json.object().put("text", "")));
                generated.add(before);
            }
            var events = new ArrayList<Event>();
            for (int i = 0; i < pieces.size(); i++) {
                boolean last = i == pieces.size() - 1;
                ObjectNode answer = answer(
                        Json.array().add(pieces.get(i)),
                        last ? Optional.of(reason()) : Optional.empty(),
                        generated.get(i));
                events.add(new Event("", answer.toString(), last ? Role.TERMINAL : Role.CONTENT, generated.get(i)));
            }
            if (events.isEmpty()) {
                events.add(new Event(
                        "", answer(Json.array(), Optional.of(reason()), 0).toString(), Role.TERMINAL, 0));
            }
            return events;
        }

        private ObjectNode part(Part part, String text, boolean first) {
            return switch (part) {
                case Part.Thought _ -> Json.object().put("text", text).put("thought", true);
                case Part.Redacted _ -> Json.object().put("text", "").put("thought", true);
                case Part.Words _ -> Json.object().put("text", text);
                case Part.Search(String query) -> Json.object().put("text", query);
                case Part.Call(var tool, var input) -> {
                    ObjectNode call = Json.object()
                            .set(
                                    "functionCall",
                                    Json.object().put("name", tool.name()).set("args", Json.parse(input)));
                    yield first ? sealed.apply(call) : call;
                }
            };
        }

        private ObjectNode answer(ArrayNode parts, Optional<String> reason, long generated) {
            ObjectNode candidate = Json.object()
                    .set("content", Json.object().put("role", "model").set("parts", parts))
                    .put("index", 0);
            reason.ifPresent(why -> candidate.put("finishReason", why));
            return Json.object()
                    .set("candidates", Json.array().add(candidate))
                    .set("usageMetadata", usage(generated))
                    .put("modelVersion", work.model())
                    .put("responseId", work.id());
        }

        /// What was counted so far.
        private ObjectNode usage(long generated) {
            Usage usage = work.after(generated);
            ObjectNode json = Json.object()
                    .put("promptTokenCount", usage.input())
                    .put("cachedContentTokenCount", usage.cacheRead())
                    .put("candidatesTokenCount", usage.output() - usage.reasoning())
                    .put("thoughtsTokenCount", usage.reasoning())
                    .put("totalTokenCount", usage.input() + usage.output());
            modalities(json, "promptTokensDetails", usage.input(), usage.audio().input());
            modalities(
                    json, "cacheTokensDetails", usage.cacheRead(), usage.audio().cached());
            return json;
        }

        /// What some tokens are of.
        private static void modalities(ObjectNode usage, String name, long all, long audio) {
            ArrayNode details = Json.array();
            if (all > audio) {
                details.add(Json.object().put("modality", "TEXT").put("tokenCount", all - audio));
            }
            if (audio > 0) {
                details.add(Json.object().put("modality", "AUDIO").put("tokenCount", audio));
            }
            if (!details.isEmpty()) {
                usage.set(name, details);
            }
        }

        private String reason() {
            return switch (draft.stop()) {
                case Stop.End _, Stop.Sequence _, Stop.ToolUse _ -> "STOP";
                case Stop.Length _ -> "MAX_TOKENS";
            };
        }
    }

    private static Event failure(String type, String message, int sequence) {
        ObjectNode error = Json.object()
                .put("code", 503)
                .put("message", message)
                .put("status", type.isEmpty() ? "UNAVAILABLE" : type);
        return new Event("", Json.object().set("error", error).toString(), Role.OTHER, 0);
    }
}
