package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PricingImportTest {

    private static final String MODELS_DEV = """
            {"openai": {"id": "openai", "name": "OpenAI", "models": {
               "gpt-5": {"id": "gpt-5", "cost": {"input": 1.25, "output": 10, "cache_read": 0.125, "reasoning": 10,
                         "input_audio": 40, "video": 3}, "limit": {"context": 400000, "output": 128000}},
               "o-deep": {"id": "o-deep", "cost": {"input": 1, "output": 2, "reasoning": 3}},
               "free": {"id": "free", "cost": {"input": 0, "output": 0}},
               "unknown": {"id": "unknown", "limit": {"context": 1, "output": 1}}}},
             "google": {"id": "google", "models": {
               "gemini-2.5-pro": {"cost": {"input": 1.25, "output": 10, "context_over_200k": {"input": 2.5, "output": 15}}}}}}
            """;

    private static final String LITE_LLM = """
            {"sample_spec": {"input_cost_per_token": 0.0, "litellm_provider": "one of", "mode": "one of"},
             "gpt-5": {"input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05,
                       "cache_read_input_token_cost": 1.25e-07, "input_cost_per_token_batches": 6.25e-07,
                       "litellm_provider": "openai", "max_input_tokens": 272000, "max_output_tokens": 128000, "mode": "chat"},
             "together_ai/meta/llama": {"input_cost_per_token": 2e-07, "output_cost_per_token": 2e-07,
                       "litellm_provider": "together_ai", "mode": "chat"},
             "claude-sonnet-4-5": {"input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
                       "input_cost_per_token_above_200k_tokens": 6e-06, "litellm_provider": "anthropic", "mode": "chat"},
             "odd": {"input_cost_per_token": 1.23456789012345678e-06, "output_cost_per_token": 1e-06,
                       "litellm_provider": "openai", "mode": "chat"},
             "half": {"input_cost_per_token": 1e-06, "litellm_provider": "openai", "mode": "chat"},
             "text-embedding-3-small": {"input_cost_per_token": 2e-08, "litellm_provider": "openai", "mode": "embedding"},
             "dall-e-3": {"input_cost_per_pixel": 1e-08, "litellm_provider": "openai", "mode": "image_generation"}}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String json, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("prices.json"), json);
        var command = new CommandLine(new Weir())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, line, _) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                });
        String[] all = new String[options.length + 3];
        all[0] = "pricing";
        all[1] = "import";
        System.arraycopy(options, 0, all, 2, options.length);
        all[all.length - 1] = file.toString();
        return command.execute(all);
    }

    @Test
    void readsModelsDevAndDropsNothingSilently() throws IOException {
        assertThat(run(MODELS_DEV)).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "{'put':'/pricing/openai/gpt-5','body':{'input_per_million':'1.25','output_per_million':'10','cache_read_per_million':'0.125','audio_input_per_million':'40','max_output_tokens':128000,'context_tokens':400000}}"
                                .replace('\'', '"'));
        assertThat(err.toString().lines())
                .containsExactly(
                        "openai/gpt-5: used without video",
                        "openai/o-deep: not used: reasoning costs more than other output",
                        "openai/free: not used: it costs nothing, as it is written; set that by hand if it is so",
                        "openai/unknown: not used: it has no price for input, or none for output",
                        "google/gemini-2.5-pro: not used: context_over_200k: long prompts have another price, and an override has one for all",
                        "1 of 5 rows used");
    }

    @Test
    void readsLiteLlmAndDropsNothingSilently() throws IOException {
        assertThat(run(LITE_LLM)).isZero();

        assertThat(out.toString().lines().map(line -> line.replace('"', '\'')))
                .containsExactly(
                        "{'put':'/pricing/openai/gpt-5','body':{'input_per_million':'1.25','output_per_million':'10','cache_read_per_million':'0.125','max_output_tokens':128000,'context_tokens':272000}}",
                        "{'put':'/pricing/together_ai/meta/llama','body':{'input_per_million':'0.2','output_per_million':'0.2'}}",
                        "{'put':'/pricing/openai/text-embedding-3-small','body':{'input_per_million':'0.02','output_per_million':'0'}}");
        assertThat(err.toString().lines())
                .containsExactly(
                        "openai/gpt-5: used without input_cost_per_token_batches",
                        "anthropic/claude-sonnet-4-5: not used: input_cost_per_token_above_200k_tokens: long prompts have another price, and an override has one for all",
                        "openai/odd: not used: input_per_million is 0.00000123456789012345678, which is no whole number of nano-dollars for a million tokens",
                        "openai/half: not used: it has no price for input, or none for output",
                        "openai/dall-e-3: not used: it is of the mode image_generation",
                        "3 of 7 rows used");
    }

    @Test
    void renamesOneProvider() throws IOException {
        assertThat(run(MODELS_DEV, "--from", "openai", "--as", "our-openai")).isZero();

        assertThat(out.toString()).startsWith("{\"put\":\"/pricing/our-openai/gpt-5\"");
        assertThat(err.toString())
                .contains("1 of 5 rows used, 1 of other providers")
                .doesNotContain("gemini");
        assertThat(run(MODELS_DEV, "--as", "x")).isOne();
    }

    @Test
    void saysWhatIsWrongWithAnyOtherFile() throws IOException {
        assertThat(run("[]")).isOne();
        assertThat(run("{'a")).isOne();
        assertThat(run("{\"a\": {\"b\": 1}}")).isOne();
        assertThat(err.toString()).contains("neither of models.dev nor of LiteLLM", "is not JSON");
    }
}
