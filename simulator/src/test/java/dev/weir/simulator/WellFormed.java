package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Heard.Said;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The grammars of answers: what a strict client of each format may rely on.
final class WellFormed {

    private static final Set<String> FINISHED = Set.of("stop", "length", "tool_calls");

    private WellFormed() {}

    static void answer(String path, boolean streamed, Heard heard) {
        assertThat(heard.status()).as(heard.text()).isEqualTo(200);
        assertThat(heard.ending()).isEqualTo(Ending.CLEAN);
        if (path.endsWith("/messages")) {
            if (streamed) {
                messagesStream(heard.events());
            } else {
                message(heard.json());
            }
        } else if (path.endsWith("/chat/completions")) {
            if (streamed) {
                chatStream(heard.events());
            } else {
                chat(heard.json());
            }
        } else if (path.endsWith("/responses")) {
            if (streamed) {
                responsesStream(heard.events());
            } else {
                response(heard.json());
            }
        }
    }

    private static void message(JsonNode json) {
        assertThat(json.path("type").stringValue()).isEqualTo("message");
        assertThat(json.path("content").isArray()).isTrue();
        assertThat(json.path("stop_reason").isString()).isTrue();
        assertThat(json.path("usage").path("output_tokens").isIntegralNumber()).isTrue();
    }

    /// `message_start (ping)? (content_block_start delta* content_block_stop)* message_delta message_stop`, blocks
    /// numbered from zero.
    static void messagesStream(List<Said> events) {
        assertThat(events)
                .allSatisfy(event -> assertThat(event.name())
                        .isEqualTo(event.json().path("type").stringValue()));
        var state = "before";
        int index = -1;
        for (Said event : events) {
            JsonNode json = event.json();
            switch (event.name()) {
                case "message_start" -> {
                    assertThat(state).isEqualTo("before");
                    assertThat(json.path("message")
                                    .path("usage")
                                    .path("input_tokens")
                                    .isIntegralNumber())
                            .isTrue();
                    state = "between";
                }
                case "ping" -> assertThat(state).isNotEqualTo("before");
                case "content_block_start" -> {
                    assertThat(state).isEqualTo("between");
                    assertThat(json.path("index").intValue()).isEqualTo(++index);
                    state = "in";
                }
                case "content_block_delta" -> {
                    assertThat(state).isEqualTo("in");
                    assertThat(json.path("index").intValue()).isEqualTo(index);
                }
                case "content_block_stop" -> {
                    assertThat(state).isEqualTo("in");
                    assertThat(json.path("index").intValue()).isEqualTo(index);
                    state = "between";
                }
                case "message_delta" -> {
                    assertThat(state).isEqualTo("between");
                    assertThat(json.path("delta").path("stop_reason").isString())
                            .isTrue();
                    assertThat(json.path("usage").path("output_tokens").isIntegralNumber())
                            .isTrue();
                    state = "delta";
                }
                case "message_stop" -> {
                    assertThat(state).isEqualTo("delta");
                    state = "stopped";
                }
                default -> throw new AssertionError("an event " + event);
            }
        }
        assertThat(state).isEqualTo("stopped");
    }

    private static void chat(JsonNode json) {
        assertThat(json.path("object").stringValue()).isEqualTo("chat.completion");
        assertThat(json.path("choices")).isNotEmpty().allSatisfy(choice -> {
            assertThat(choice.path("finish_reason").stringValue()).isIn(FINISHED);
            assertThat(choice.path("message").path("role").stringValue()).isEqualTo("assistant");
        });
        assertThat(json.path("usage").path("total_tokens").longValue())
                .isEqualTo(json.path("usage").path("prompt_tokens").longValue()
                        + json.path("usage").path("completion_tokens").longValue());
    }

    /// Chunks with one choice each, the first with a role, the last with a reason; perhaps one with the usage;
    /// `[DONE]`.
    static void chatStream(List<Said> events) {
        assertThat(events.getLast().data()).isEqualTo("[DONE]");
        Map<Integer, String> reasons = new HashMap<>();
        Map<String, String> arguments = new HashMap<>();
        for (Said event : events.subList(0, events.size() - 1)) {
            assertThat(event.name()).isEmpty();
            JsonNode json = event.json();
            assertThat(json.path("object").stringValue()).isEqualTo("chat.completion.chunk");
            for (JsonNode choice : json.path("choices")) {
                int index = choice.path("index").intValue();
                assertThat(reasons.getOrDefault(index, "")).isIn("", "open");
                if (!reasons.containsKey(index)) {
                    assertThat(choice.path("delta").path("role").stringValue()).isEqualTo("assistant");
                }
                reasons.put(index, choice.path("finish_reason").stringValue("open"));
                for (JsonNode call : choice.path("delta").path("tool_calls")) {
                    arguments.merge(
                            index + "/" + call.path("index").intValue(),
                            call.path("function").path("arguments").stringValue("{}"),
                            String::concat);
                }
            }
        }
        assertThat(reasons.values()).isNotEmpty().allMatch(FINISHED::contains);
        arguments.values().forEach(JsonMapper.shared()::readTree);
    }

    private static void response(JsonNode json) {
        assertThat(json.path("object").stringValue()).isEqualTo("response");
        assertThat(json.path("status").stringValue()).isEqualTo("completed");
        assertThat(json.path("output")).isNotEmpty();
        assertThat(json.path("usage").path("total_tokens").isIntegralNumber()).isTrue();
    }

    /// `created in_progress item* completed`, items opened and closed in turn, all numbered; the last event says all
    /// again.
    static void responsesStream(List<Said> events) {
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).json().path("type").stringValue())
                    .isEqualTo(events.get(i).name());
            assertThat(events.get(i).json().path("sequence_number").intValue()).isEqualTo(i);
        }
        assertThat(events.get(0).name()).isEqualTo("response.created");
        assertThat(events.get(1).name()).isEqualTo("response.in_progress");
        assertThat(events.getLast().name()).isIn("response.completed", "response.incomplete");
        var done = JsonMapper.shared().createArrayNode();
        boolean open = false;
        var deltas = new StringBuilder();
        for (Said event : events.subList(2, events.size() - 1)) {
            JsonNode json = event.json();
            assertThat(json.path("output_index").intValue()).isEqualTo(done.size());
            if (event.name().endsWith("output_item.added")) {
                assertThat(open).isFalse();
                open = true;
            } else if (event.name().endsWith("output_item.done")) {
                assertThat(open).isTrue();
                open = false;
                done.add(json.path("item"));
            } else {
                assertThat(open).isTrue();
            }
            if (event.name().endsWith(".delta")) {
                deltas.append(json.path("delta").stringValue());
            } else if (event.name().matches(".*(_text|_arguments|_input)\\.done")) {
                assertThat(json.path("text")
                                .stringValue(json.path("arguments")
                                        .stringValue(json.path("input").stringValue(""))))
                        .isEqualTo(deltas.toString());
                deltas.setLength(0);
            }
        }
        JsonNode response = events.getLast().json().path("response");
        assertThat(response.path("output")).isEqualTo(done);
        assertThat(response.path("usage").path("total_tokens").isIntegralNumber())
                .isTrue();
    }
}
