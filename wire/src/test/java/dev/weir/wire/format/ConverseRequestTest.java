package dev.weir.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Loss.Grade;
import dev.weir.wire.chat.Losses;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What Converse is asked, where that is peculiar to it.
class ConverseRequestTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-6";
    private static final String NOVA = "us.amazon.nova-2-lite-v1:0";
    private static final String LLAMA = "us.meta.llama4-scout-17b-instruct-v1:0";
    private static final String TOOLS = """
            "tools": [{"name": "ls", "input_schema": {"type": "object"}}, {"name": "pwd", "input_schema": {"type": "object"}}]""";

    private record Said(JsonNode json, List<Loss> losses) {
        List<String> lost(Grade grade) {
            return losses.stream()
                    .filter(loss -> loss.grade() == grade)
                    .map(Loss::place)
                    .toList();
        }
    }

    private static Said said(Language from, String model, String request) {
        var losses = new Losses();
        ChatRequest read = from.decode(JSON.readTree(request), losses);
        var named = new ChatRequest(model, read.streams(), read.turns(), read.tools(), read.settings());
        JsonNode json = BedrockConverse.FORMAT.encode(named, new ToolWords(), losses);
        return new Said(JSON.readTree(json.toString()), losses.list());
    }

    private static Said messages(String model, String messages, String more) {
        return said(
                AnthropicMessages.FORMAT, model, "{\"messages\": " + messages + ", \"max_tokens\": 9000" + more + "}");
    }

    private static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    @Test
    void letsTurnsAlternateAndResultsComeFirst() {
        Said said = messages(CLAUDE, """
                [{"role": "user", "content": "a"}, {"role": "user", "content": ""}, {"role": "user", "content": "b"},
                 {"role": "assistant", "content": [{"type": "text", "text": ""}, {"type": "tool_use", "id": "a:1", "name": "ls", "input": {}}]},
                 {"role": "user", "content": [{"type": "text", "text": "see", "cache_control": {"type": "ephemeral"}},
                    {"type": "tool_result", "tool_use_id": "a:1", "content": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]}]},
                 {"role": "assistant", "content": []}, {"role": "user", "content": "c"}]""", ", " + TOOLS);

        assertThat(said.json().path("messages")).isEqualTo(json("""
                [{"role": "user", "content": [{"text": "a"}, {"text": "b"}]},
                 {"role": "assistant", "content": [{"toolUse": {"toolUseId": "a_1_1", "name": "ls", "input": {}}}]},
                 {"role": "user", "content": [{"toolResult": {"toolUseId": "a_1_1", "content": [{"text": "x"}]}}, {"cachePoint": {"type": "default", "ttl": "1h"}},
                    {"text": "see"}, {"cachePoint": {"type": "default"}}, {"text": "c"}]}]"""));
        assertThat(said.losses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"role\": \"assistant\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": \"b\"}] | /messages/0/content",
                "[{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": [{\"type\": \"tool_use\", \"id\": \"1\", \"name\": \"ls\", \"input\": {}}]},"
                        + " {\"role\": \"user\", \"content\": \"b\"}] | /messages/1/content/0",
                "[{\"role\": \"user\", \"content\": [{\"type\": \"tool_result\", \"tool_use_id\": \"1\", \"content\": \"b\"}]}] | /messages/0/content/0",
                "[{\"role\": \"user\", \"content\": [{\"type\": \"image\", \"source\": {\"type\": \"url\", \"url\": \"https://example.com\"}}]}] | /messages/0/content/0",
                "[{\"role\": \"user\", \"content\": [{\"type\": \"image\", \"source\": {\"type\": \"base64\", \"media_type\": \"image/bmp\", \"data\": \"AA==\"}}]}] | /messages/0/content/0"
            })
    void refusesWhatCannotBeSaid(String conversation, String place) {
        assertThat(messages(CLAUDE, conversation, "").lost(Grade.CHANGED)).containsExactly(place);
    }

    @Test
    void tellsOfToolsThatWereCalledAndAreNotOfferedAnyMore() {
        Said said = messages(CLAUDE, """
                [{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "ls", "input": {}}]},
                 {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1"}]}]""", "");

        assertThat(said.json().at("/toolConfig/tools/0/toolSpec/name").stringValue())
                .isEqualTo("ls");
        assertThat(said.json()
                        .at("/messages/2/content/0/toolResult/content/0/text")
                        .stringValue())
                .isEqualTo("(empty)");
        assertThat(said.lost(Grade.APPROXIMATED)).containsExactly("/messages/2/content/0", "/messages/1/content/0");
    }

    @Test
    void namesDocumentsAsTheProviderTakesIt() {
        Said said = messages(NOVA, """
                [{"role": "user", "content": [
                   {"type": "document", "title": "a_b.pdf", "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}},
                   {"type": "document", "title": "a b pdf", "source": {"type": "text", "media_type": "text/plain", "data": "words"}}]}]""", "");

        assertThat(said.json().at("/messages/0/content/0/document/name").stringValue())
                .isEqualTo("a b pdf");
        assertThat(said.json().at("/messages/0/content/1/document/name").stringValue())
                .isEqualTo("a b pdf 2");
        assertThat(said.json().at("/messages/0/content/1/document/source/bytes").stringValue())
                .isEqualTo("d29yZHM=");
        assertThat(said.json().at("/messages/0/content/2/text").isString()).isTrue();
        assertThat(said.losses()).hasSize(3).allMatch(loss -> loss.grade() == Grade.APPROXIMATED);
    }

    @Test
    void marksFourPlacesAtMostAndOnlyForModelsThatCache() {
        String marked = """
                [{"role": "user", "content": [%s]}]""".formatted(String.join(
                ", ",
                Collections.nCopies(
                        5, "{\"type\": \"text\", \"text\": \"a\", \"cache_control\": {\"type\": \"ephemeral\"}}")));

        Said claude = messages(CLAUDE, marked, "");

        assertThat(claude.json()
                        .path("messages")
                        .path(0)
                        .path("content")
                        .valueStream()
                        .filter(block -> block.has("cachePoint")))
                .hasSize(4);
        assertThat(claude.lost(Grade.IGNORED)).containsExactly("/messages/0/content/4/cache_control");
        assertThat(messages(LLAMA, marked, "").lost(Grade.IGNORED)).hasSize(5);
        assertThat(messages(LLAMA, marked, "").json().toString()).doesNotContain("cachePoint");
    }

    @Test
    void saysToEachFamilyInItsOwnWordsHowMuchToThink() {
        String high = "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"reasoning_effort\": \"high\"}";

        assertThat(said(OpenAiChat.FORMAT, CLAUDE, high).json()).isEqualTo(json("""
                {"messages": [{"role": "user", "content": [{"text": "a"}]}], "outputConfig": {"effort": "high"},
                 "additionalModelRequestFields": {"thinking": {"type": "adaptive"}}}"""));
        assertThat(said(OpenAiChat.FORMAT, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", high)
                        .json())
                .isEqualTo(json("""
                {"messages": [{"role": "user", "content": [{"text": "a"}]}], "inferenceConfig": {"maxTokens": 64000},
                 "additionalModelRequestFields": {"thinking": {"type": "enabled", "budget_tokens": 16384}}}"""));
        assertThat(said(OpenAiChat.FORMAT, NOVA, high).json().path("additionalModelRequestFields"))
                .isEqualTo(json("""
                {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "high"}}"""));
        assertThat(said(OpenAiChat.FORMAT, "openai.gpt-oss-120b-1:0", high)
                        .json()
                        .path("additionalModelRequestFields"))
                .isEqualTo(json("{\"reasoning_effort\": \"high\"}"));
        Said llama = said(OpenAiChat.FORMAT, LLAMA, high);
        assertThat(llama.json().propertyNames()).containsExactly("messages");
        assertThat(llama.lost(Grade.IGNORED)).containsExactly("/reasoning_effort");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLAUDE, NOVA, LLAMA})
    void holdsToASchemaAsFarAsTheModelCanBeHeld(String model) {
        String fitting = """
                , "output_config": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}}}}""";
        Said said = messages(model, "[{\"role\": \"user\", \"content\": \"a\"}]", fitting);

        switch (model) {
            case CLAUDE -> {
                assertThat(said.json()
                                .at("/outputConfig/textFormat/structure/jsonSchema/schema")
                                .stringValue())
                        .isEqualTo("{\"type\":\"object\",\"properties\":{}}");
                assertThat(said.losses()).isEmpty();
            }
            case NOVA ->
                assertThat(said.json().at("/toolConfig/toolChoice/tool/name").stringValue())
                        .isEqualTo("weir__answer");
            default ->
                assertThat(said.json().at("/system/0/text").stringValue()).contains("\"properties\":{}");
        }
    }

    @Test
    void hasNoWordForNoTools() {
        String none = ", \"tool_choice\": {\"type\": \"none\"}, " + TOOLS;
        Said fresh = messages(CLAUDE, "[{\"role\": \"user\", \"content\": \"a\"}]", none);

        assertThat(fresh.json().has("toolConfig")).isFalse();
        assertThat(fresh.lost(Grade.APPROXIMATED)).containsExactly("/tool_choice", "/tools/0", "/tools/1");
        Said called = messages(CLAUDE, """
                [{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "ls", "input": {}}]},
                 {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": "x"}]}]""", none);
        assertThat(called.json().at("/toolConfig/tools")).hasSize(2);
        assertThat(called.lost(Grade.APPROXIMATED)).containsExactly("/tool_choice");
    }

    @Test
    void tellsMetadataThatBedrockTakes() {
        Said said = said(OpenAiChat.FORMAT, NOVA, """
                {"messages": [{"role": "user", "content": "a"}], "user": "u-1", "metadata": {"team": "blue", "odd": "{}"}, "service_tier": "flex", "temperature": 1.5}""");

        assertThat(said.json().path("requestMetadata")).isEqualTo(json("{\"user\": \"u-1\", \"team\": \"blue\"}"));
        assertThat(said.json().at("/serviceTier/type").stringValue()).isEqualTo("flex");
        assertThat(said.json().at("/inferenceConfig/temperature").intValue()).isEqualTo(1);
        assertThat(said.lost(Grade.IGNORED)).containsExactly("/metadata/odd");
    }

    /// Base64 is what SDKs of AWS take for blobs; what the gateway wrapped is none, and comes back as it was.
    @Test
    void takesWhatNobodyMayReadThereAndBack() {
        String wrapped = "weir-r1.ab_c-d";

        assertThat(ConverseSeal.blob(wrapped)).isBase64();
        assertThat(ConverseSeal.seal(ConverseSeal.blob(wrapped))).isEqualTo(wrapped);
        for (String blob : List.of("c2lnbmVk", "AAECAw==", "QUJD", "d2Vpci1yMS4=", "")) {
            assertThat(ConverseSeal.blob(ConverseSeal.seal(blob))).isEqualTo(blob);
        }
    }
}
