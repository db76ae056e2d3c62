package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.Leg;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.Audio;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.chat.Usage.On;
import dev.weir.wire.frame.SseReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WatchTest {

    @Test
    void countsWhatAnthropicCounts() {
        StreamWatch watch = watched(AnthropicMessages.FORMAT, """
                event: message_start
                data: {"type":"message_start","message":{"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":1}}}

                event: ping
                data: {"type": "ping"}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":17,"output_tokens_details":{"thinking_tokens":6}}}

                event: message_stop
                data: {"type":"message_stop"}

                """);

        assertThat(watch.ended()).isTrue();
        assertThat(watch.usage()).isEqualTo(new Usage(10, 5, new CacheWrite(10, 0, 20, 0), 17, 6));
    }

    @Test
    void countsTheSearchesThatAnthropicMakes() {
        String begins = """
                event: message_start
                data: {"type":"message_start","message":{"usage":{"input_tokens":10,"server_tool_use":null}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}

                event: content_block_start
                data: {"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}}

                event: content_block_start
                data: {"type":"content_block_start","index":2,"content_block":{"type":"server_tool_use","id":"srvtoolu_2","name":"web_fetch","input":{}}}

                """;
        String ends = """
                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":17,"server_tool_use":{"web_search_requests":2}}}

                """;

        assertThat(watched(AnthropicMessages.FORMAT, begins).usage().searches())
                .as("cut: those that began")
                .isEqualTo(1);
        assertThat(watched(AnthropicMessages.FORMAT, begins + ends).usage().searches())
                .isEqualTo(2);
        assertThat(watched(AnthropicMessages.FORMAT, begins + ends.replace("requests\":2", "requests\":0"))
                        .usage()
                        .searches())
                .as("the provider says that none is to be paid")
                .isZero();
    }

    @Test
    void countsWhatAnthropicDidBesideTheAnswer() {
        Usage usage = counted("""
                {"type":"compaction","input_tokens":180,"cache_read_input_tokens":0,"cache_creation_input_tokens":0,"output_tokens":35},
                {"type":"message","model":"claude-opus-4-8","input_tokens":10,"output_tokens":17},
                {"type":"advisor_message","model":"us.anthropic.claude-fable-5-1","input_tokens":40,"output_tokens":9,
                 "cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}},
                {"type":"compaction","input_tokens":1,"output_tokens":1}""");

        assertThat(usage)
                .isEqualTo(new Usage(10, 5, CacheWrite.NONE, 17, 0)
                        .withLegs(List.of(
                                new Leg(
                                        "us.anthropic.claude-fable-5-1",
                                        new Usage(40, 0, new CacheWrite(10, 0, 20, 0), 9, 0)),
                                new Leg("", new Usage(181, 0, CacheWrite.NONE, 36, 0)))));
        assertThat(usage.whole()).isEqualTo(new Usage(231, 5, new CacheWrite(10, 0, 20, 0), 62, 0));
    }

    @Test
    void believesTheListAloneWhereAnthropicHadAnotherModelTakeOver() {
        Usage usage = counted("""
                {"type":"message","model":"claude-fable-5","input_tokens":10,"output_tokens":2},
                {"type":"fallback_message","model":"claude-opus-4-8","input_tokens":12,"output_tokens":15}""");

        assertThat(usage)
                .isEqualTo(Usage.NONE.withLegs(List.of(
                        new Leg("claude-opus-4-8", new Usage(12, 0, CacheWrite.NONE, 15, 0)),
                        new Leg("claude-fable-5", new Usage(10, 0, CacheWrite.NONE, 2, 0)))));
    }

    @Test
    void countsNothingTwiceWhereAnthropicListsNothingElse() {
        assertThat(counted("{\"type\":\"message\",\"model\":null,\"input_tokens\":10,\"output_tokens\":17}"))
                .isEqualTo(new Usage(10, 5, CacheWrite.NONE, 17, 0));
    }

    /// By a stream, and by an answer in one piece.
    private static Usage counted(String iterations) {
        String told = "{\"input_tokens\":10,\"cache_read_input_tokens\":5,\"output_tokens\":17,\"iterations\":["
                + iterations.replace("\n", "") + "]}";
        Usage streamed = watched(
                        AnthropicMessages.FORMAT,
                        "event: message_start\ndata: {\"message\":{\"usage\":{\"input_tokens\":10}}}\n\n"
                                + "event: message_delta\ndata: {\"delta\":{},\"usage\":" + told + "}\n\n")
                .usage();
        Usage whole = AnthropicMessages.FORMAT.usage(
                AnthropicMessages.FORMAT.usageNumbers().in(("{\"usage\":" + told + "}").getBytes(UTF_8)));
        assertThat(streamed).isEqualTo(whole);
        return whole;
    }

    @Test
    void notesOnWhichTermsItWasAnswered() {
        assertThat(watched(OpenAiChat.FORMAT, """
                        data: {"service_tier":"flex","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}

                        """).usage())
                .isEqualTo(new Usage(5, 0, CacheWrite.NONE, 2, 0).on(new On("flex", "")));
        assertThat(watched(OpenAiChat.FORMAT, """
                        data: {"service_tier":"flex","choices":[{"finish_reason":"stop"}],"usage":null}

                        """).counted())
                .as("of the tokens nothing is known")
                .isFalse();
        assertThat(watched(OpenAiResponses.FORMAT, """
                        event: response.completed
                        data: {"response":{"service_tier":"priority","output":[{"service_tier":"x"}],"usage":{"input_tokens":5,"output_tokens":2}}}

                        """).usage().on()).isEqualTo(new On("priority", ""));
        assertThat(watched(AnthropicMessages.FORMAT, """
                        event: message_start
                        data: {"message":{"usage":{"input_tokens":5,"speed":"fast","service_tier":"priority","inference_geo":"us"}}}

                        event: message_delta
                        data: {"delta":{},"usage":{"output_tokens":5,"speed":"standard"}}

                        """).usage().on())
                .as("what is said last holds")
                .isEqualTo(new On("standard", "us"));
        var whole = OpenAiChat.FORMAT.usageNumbers();
        whole.feed("{\"service_tier\":\"flex\",\"usage\":{\"prompt_tokens\":5}}".getBytes(UTF_8));
        assertThat(OpenAiChat.FORMAT.usage(whole).on()).isEqualTo(new On("flex", ""));
    }

    @Test
    void countsTheSearchesThatOpenAiMakes() {
        String begins = """
                event: response.web_search_call.in_progress
                data: {"type":"response.web_search_call.in_progress"}

                event: response.web_search_call.searching
                data: {"type":"response.web_search_call.searching"}

                """;
        String ends = """
                event: response.completed
                data: {"type":"response.completed","response":{"usage":{"input_tokens":5,"output_tokens":2},"tool_usage":{"image_gen":{"input_tokens":0},"web_search":{"num_requests":3}}}}

                """;

        assertThat(watched(OpenAiResponses.FORMAT, begins).usage().searches()).isEqualTo(1);
        assertThat(watched(OpenAiResponses.FORMAT, begins + ends).usage())
                .isEqualTo(new Usage(5, 0, CacheWrite.NONE, 2, 0, 3));
        assertThat(watched(OpenAiResponses.FORMAT, begins + ends.replace("tool_usage", "other"))
                        .usage()
                        .searches())
                .as("nobody counted them")
                .isEqualTo(1);
        assertThat(watched(OpenAiResponses.FORMAT, begins + ends.replace("\"usage\"", "\"other\""))
                        .counted())
                .as("of the tokens nothing is known")
                .isFalse();
    }

    @Test
    void countsWhatElseOpenAiTakesMoneyFor() {
        String begins = """
                event: response.file_search_call.in_progress
                data: {"type":"response.file_search_call.in_progress"}

                event: response.file_search_call.searching
                data: {"type":"response.file_search_call.searching"}

                event: response.code_interpreter_call.in_progress
                data: {"type":"response.code_interpreter_call.in_progress"}

                """;
        String whole =
                "{\"tools\":[{\"type\":\"file_search\"}],\"output\":[{\"type\":\"file_search_call\"},{\"type\":\"image_generation_call\"},"
                        + "{\"type\":\"message\"}],\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}";
        String ends = "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":%s}\n\n"
                .formatted(whole);

        assertThat(watched(OpenAiResponses.FORMAT, begins).usage().others()).isEqualTo(2);
        assertThat(watched(OpenAiResponses.FORMAT, begins + ends).usage())
                .isEqualTo(new Usage(5, 0, CacheWrite.NONE, 2, 0).withOthers(2));
        assertThat(OpenAiResponses.FORMAT
                        .usage(OpenAiResponses.FORMAT.usageNumbers().in(whole.getBytes(UTF_8)))
                        .others())
                .isEqualTo(2);
    }

    @Test
    void takesNoSearchesForACountOfTokens() {
        String searched =
                "{\"output\":[{\"type\":\"web_search_call\"},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
                        + "\"text\":\"web_search_call\"}]},{\"type\":\"web_search_call\"}],%s}";
        Map<String, Long> counted = OpenAiResponses.FORMAT
                .usageNumbers()
                .in(searched.formatted("\"usage\":{\"input_tokens\":5,\"output_tokens\":2}")
                        .getBytes(UTF_8));
        Map<String, Long> uncounted = OpenAiResponses.FORMAT
                .usageNumbers()
                .in(searched.formatted("\"usage\":null,\"tool_usage\":{\"web_search\":{\"num_requests\":3}}")
                        .getBytes(UTF_8));
        Map<String, Long> google = Gemini.FORMAT
                .usageNumbers()
                .in("{\"candidates\":[{\"groundingMetadata\":{\"webSearchQueries\":[\"a\"]}}]}".getBytes(UTF_8));

        assertThat(OpenAiResponses.FORMAT.counts(counted)).isTrue();
        assertThat(OpenAiResponses.FORMAT.usage(counted).searches())
                .as("nobody counted them, and they are there")
                .isEqualTo(2);
        assertThat(OpenAiResponses.FORMAT.counts(uncounted)).isFalse();
        assertThat(OpenAiResponses.FORMAT.usage(uncounted).searches()).isEqualTo(3);
        assertThat(Gemini.FORMAT.counts(google)).isFalse();
        assertThat(Gemini.FORMAT.usage(google).searches()).isEqualTo(1);
    }

    @Test
    void countsTheSearchesThatGoogleMakes() {
        StreamWatch watch = watched(Gemini.FORMAT, """
                data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":100}}

                data: {"candidates":[{"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["a weir","what is a weir"]}}]}

                """);

        assertThat(watch.counted()).isTrue();
        assertThat(watch.usage()).isEqualTo(new Usage(100, 0, CacheWrite.NONE, 0, 0, 2));
    }

    @Test
    void tellsSoundFromText() {
        StreamWatch chat = watched(OpenAiChat.FORMAT, """
                data: {"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":30,"audio_tokens":80},"completion_tokens_details":{"audio_tokens":40}}}

                """);
        StreamWatch gemini = watched(Gemini.FORMAT, """
                data: {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":30,"toolUsePromptTokenCount":10,"candidatesTokenCount":50,"promptTokensDetails":[{"modality":"TEXT","tokenCount":20},{"modality":"AUDIO","tokenCount":80}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":25},{"modality":"TEXT","tokenCount":5}],"toolUsePromptTokensDetails":[{"modality":"AUDIO","tokenCount":4}],"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":40}]}}

                """);

        assertThat(chat.usage()).isEqualTo(new Usage(70, 30, CacheWrite.NONE, 50, 0).withAudio(80, 10, 40));
        assertThat(chat.usage().audio()).isEqualTo(new Audio(70, 10, 40));
        assertThat(gemini.usage()).isEqualTo(new Usage(80, 30, CacheWrite.NONE, 50, 0).withAudio(84, 25, 40));
        assertThat(gemini.usage().audio()).isEqualTo(new Audio(59, 25, 40));
    }

    @Test
    void hasNoMoreSoundThanThereIsOfAnything() {
        var some = new Usage(10, 5, CacheWrite.NONE, 3, 0);

        assertThat(some.withAudio(Long.MAX_VALUE, -1, Long.MAX_VALUE).audio()).isEqualTo(new Audio(10, 5, 3));
        assertThat(some.withAudio(-1, Long.MAX_VALUE, Long.MIN_VALUE).audio()).isEqualTo(Audio.NONE);
        assertThat(some.withAudio(8, 8, 0).audio()).isEqualTo(new Audio(0, 5, 0));
    }

    @Test
    void tellsSoundAcrossFormats() {
        Usage heard = new Usage(80, 30, CacheWrite.NONE, 50, 0).withAudio(84, 4, 40);

        assertThat(GeminiAnswer.usage((JsonNode) GeminiAnswer.usage(heard))).isEqualTo(heard);
        assertThat(ChatAnswer.usage(JsonMapper.shared().createObjectNode().set("usage", ChatAnswer.usage(heard))))
                .isEqualTo(heard);
    }

    @Test
    void countsWhatResponsesCount() {
        StreamWatch watch = watched(OpenAiResponses.FORMAT, """
                event: response.created
                data: {"type":"response.created","sequence_number":0,"response":{"usage":null}}

                event: response.completed
                data: {"type":"response.completed","sequence_number":1,"response":{"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":64,"cache_write_tokens":8,"cache_write_tokens_details":{"ttl_12h_tokens":3}},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":8}}}}

                """);

        assertThat(watch.ended()).isTrue();
        assertThat(watch.usage()).isEqualTo(new Usage(28, 64, new CacheWrite(0, 5, 0, 3), 20, 8));
        assertThat(new String(
                        watch.failure(new dev.weir.problem.Problem(dev.weir.problem.Problem.Kind.INTERNAL, "x"), "r"),
                        UTF_8))
                .contains("\"sequence_number\":2");
    }

    @Test
    void countsWhatGeminiCounts() {
        StreamWatch watch = watched(Gemini.FORMAT, """
                data: {"candidates":[{"content":{"parts":[{"text":"finishReason"}]}}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":1}}

                """);
        assertThat(watch.ended()).isFalse();

        watch = watched(Gemini.FORMAT, """
                data: {"candidates":[{"index":0,"content":{"parts":[{"text":"a"}]}},{"index":1}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":1}}

                data: {"candidates":[{"index":0,"finishReason":"STOP"}]}

                """);
        assertThat(watch.ended()).as("the second candidate goes on").isFalse();

        watch = watched(Gemini.FORMAT, """
                data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":100}}

                data: {"candidates":[{"content":{"parts":[]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":64,"toolUsePromptTokenCount":4,"candidatesTokenCount":12,"thoughtsTokenCount":8,"totalTokenCount":124}}

                """);
        assertThat(watch.ended()).isTrue();
        assertThat(watch.usage()).isEqualTo(new Usage(40, 64, CacheWrite.NONE, 20, 8));
        assertThat(watched(Gemini.FORMAT, "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n")
                        .ended())
                .isTrue();
        assertThat(watched(Gemini.FORMAT, "data: {\"error\":{\"code\":503}}\n\n")
                        .ended())
                .isTrue();
        assertThat(watched(Gemini.FORMAT, "data: not json\n\n").ended()).isFalse();
    }

    @Test
    void takesAChatWithoutDoneForComplete() {
        assertThat(watched(OpenAiChat.FORMAT, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
                        .ended())
                .isTrue();
        assertThat(watched(
                                OpenAiChat.FORMAT,
                                "data: {\"choices\":[{\"delta\":{\"content\":\"finish_reason\"},\"finish_reason\":null}]}\n\n")
                        .ended())
                .isFalse();
        assertThat(watched(OpenAiChat.FORMAT, "data: [DONE]\n\n").ended()).isTrue();
    }

    @Test
    void takesAnErrorEventForAnEnd() {
        assertThat(watched(OpenAiChat.FORMAT, "data: {\"error\":{\"message\":\"x\"}}\n\n")
                        .ended())
                .isTrue();
        assertThat(watched(AnthropicMessages.FORMAT, "event: error\ndata: {\"type\":\"error\"}\n\n")
                        .ended())
                .isTrue();
        assertThat(watched(OpenAiResponses.FORMAT, "event: response.failed\ndata: {}\n\n")
                        .ended())
                .isTrue();
    }

    @Test
    void doesNotStumbleOverWhatIsNotJson() {
        StreamWatch watch = watched(OpenAiChat.FORMAT, "data: {\"usage\" \"finish_reason\" \"error\"\n\n");

        assertThat(watch.ended()).isFalse();
        assertThat(watch.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void tellsContentFromWhatComesBeforeIt() {
        StreamWatch watch = OpenAiChat.FORMAT.watch();
        var frames = new SseReader().feed("""
                        data: {"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null}]}

                        data: {"choices":[{"delta":{"content":"x"},"finish_reason":null}]}

                        """.getBytes(UTF_8));

        assertThat(frames.stream().map(watch::isContent)).containsExactly(false, true);
    }

    private static StreamWatch watched(WireFormat format, String stream) {
        StreamWatch watch = format.watch();
        new SseReader().feed(stream.getBytes(UTF_8)).forEach(watch::saw);
        return watch;
    }
}
