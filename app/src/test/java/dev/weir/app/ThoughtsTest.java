package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.format.Gemini;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What models think survives the turns of a caller who speaks another format, in front of providers that look at every
/// signature.
class ThoughtsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String LOST = "x-weir-lost";

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = new World(folder);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /// A caller that tells back what it was told, as its format wants it.
    enum Agent {
        MESSAGES("/v1/messages", "messages", """
                {"max_tokens": 9000, "thinking": {"type": "enabled", "budget_tokens": 4000, "display": "summarized"},
                 "tools": [{"name": "ls", "input_schema": {"type": "object"}}]}""") {
            @Override
            void goOn(ArrayNode turns, JsonNode answer) {
                turns.addObject().put("role", "assistant").set("content", answer.path("content"));
                ArrayNode results = JSON.createArrayNode();
                for (JsonNode block : answer.path("content")) {
                    if (block.path("type").asString().equals("tool_use")) {
                        results.addObject()
                                .put("type", "tool_result")
                                .put("tool_use_id", block.path("id").asString())
                                .put("content", "tool-ok");
                    }
                }
                turns.addObject().put("role", "user").set("content", results.isEmpty() ? AGAIN : results);
            }
        },
        RESPONSES("/v1/responses", "input", """
                {"store": false, "include": ["reasoning.encrypted_content"], "reasoning": {"effort": "high", "summary": "auto"},
                 "tools": [{"type": "function", "name": "ls", "parameters": {"type": "object"}, "strict": false}]}""") {
            @Override
            void goOn(ArrayNode turns, JsonNode answer) {
                boolean called = false;
                for (JsonNode item : answer.path("output")) {
                    turns.add(item);
                }
                for (JsonNode item : answer.path("output")) {
                    if (item.path("type").asString().equals("function_call")) {
                        called = true;
                        turns.addObject()
                                .put("type", "function_call_output")
                                .put("call_id", item.path("call_id").asString())
                                .put("output", "tool-ok");
                    }
                }
                if (!called) {
                    turns.addObject().put("role", "user").set("content", AGAIN);
                }
            }
        },
        CHAT("/v1/chat/completions", "messages", """
                {"reasoning_effort": "high",
                 "tools": [{"type": "function", "function": {"name": "ls", "parameters": {"type": "object"}}}]}""") {
            @Override
            void goOn(ArrayNode turns, JsonNode answer) {
                JsonNode message = answer.path("choices").path(0).path("message");
                turns.add(message);
                for (JsonNode call : message.path("tool_calls")) {
                    turns.addObject()
                            .put("role", "tool")
                            .put("tool_call_id", call.path("id").asString())
                            .put("content", "tool-ok");
                }
                if (message.path("tool_calls").isEmpty()) {
                    turns.addObject().put("role", "user").set("content", AGAIN);
                }
            }
        },
        GEMINI("/v1beta/models/%s:generateContent", "contents", """
                {"generationConfig": {"thinkingConfig": {"includeThoughts": true, "thinkingBudget": 8192}},
                 "tools": [{"functionDeclarations": [{"name": "ls", "parametersJsonSchema": {"type": "object"}}]}]}""") {
            // as Gemini CLI, which keeps no thoughts, but what is signed
            @Override
            void goOn(ArrayNode turns, JsonNode answer) {
                ArrayNode said = turns.addObject().put("role", "model").putArray("parts");
                ArrayNode results = JSON.createArrayNode();
                for (JsonNode part : answer.at("/candidates/0/content/parts")) {
                    if (!part.path("thought").asBoolean(false)) {
                        said.add(part);
                    }
                    if (part.has("functionCall")) {
                        ObjectNode response = results.addObject().putObject("functionResponse");
                        response.set("id", part.at("/functionCall/id"));
                        response.set("name", part.at("/functionCall/name"));
                        response.putObject("response").put("output", "tool-ok");
                    }
                }
                ObjectNode user = turns.addObject().put("role", "user");
                if (results.isEmpty()) {
                    user.putArray("parts").addObject().set("text", AGAIN);
                } else {
                    user.set("parts", results);
                }
            }

            @Override
            ObjectNode asks(String model, String prompt) {
                ObjectNode request = super.asks(model, prompt);
                say(request, prompt);
                return request;
            }

            @Override
            void say(ObjectNode request, String prompt) {
                ObjectNode first = (ObjectNode) turns(request).get(0);
                first.remove("content");
                first.putArray("parts").addObject().put("text", prompt);
            }

            @Override
            boolean speaks(String model) {
                return model.contains("gemini");
            }
        };

        private static final JsonNode AGAIN = JSON.getNodeFactory().stringNode("USE_TWO_TOOLS again, please");

        private final String path;
        private final String turns;
        private final String asks;

        Agent(String path, String turns, String asks) {
            this.path = path;
            this.turns = turns;
            this.asks = asks;
        }

        abstract void goOn(ArrayNode turns, JsonNode answer);

        ObjectNode asks(String model, String prompt) {
            ObjectNode request = (ObjectNode) JSON.readTree(asks);
            request.put("model", model);
            request.putArray(turns).addObject().put("role", "user").put("content", prompt);
            return request;
        }

        ArrayNode turns(ObjectNode request) {
            return (ArrayNode) request.path(turns);
        }

        /// Says something else first.
        void say(ObjectNode request, String prompt) {
            ((ObjectNode) turns(request).get(0)).put("content", prompt);
        }

        /// Whether the model is served in the agent's own format.
        boolean speaks(String model) {
            return model.contains(this == MESSAGES ? "claude" : "gpt");
        }
    }

    private static final List<String> MODELS = List.of(
            "@anthropic/claude-sonnet-4-6",
            "@anthropic/claude-sonnet-4-5",
            "@bedrock/us.anthropic.claude-sonnet-4-6",
            "@openai/gpt-5.5",
            "@google/gemini-3-pro",
            "@google/gemini-2.5-flash",
            "@vertex-ai/gemini-3.1-pro");

    static Stream<Arguments> pairs() {
        return Arrays.stream(Agent.values())
                .flatMap(agent -> MODELS.stream()
                        .filter(model -> !agent.speaks(model))
                        .flatMap(model -> Stream.of("USE_TOOL, please", "USE_TOOL USE_REDACTED_THINKING")
                                .map(prompt -> Arguments.of(agent, model, prompt))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void survivesAllTurns(Agent agent, String model, String prompt) throws Exception {
        ObjectNode request = agent.asks(model, prompt);
        for (int turn = 0; turn < 5; turn++) {
            HttpResponse<byte[]> answer = ask(agent, request);
            assertThat(answer.headers().firstValue(LOST).orElse(""))
                    .as("turn %d", turn)
                    .doesNotContainPattern("/(messages|input|contents)/\\d");
            agent.goOn(agent.turns(request), JSON.readTree(answer.body()));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isLostAndReportedInAnotherConversation(Agent agent, String model, String prompt) throws Exception {
        ObjectNode request = agent.asks(model, prompt);
        agent.goOn(agent.turns(request), JSON.readTree(ask(agent, request).body()));
        agent.say(request, "something else, USE_TOOL");

        HttpResponse<byte[]> answer = ask(agent, request);

        assertThat(answer.headers().firstValue(LOST).orElse(""))
                .containsPattern("/(messages|input|contents)/1.*;ignored");
    }

    /// The provider of the caller's own format cannot read what was wrapped on its way from another one.
    @ParameterizedTest
    @MethodSource("pairs")
    void isTakenAwayWhereTheConversationGoesOnInItsOwnFormat(Agent agent, String model, String prompt)
            throws Exception {
        ObjectNode request = agent.asks(model, prompt);
        JsonNode answered = JSON.readTree(ask(agent, request).body());
        agent.goOn(agent.turns(request), answered);
        request.put("model", MODELS.stream().filter(agent::speaks).findFirst().orElseThrow());

        HttpResponse<byte[]> answer = ask(agent, request);

        assertThat(answer.headers().firstValue(LOST).isPresent())
                .isEqualTo(answered.toString().contains("weir-r1.")
                        || answered.toString().contains(Gemini.FOREIGN_SIGNATURE));
    }

    private static HttpResponse<byte[]> ask(Agent agent, ObjectNode request) throws Exception {
        String model = request.path("model").asString().replace("/", "%2F");
        JsonNode body = agent == Agent.GEMINI ? request.deepCopy().without("model") : request;
        HttpResponse<byte[]> answer =
                world.post(agent.path.formatted(model), body.toString(), "anthropic-version", "2023-06-01");
        assertThat(answer.statusCode())
                .as(() -> new String(answer.body(), UTF_8) + "\n" + request)
                .isEqualTo(200);
        return answer;
    }
}
