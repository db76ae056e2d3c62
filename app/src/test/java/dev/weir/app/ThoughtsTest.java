package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.format.Gemini;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
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
                {"max_tokens": 9000, "thinking": {"type": "enabled", "budget_tokens": 4000},
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
                turns.addObject().put("role", "user").set("content", results.isEmpty() ? says(AGAIN) : results);
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
                    turns.addObject().put("role", "user").set("content", says(AGAIN));
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
                    turns.addObject().put("role", "user").set("content", says(AGAIN));
                }
            }
        },
        CONVERSE("", "messages", """
                {"inferenceConfig": {"maxTokens": 9000}, "additionalModelRequestFields": {"thinking": {"type": "enabled", "budget_tokens": 4000}},
                 "toolConfig": {"tools": [{"toolSpec": {"name": "ls", "inputSchema": {"json": {"type": "object"}}}}]}}""") {
            @Override
            void goOn(ArrayNode turns, JsonNode answer) {
                turns.add(answer.at("/output/message"));
                ArrayNode results = JSON.createArrayNode();
                for (JsonNode block : answer.at("/output/message/content")) {
                    if (block.has("toolUse")) {
                        ObjectNode result = results.addObject().putObject("toolResult");
                        result.set("toolUseId", block.at("/toolUse/toolUseId"));
                        result.putArray("content").addObject().put("text", "tool-ok");
                    }
                }
                turns.addObject().put("role", "user").set("content", results.isEmpty() ? says(AGAIN) : results);
            }

            @Override
            JsonNode says(String text) {
                return JSON.createArrayNode().add(JSON.createObjectNode().put("text", text));
            }
        },
        GEMINI("/v1beta/models/", "contents", """
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
                turns.addObject().put("role", "user").set("parts", results.isEmpty() ? says(AGAIN) : results);
            }

            @Override
            JsonNode says(String text) {
                return CONVERSE.says(text);
            }
        };

        private static final String AGAIN = "USE_TWO_TOOLS again, please";

        private final String path;
        private final String turns;
        private final String asks;

        Agent(String path, String turns, String asks) {
            this.path = path;
            this.turns = turns;
            this.asks = asks;
        }

        abstract void goOn(ArrayNode turns, JsonNode answer);

        /// The content of a turn.
        JsonNode says(String text) {
            return JSON.getNodeFactory().stringNode(text);
        }

        ObjectNode asks(String prompt) {
            ObjectNode request = (ObjectNode) JSON.readTree(asks);
            request.putArray(turns).addObject().put("role", "user").set(content(), says(prompt));
            return request;
        }

        /// Says something else in the first turn.
        void say(ObjectNode request, String prompt) {
            ((ObjectNode) turns(request).get(0)).set(content(), says(prompt));
        }

        private String content() {
            return this == GEMINI ? "parts" : "content";
        }

        HttpResponse<byte[]> post(String model, ObjectNode request) throws Exception {
            String inPath = model.replace("/", "%2F");
            return switch (this) {
                case CONVERSE -> world.post("/model/" + inPath + "/converse", request.toString());
                case GEMINI -> world.post(path + inPath + ":generateContent", request.toString());
                case MESSAGES, RESPONSES, CHAT ->
                    world.post(
                            path, request.deepCopy().put("model", model).toString(), "anthropic-version", "2023-06-01");
            };
        }

        ArrayNode turns(ObjectNode request) {
            return (ArrayNode) request.path(turns);
        }
    }

    /// Models that sign what they think, and the agents whose own format their provider has.
    private static final Map<String, Set<Agent>> MODELS = Map.of(
            "@anthropic/claude-sonnet-4-6", Set.of(Agent.MESSAGES),
            "@anthropic/claude-sonnet-4-5", Set.of(Agent.MESSAGES),
            "@bedrock/us.anthropic.claude-sonnet-4-6", Set.of(Agent.MESSAGES, Agent.CONVERSE),
            "@bedrock-converse/us.anthropic.claude-sonnet-4-6", Set.of(Agent.CONVERSE),
            "@bedrock-converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0", Set.of(Agent.CONVERSE),
            "@openai/gpt-5.5", Set.of(Agent.RESPONSES, Agent.CHAT),
            "@google/gemini-3-pro", Set.of(Agent.GEMINI),
            "@google/gemini-2.5-flash", Set.of(Agent.GEMINI),
            "@vertex-ai/gemini-3.1-pro", Set.of(Agent.GEMINI));

    private static final Map<Agent, String> OWN = Map.of(
            Agent.MESSAGES, "@anthropic/claude-sonnet-4-6",
            Agent.CONVERSE, "@bedrock/us.anthropic.claude-sonnet-4-6",
            Agent.RESPONSES, "@openai/gpt-5.5",
            Agent.CHAT, "@openai/gpt-5.5",
            Agent.GEMINI, "@google/gemini-3-pro");

    static Stream<Arguments> pairs() {
        return Arrays.stream(Agent.values())
                .flatMap(agent -> MODELS.keySet().stream()
                        .sorted()
                        .filter(model -> !MODELS.getOrDefault(model, Set.of()).contains(agent))
                        .flatMap(model -> Stream.of("USE_TOOL, please", "USE_TOOL USE_REDACTED_THINKING")
                                .map(prompt -> Arguments.of(agent, model, prompt))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void survivesAllTurns(Agent agent, String model, String prompt) throws Exception {
        ObjectNode request = agent.asks(prompt);
        for (int turn = 0; turn < 5; turn++) {
            HttpResponse<byte[]> answer = ask(agent, model, request);
            assertThat(answer.headers().firstValue(LOST).orElse(""))
                    .as("turn %d", turn)
                    .doesNotContainPattern("/(messages|input|contents)/\\d");
            agent.goOn(agent.turns(request), JSON.readTree(answer.body()));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void isLostAndReportedInAnotherConversation(Agent agent, String model, String prompt) throws Exception {
        ObjectNode request = agent.asks(prompt);
        agent.goOn(
                agent.turns(request), JSON.readTree(ask(agent, model, request).body()));
        agent.say(request, "something else, USE_TOOL");

        HttpResponse<byte[]> answer = ask(agent, model, request);

        assertThat(answer.headers().firstValue(LOST).orElse(""))
                .containsPattern("/(messages|input|contents)/1.*;ignored");
    }

    /// The provider of the caller's own format cannot read what was wrapped on its way from another one.
    @ParameterizedTest
    @MethodSource("pairs")
    void isTakenAwayWhereTheConversationGoesOnInItsOwnFormat(Agent agent, String model, String prompt)
            throws Exception {
        ObjectNode request = agent.asks(prompt);
        JsonNode answered = JSON.readTree(ask(agent, model, request).body());
        agent.goOn(agent.turns(request), answered);

        HttpResponse<byte[]> answer = ask(agent, OWN.getOrDefault(agent, ""), request);

        assertThat(answer.headers().firstValue(LOST).isPresent())
                .isEqualTo(answered.toString().matches(".*(weir-r1\\.|d2Vpci1yMS).*")
                        || answered.toString().contains(Gemini.FOREIGN_SIGNATURE));
    }

    private static HttpResponse<byte[]> ask(Agent agent, String model, ObjectNode request) throws Exception {
        HttpResponse<byte[]> answer = agent.post(model, request);
        assertThat(answer.statusCode())
                .as(() -> new String(answer.body(), UTF_8) + "\n" + request)
                .isEqualTo(200);
        return answer;
    }
}
