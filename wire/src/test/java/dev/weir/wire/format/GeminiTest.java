package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Effort;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Setting;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.Tool;
import dev.weir.wire.chat.Tool.Strict;
import dev.weir.wire.chat.ToolChoice;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import dev.weir.wire.format.Language.Telling;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is special about Gemini's format.
class GeminiTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ToolName LS = ToolName.function("ls");
    private static final Telling TELLING = new Telling("7", "a-model", 0, true, true);

    private final Losses losses = new Losses();

    // Signatures.

    /// Each line is what a model said, as its parts.
    @ParameterizedTest
    @ValueSource(strings = {"""
                [{"functionCall": {"name": "ls", "args": {"p": 1}}, "thoughtSignature": "QQ=="}]""", """
                [{"functionCall": {"id": "a", "name": "ls", "args": {}}, "thoughtSignature": "QQ=="},
                 {"functionCall": {"id": "b", "name": "ls", "args": {}}}]""", """
                [{"text": "I think.", "thought": true},
                 {"functionCall": {"name": "ls", "args": {}}, "thoughtSignature": "QQ=="}]""", """
                [{"text": "I look."}, {"functionCall": {"name": "ls", "args": {}}, "thoughtSignature": "QQ=="},
                 {"functionCall": {"name": "ls", "args": {"p": "x"}}, "thoughtSignature": "Qg=="}]""", """
                [{"text": "Hello", "thoughtSignature": "QQ=="}]""", """
                [{"text": "Hello"}, {"text": " world", "thoughtSignature": "QQ=="}, {"text": " and all"}]""", """
                [{"text": "Hello"}, {"text": "", "thoughtSignature": "QQ=="}]""", """
                [{"text": "", "thoughtSignature": "QQ=="},
                 {"functionCall": {"name": "ls", "args": {}}, "thoughtSignature": "Qg=="}]""", """
                [{"text": "Hm.", "thought": true, "thoughtSignature": "QQ=="}, {"text": "Well.", "thoughtSignature": "Qg=="}]""", """
                [{"text": "Hm.", "thought": true}, {"text": "", "thoughtSignature": "QQ=="}]"""})
    void putsEverySignatureBackWhereItWas(String said) {
        JsonNode parts = JSON.readTree(said);
        for (List<JsonNode> pieces : List.of(List.of(parts), piecewise(parts))) {
            List<ChatEvent> heard = streamed(pieces, "STOP");

            JsonNode asked =
                    encoded("gemini-3-pro", user("hello"), assistant(heard), answered(assistant(heard)), user("go on"));

            assertThat(asked.at("/contents/1/parts")).isEqualTo(parts);
        }
        assertThat(losses.list()).isEmpty();
    }

    private static List<JsonNode> piecewise(JsonNode parts) {
        var pieces = new ArrayList<JsonNode>();
        parts.forEach(part -> pieces.add(JSON.createArrayNode().add(part)));
        return pieces;
    }

    @Test
    void tellsAModelNotToLookForThoughtsThatAreLost() {
        Turn called = new Turn(
                Role.ASSISTANT,
                List.of(
                        new At<>("/a", new Part.ToolCall("1", LS, "{}")),
                        new At<>("/b", new Part.ToolCall("2", LS, "{}"))));
        Turn results = new Turn(Role.USER, List.of(result("1", "x"), result("2", "y")));

        JsonNode asked = encoded(
                "gemini-3-pro", user("hello"), called, results, said("Done."), user("and now?"), called, results);

        assertThat(asked.at("/contents/1/parts").findValues("thoughtSignature")).isEmpty(); // that turn is over
        assertThat(asked.at("/contents/5/parts/0/thoughtSignature").stringValue())
                .isEqualTo("c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=");
        assertThat(asked.at("/contents/5/parts/1").has("thoughtSignature")).isFalse();
        assertThat(losses.list())
                .extracting(Loss::toString)
                .containsExactly("/a: the model is told not to look for the thoughts before the call");

        assertThat(encoded("gemini-2.5-pro", user("hello"), called, results).findValues("thoughtSignature"))
                .isEmpty();
    }

    @Test
    void takesNoSignatureOfOthers() {
        JsonNode asked = encoded(
                "gemini-3-pro",
                user("hello"),
                new Turn(
                        Role.ASSISTANT,
                        List.of(
                                new At<>("/t", new Part.Thinking("Hm.", "a seal of another")),
                                new At<>("/a", new Part.Text("Well.")))),
                user("go on"));

        assertThat(asked.at("/contents/1/parts")).isEqualTo(JSON.readTree("[{\"text\": \"Well.\"}]"));
        assertThat(losses.list()).extracting(Loss::place).containsExactly("/t");
    }

    @Test
    void letsItsCallersKeepTheSealsOfOthers() {
        List<ChatEvent> told = List.of(
                new ChatEvent.Opened(0, new Block.Thinking()),
                new ChatEvent.TextDelta(0, "Hm."),
                new ChatEvent.Sealed(0, "first.seal_-"),
                new ChatEvent.Closed(0),
                new ChatEvent.Opened(1, new Block.HiddenThinking("second")),
                new ChatEvent.Closed(1),
                new ChatEvent.Opened(2, new Block.ToolCall("call_1", LS)),
                new ChatEvent.ArgumentsDelta(2, "{\"p\":"),
                new ChatEvent.ArgumentsDelta(2, "1}"),
                new ChatEvent.Closed(2),
                new ChatEvent.Opened(3, new Block.HiddenThinking("third")),
                new ChatEvent.Closed(3),
                new ChatEvent.Opened(4, new Block.Text()),
                new ChatEvent.TextDelta(4, "It "),
                new ChatEvent.TextDelta(4, "is."),
                new ChatEvent.Closed(4),
                new ChatEvent.Finished(StopReason.TOOL_USE, ""));
        for (JsonNode parts :
                List.of(told(told), Gemini.FORMAT.encodeWhole(TELLING, told).at("/candidates/0/content/parts"))) {
            ObjectNode request = JSON.createObjectNode();
            ArrayNode contents = request.putArray("contents");
            contents.addObject().put("role", "model").set("parts", parts);

            ChatRequest all = Gemini.FORMAT.decode(request, losses);
            ((ArrayNode) parts).removeIf(part -> part.has("thought")); // as agents do
            ChatRequest kept = Gemini.FORMAT.decode(request, losses);

            assertThat(said(all))
                    .containsExactly(
                            new Part.Thinking("Hm.", "first.seal_-"),
                            new Part.HiddenThinking("second"),
                            new Part.ToolCall("call_1", LS, "{\"p\":1}"),
                            new Part.HiddenThinking("third"),
                            new Part.Text("It is."));
            assertThat(said(kept))
                    .startsWith(new Part.HiddenThinking("first.seal_-"), new Part.HiddenThinking("second"));
        }
        assertThat(losses.list()).isEmpty();
    }

    // Calls and results.

    @Test
    void findsTheCallOfEachResultByNameAndOrder() {
        ChatRequest read = Gemini.FORMAT.decode(JSON.readTree("""
                {"contents": [
                  {"role": "user", "parts": [{"text": "hello"}]},
                  {"role": "model", "parts": [{"functionCall": {"name": "ls", "args": {"p": 1}}},
                    {"functionCall": {"name": "pwd"}}, {"functionCall": {"name": "ls", "args": {"p": 2}}}]},
                  {"role": "user", "parts": [
                    {"functionResponse": {"name": "ls", "response": {"result": "one"}}},
                    {"functionResponse": {"name": "ls", "response": {"error": "two"}}},
                    {"functionResponse": {"name": "pwd", "response": {"a": 1, "b": [2]}}}]}]}"""), losses);

        List<Part> calls = said(read).subList(1, 4);
        List<Part> results = said(read).subList(4, 7);
        assertThat(calls)
                .extracting(call -> ((Part.ToolCall) call).id())
                .containsExactly("call_1_0", "call_1_1", "call_1_2");
        assertThat(results)
                .containsExactly(
                        new Part.ToolResult("call_1_0", texts("one"), false),
                        new Part.ToolResult("call_1_2", texts("two"), true),
                        new Part.ToolResult("call_1_1", texts("{\"a\":1,\"b\":[2]}"), false));
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void saysResultsInTheOrderOfTheirCallsAndBeforeEverythingElse() {
        Turn called = new Turn(
                Role.ASSISTANT,
                List.of(
                        new At<>("", new Part.ToolCall("a", LS, "{}")),
                        new At<>("", new Part.ToolCall("b", ToolName.function("2 odd"), "{}"))));
        Turn results = new Turn(
                Role.USER, List.of(new At<>("", new Part.Text("Look.")), result("b", "second"), result("a", "first")));

        JsonNode asked = encoded("gemini-2.5-flash", user("hello"), called, results);

        assertThat(asked.at("/contents/2/parts")).isEqualTo(JSON.readTree("""
                [{"functionResponse": {"id": "a", "name": "ls", "response": {"result": "first"}}},
                 {"functionResponse": {"id": "b", "name": "_2_odd", "response": {"result": "second"}}},
                 {"text": "Look."}]"""));
    }

    @Test
    void refusesAResultWithoutItsCall() {
        Gemini.FORMAT.decode(JSON.readTree("""
                {"contents": [{"role": "user", "parts": [{"functionResponse": {"name": "ls", "response": {}}}]}]}"""), losses);

        assertThat(losses.list())
                .extracting(Loss::toString)
                .containsExactly(
                        "/contents/0/parts/0/functionResponse: there is no call of ls before it that has no result yet");
    }

    @Test
    void putsACallTogetherThatComesInPieces() {
        List<ChatEvent> heard = streamed(
                List.of(
                        JSON.readTree(
                                "[{\"functionCall\": {\"name\": \"ls\", \"willContinue\": true}, \"thoughtSignature\": \"QQ==\"}]"),
                        JSON.readTree("""
                                [{"functionCall": {"willContinue": true, "partialArgs": [
                                  {"jsonPath": "$.path", "stringValue": "/ho", "willContinue": true},
                                  {"jsonPath": "$.path", "stringValue": "me"}, {"jsonPath": "$.deep[0].n", "numberValue": 7}]}}]"""),
                        JSON.readTree("""
                                [{"functionCall": {"willContinue": true, "partialArgs": [
                                  {"jsonPath": "$.deep[1]['odd.key']", "boolValue": true}, {"jsonPath": "$.none", "nullValue": "NULL_VALUE"}]}}]"""),
                        JSON.readTree("[{\"functionCall\": {}}]")),
                "STOP");

        assertThat(heard)
                .contains(
                        new ChatEvent.Opened(0, new Block.HiddenThinking("gemini-call.QQ==")),
                        new ChatEvent.ArgumentsDelta(
                                1, "{\"path\":\"/home\",\"deep\":[{\"n\":7},{\"odd.key\":true}],\"none\":null}"),
                        new ChatEvent.Finished(StopReason.TOOL_USE, ""));
    }

    // How answers end.

    @ParameterizedTest
    @CsvSource({
        "STOP, END", "MAX_TOKENS, LENGTH", "SAFETY, REFUSAL", "RECITATION, REFUSAL", "BLOCKLIST, REFUSAL",
        "PROHIBITED_CONTENT, REFUSAL", "SPII, REFUSAL", "LANGUAGE, REFUSAL", "OTHER, REFUSAL", "IMAGE_SAFETY, REFUSAL",
        "CONTINUATION, PAUSE"
    })
    void knowsWhyAnswersEnd(String reason, StopReason known) {
        ChatEvent end = streamed(List.of(JSON.readTree("[{\"text\": \"Well\"}]")), reason)
                .getLast();

        assertThat(end)
                .isEqualTo(new ChatEvent.Finished(
                        known, known == StopReason.REFUSAL && !reason.equals("SAFETY") ? reason : ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"})
    void takesWhatTheModelMadeAMessOfForAnError(String reason) {
        ChatEvent end = streamed(List.of(JSON.readTree("[{\"text\": \"Well\"}]")), reason)
                .getLast();

        assertThat(end).isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
            assertThat(failed.problem().kind()).isEqualTo(Kind.UPSTREAM_PROTOCOL);
            assertThat(failed.problem().detail()).endsWith(reason);
        });
    }

    @Test
    void tellsABlockedPromptAsARefusal() {
        List<ChatEvent> heard = heard(
                "{\"promptFeedback\": {\"blockReason\": \"JAILBREAK\"}, \"usageMetadata\": {\"promptTokenCount\": 3}}");

        assertThat(heard.getLast())
                .isEqualTo(new ChatEvent.Finished(StopReason.REFUSAL, "the prompt was blocked: JAILBREAK"));
    }

    @Test
    void tellsWhereAnAnswerWasTakenFrom() {
        List<ChatEvent> heard = heard("""
                {"candidates": [{"content": {"parts": [{"text": "It rains.", "thoughtSignature": "QQ=="}]}, "finishReason": "STOP",
                  "groundingMetadata": {
                    "groundingChunks": [{"web": {"uri": "https://example.com/a", "title": "A"}}, {"web": {"uri": "https://example.com/b"}}],
                    "groundingSupports": [{"segment": {"text": "rains"}, "groundingChunkIndices": [1, 0]}]}}]}""");

        assertThat(heard)
                .containsSubsequence(
                        new ChatEvent.TextDelta(0, "It rains."),
                        new ChatEvent.Cited(0, new ChatEvent.Citation("https://example.com/b", "", "rains")),
                        new ChatEvent.Cited(0, new ChatEvent.Citation("https://example.com/a", "A", "rains")),
                        new ChatEvent.Closed(0),
                        new ChatEvent.Opened(1, new Block.HiddenThinking("gemini-text:9.QQ==")));
    }

    // Requests.

    @Test
    void readsBothSpellingsOfNames() {
        JsonNode camel = JSON.readTree("""
                {"systemInstruction": {"parts": {"text": "Be brief."}}, "contents": [{"parts": [{"text": "hello"}]}],
                 "generationConfig": {"maxOutputTokens": 5, "thinkingConfig": {"thinkingLevel": "LOW"}}}""");
        JsonNode snake = JSON.readTree(camel.toString()
                .replace("systemInstruction", "system_instruction")
                .replace("generationConfig", "generation_config")
                .replace("maxOutputTokens", "max_output_tokens")
                .replace("thinkingConfig", "thinking_config")
                .replace("thinkingLevel", "thinking_level"));

        assertThat(Gemini.FORMAT.decode(snake, losses)).isEqualTo(Gemini.FORMAT.decode(camel, losses));
        assertThat(losses.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"AUTO|Auto", "NONE|None", "ANY|Any", "VALIDATED|Auto", "MODE_UNSPECIFIED|"})
    void readsHowToolsAreChosen(String mode, String known) {
        ChatRequest read = Gemini.FORMAT.decode(choosing(mode, "[]"), losses);

        assertThat(read.settings())
                .extracting(one ->
                        ((Setting.Choose) one.value()).choice().getClass().getSimpleName())
                .isEqualTo(known == null ? List.of() : List.of(known));
        assertThat(read.tools().getFirst().value().strict())
                .isEqualTo(mode.equals("VALIDATED") ? Strict.YES : Strict.UNSAID);
    }

    @Test
    void readsWhichToolsMayBeChosen() {
        assertThat(chosen("ANY", "[\"ls\"]")).isEqualTo(new ToolChoice.One(LS));
        assertThat(chosen("ANY", "[\"ls\", \"pwd\"]"))
                .isEqualTo(new ToolChoice.Among(List.of(LS, ToolName.function("pwd")), true));
        assertThat(chosen("AUTO", "[\"ls\"]")).isEqualTo(new ToolChoice.Among(List.of(LS), false));
    }

    private ToolChoice chosen(String mode, String names) {
        return ((Setting.Choose) Gemini.FORMAT
                        .decode(choosing(mode, names), losses)
                        .settings()
                        .getFirst()
                        .value())
                .choice();
    }

    private static JsonNode choosing(String mode, String names) {
        return JSON.readTree("""
                {"contents": [{"parts": [{"text": "hello"}]}],
                 "tools": [{"functionDeclarations": [{"name": "ls"}]}],
                 "toolConfig": {"functionCallingConfig": {"mode": "%s", "allowedFunctionNames": %s}}}""".formatted(mode, names));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3-pro, HIGH, thinkingLevel, \"HIGH\"",
        "gemini-3-pro, NONE, thinkingLevel, \"LOW\"",
        "gemini-3.6-flash, MINIMAL, thinkingLevel, \"MINIMAL\"",
        "gemini-4-argon, MINIMAL, thinkingLevel, \"LOW\"",
        "gemini-4-argon, MAX, thinkingLevel, \"HIGH\"",
        "gemini-2.5-flash, NONE, thinkingBudget, 0",
        "gemini-2.5-pro, NONE, thinkingBudget, 128",
        "gemini-2.5-pro, HIGH, thinkingBudget, 24576",
        "gemini-2.5-pro, AUTO, thinkingBudget, -1"
    })
    void saysHowMuchToThinkAsTheModelTakesIt(String model, Effort effort, String member, String value) {
        var setting = new At<Setting>("/e", new Setting.Think(effort));
        var request = new ChatRequest(model, false, List.of(user("hello")), List.of(), List.of(setting));

        JsonNode thinking =
                Gemini.FORMAT.encode(request, new ToolWords(), losses).at("/generationConfig/thinkingConfig");

        assertThat(thinking.path(member).toString()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"-1, AUTO", "0, NONE", "512, MINIMAL", "2048, LOW", "8192, MEDIUM", "24576, HIGH", "32768, XHIGH"})
    void readsABudgetAsAnEffort(long budget, Effort effort) {
        assertThat(GeminiModels.effort(budget)).isEqualTo(effort);
    }

    @Test
    void holdsOlderModelsToJsonBesideToolsByATool() {
        JsonNode schema = JSON.readTree("{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}");
        var json = new At<Setting>("/f", new Setting.FittingJson("", "", schema, Strict.UNSAID));
        var tools = List.of(new At<>("/t", new Tool(LS, "", schema, Strict.UNSAID, false)));
        var words = new ToolWords();

        ObjectNode older = Gemini.FORMAT.encode(
                new ChatRequest("gemini-2.5-pro", false, List.of(user("hello")), tools, List.of(json)), words, losses);
        ObjectNode newer = Gemini.FORMAT.encode(
                new ChatRequest("gemini-3-pro", false, List.of(user("hello")), tools, List.of(json)), words, losses);

        assertThat(older.at("/tools/0/functionDeclarations/1/name").stringValue())
                .isEqualTo("weir__answer");
        assertThat(older.at("/toolConfig/functionCallingConfig/mode").stringValue())
                .isEqualTo("ANY");
        assertThat(older.has("generationConfig")).isFalse();
        assertThat(newer.at("/generationConfig/responseJsonSchema")).isEqualTo(schema);
        assertThat(losses.list()).extracting(Loss::place).containsExactly("/f");
    }

    // What is said here.

    private static Turn user(String text) {
        return new Turn(Role.USER, List.of(new At<>("/u", new Part.Text(text))));
    }

    private static Turn said(String text) {
        return new Turn(Role.ASSISTANT, List.of(new At<>("/s", new Part.Text(text))));
    }

    /// The results of all calls in a turn.
    private static Turn answered(Turn turn) {
        return new Turn(
                Role.USER,
                turn.parts().stream()
                        .filter(part -> part.value() instanceof Part.ToolCall)
                        .map(part -> result(((Part.ToolCall) part.value()).id(), "ok"))
                        .toList());
    }

    private static At<Part> result(String id, String text) {
        return new At<>("", new Part.ToolResult(id, texts(text), false));
    }

    private static List<At<Part>> texts(String text) {
        return List.of(new At<>("", new Part.Text(text)));
    }

    private JsonNode encoded(String model, Turn... turns) {
        return Gemini.FORMAT.encode(
                new ChatRequest(model, false, Arrays.asList(turns), List.of(), List.of()), new ToolWords(), losses);
    }

    private static List<Part> said(ChatRequest request) {
        return request.turns().stream()
                .flatMap(turn -> turn.parts().stream())
                .map(At::value)
                .toList();
    }

    /// The parts of a stream, put together as agents do.
    private static ArrayNode told(List<ChatEvent> events) {
        var encoder = Gemini.FORMAT.encoder(TELLING);
        ArrayNode parts = JSON.createArrayNode();
        for (ChatEvent event : events) {
            for (Frame frame : new SseReader().feed(encoder.encode(event))) {
                JSON.readTree(frame.data()).at("/candidates/0/content/parts").forEach(parts::add);
            }
        }
        return parts;
    }

    private static List<ChatEvent> heard(String... answers) {
        var decoder = Gemini.FORMAT.decoder(new ToolWords());
        var heard = new ArrayList<ChatEvent>();
        for (String answer : answers) {
            decoder.decode(new Frame("", answer.getBytes(UTF_8)), heard::add);
        }
        decoder.end(heard::add);
        return heard;
    }

    private static List<ChatEvent> streamed(List<JsonNode> pieces, String reason) {
        var answers = new ArrayList<String>();
        pieces.forEach(parts -> answers.add(
                "{\"responseId\": \"r-1\", \"candidates\": [{\"content\": {\"role\": \"model\", \"parts\": %s}}]}"
                        .formatted(parts)));
        answers.add("{\"candidates\": [{\"finishReason\": \"%s\"}]}".formatted(reason));
        return heard(answers.toArray(String[]::new));
    }

    /// A turn as a caller tells it back.
    private static Turn assistant(List<ChatEvent> heard) {
        var parts = new ArrayList<At<Part>>();
        var text = new StringBuilder();
        Block open = new Block.Text();
        String seal = "";
        for (ChatEvent event : heard) {
            switch (event) {
                case ChatEvent.Opened(int _, Block block) -> {
                    open = block;
                    text.setLength(0);
                    seal = "";
                }
                case ChatEvent.TextDelta(int _, String piece) -> text.append(piece);
                case ChatEvent.ArgumentsDelta(int _, String piece) -> text.append(piece);
                case ChatEvent.Sealed(int _, String given) -> seal = given;
                case ChatEvent.Closed _ -> {
                    Part part = switch (open) {
                        case Block.Text(), Block.Refusal() -> new Part.Text(text.toString());
                        case Block.Thinking() -> new Part.Thinking(text.toString(), seal);
                        case Block.HiddenThinking(String hidden) -> new Part.HiddenThinking(hidden);
                        case Block.ToolCall(String id, ToolName tool) -> new Part.ToolCall(id, tool, text.toString());
                        case Block.Opaque(String what, JsonNode json) -> new Part.Opaque(what, json);
                    };
                    parts.add(new At<>("/p", part));
                }
                default -> {}
            }
        }
        return new Turn(Role.ASSISTANT, parts);
    }
}
