package dev.weir.meter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.BedrockConverse;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.OpenAiEmbeddings;
import dev.weir.wire.format.OpenAiResponses;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.json.RequestShape;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OutputLimitTest {

    static RequestShape shape(String json) {
        return switch (RequestShape.read(json.replace('\'', '"').getBytes(UTF_8))) {
            case RequestShape.Read.Shape(RequestShape shape) -> shape;
            case RequestShape.Read.Refused(var problem) -> throw new AssertionError(problem);
        };
    }

    private static OutputLimit limit(String json, WireFormat format) {
        return OutputLimit.of(shape(json), format);
    }

    @Test
    void readsWhatEachFormatCallsIt() {
        record Said(WireFormat format, String json, long tokens, long most) {}
        for (Said said : List.of(
                new Said(OpenAiChat.FORMAT, "{'max_tokens':100}", 100, 100),
                new Said(OpenAiChat.FORMAT, "{'max_completion_tokens':200,'max_tokens':100,'n':3}", 200, 600),
                new Said(OpenAiResponses.FORMAT, "{'max_output_tokens':300,'max_tokens':9999}", 300, 300),
                new Said(AnthropicMessages.FORMAT, "{'max_tokens':32000}", 32_000, 32_000),
                new Said(BedrockConverse.FORMAT, "{'inferenceConfig':{'maxTokens':400}}", 400, 400),
                new Said(Gemini.FORMAT, "{'generationConfig':{'maxOutputTokens':500,'candidateCount':2}}", 500, 1_000),
                new Said(
                        Gemini.FORMAT,
                        "{'generation_config':{'max_output_tokens':500,'candidate_count':4}}",
                        500,
                        2_000))) {
            OutputLimit limit = limit(said.json(), said.format());

            assertThat(limit.tokens()).as(said.json()).isEqualTo(OptionalLong.of(said.tokens()));
            assertThat(limit.most(7)).isEqualTo(said.most());
        }
    }

    @Test
    void takesTheModelsMaximumWhereThereIsNoLimitThatCanBeRead() {
        for (String json : List.of(
                "{}",
                "{'max_tokens':null}",
                "{'max_tokens':'100'}",
                "{'max_tokens':-1}",
                "{'max_tokens':1e3}",
                "{'max_tokens':9223372036854775808}")) {
            assertThat(limit(json, AnthropicMessages.FORMAT).most(64_000))
                    .as(json)
                    .isEqualTo(64_000);
        }
        assertThat(limit("{'n':9223372036854775807}", OpenAiChat.FORMAT).most(64_000))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(limit("{}", OpenAiEmbeddings.FORMAT).canBeLowered()).isFalse();
    }

    @Test
    void lowersTheLimitWhereItStandsAndNothingElse() {
        record Lowered(WireFormat format, String before, String after) {}
        for (Lowered lowered : List.of(
                new Lowered(OpenAiChat.FORMAT, "{'model':'m', 'max_tokens' : 100}", "{'model':'m', 'max_tokens' : 50}"),
                new Lowered(
                        OpenAiChat.FORMAT,
                        "{'max_tokens':9,'max_completion_tokens':8}",
                        "{'max_tokens':50,'max_completion_tokens':50}"),
                new Lowered(OpenAiChat.FORMAT, "{'model':'m'}", "{'model':'m','max_completion_tokens':50}"),
                new Lowered(OpenAiResponses.FORMAT, "{'input':'hi'}", "{'input':'hi','max_output_tokens':50}"),
                new Lowered(AnthropicMessages.FORMAT, "{'max_tokens':100,'x':1}", "{'max_tokens':50,'x':1}"),
                new Lowered(
                        BedrockConverse.FORMAT,
                        "{'inferenceConfig':{'temperature':1}}",
                        "{'inferenceConfig':{'temperature':1,'maxTokens':50}}"),
                new Lowered(
                        BedrockConverse.FORMAT,
                        "{'messages':[]}",
                        "{'messages':[],'inferenceConfig':{'maxTokens':50}}"),
                new Lowered(
                        Gemini.FORMAT,
                        "{'generationConfig':{'maxOutputTokens':100}}",
                        "{'generationConfig':{'maxOutputTokens':50}}"))) {
            byte[] body = limit(lowered.before(), lowered.format()).lowered(50);

            assertThat(new String(body, UTF_8).replace('"', '\'')).isEqualTo(lowered.after());
        }
    }

    @Test
    void tellsHowMuchTheModelMayThink() {
        assertThat(limit("{'thinking':{'type':'enabled','budget_tokens':4096}}", AnthropicMessages.FORMAT)
                        .thinking())
                .hasValue(4_096);
        assertThat(limit("{'thinking':{'type':'adaptive'}}", AnthropicMessages.FORMAT)
                        .thinking())
                .isEmpty();
        assertThat(limit("{'additionalModelRequestFields':{'thinking':{'budget_tokens':2048}}}", BedrockConverse.FORMAT)
                        .thinking())
                .hasValue(2_048);
        assertThat(limit("{'generationConfig':{'thinkingConfig':{'thinkingBudget':512}}}", Gemini.FORMAT)
                        .thinking())
                .hasValue(512);
        assertThat(limit("{'generationConfig':{'thinkingConfig':{'thinkingBudget':-1}}}", Gemini.FORMAT)
                        .thinking())
                .isEmpty();
    }
}
