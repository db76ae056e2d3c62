package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What is written down, as it is written: every route, every level, every way to fail.
class LogTest {

    private static final String PROMPT = "canary-prompt-which-nobody-may-log";
    private static final List<String> PATHS = List.of(
            "/v1/chat/completions",
            "/v1/responses",
            "/v1/messages",
            "/v1/messages/count_tokens",
            "/v1/embeddings",
            "/v1beta/models/gemini-3-pro:generateContent",
            "/model/us.anthropic.claude-opus-4-6-v1:0/invoke",
            "/v1/projects/p/locations/l/publishers/anthropic/models/claude-opus-4-6@20260101:rawPredict",
            "/openai/deployments/gpt-4o/chat/completions",
            "/v1/models",
            "/v1/nothing");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> reading = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("out");
            lines.add(new String(console.getEncoder().encode(event), UTF_8));
        }
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void read() {
        reading.start();
        root.addAppender(reading);
    }

    @AfterEach
    void stop() {
        root.detachAppender(reading);
    }

    @Test
    void s_log_1_holdsNoSecretAndNoPromptWhateverHappens() throws Exception {
        String answers = "";
        String token;
        try (var world = new World(folder)) {
            token = world.bearer();
            for (String level : List.of("TRACE", "DEBUG", "INFO")) {
                root.setLevel(Level.toLevel(level));
                for (String path : PATHS) {
                    for (String body : List.of(
                            "{\"model\":\"claude-opus-4-6\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                                    .formatted(PROMPT),
                            "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                                    .formatted(PROMPT),
                            "{\"model\":\"%s\"".formatted(PROMPT),
                            "{\"x\":\"%s\",\"x\":1}".formatted(PROMPT))) {
                        HttpResponse<byte[]> answer = world.post(path, body);
                        answers += new String(answer.body(), UTF_8);
                    }
                    world.post(path, "{}", "authorization", "Bearer " + World.OTHER_TOKEN);
                    world.post(path + "?key=" + World.OTHER_TOKEN, "{}");
                }
            }
            root.setLevel(Level.TRACE);
            for (String fault : List.of("status=401", "status=429", "status=500", "reset", "html", "cut")) {
                world.fault(".", fault);
                for (String path : PATHS) {
                    answers += new String(
                            world.post(
                                            path,
                                            "{\"model\":\"claude-opus-4-6\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                                                    .formatted(PROMPT))
                                    .body(),
                            UTF_8);
                }
                world.noFaults();
            }
        }

        String log = String.join("", lines);
        assertThat(lines).hasSizeGreaterThan(PATHS.size() * 15);
        assertThat(log.toLowerCase(Locale.ROOT)).contains("\"message\":\"call\"");
        for (String secret : World.secrets()) {
            assertThat(log).doesNotContain(secret);
            assertThat(answers).doesNotContain(secret);
        }
        assertThat(log).doesNotContain(token).doesNotContain(World.OTHER_TOKEN).doesNotContain(PROMPT);
    }

    /// What callers choose stays on its line, and is not long.
    @Test
    void s_log_4_keepsWhatCallersChooseOnOneLine() throws Exception {
        try (var world = new World(folder)) {
            root.setLevel(Level.INFO);
            world.post("/v1/messages", "{\"model\":\"a\\r\\nb\\u001b[31m\\u2028\\\"" + "x".repeat(5_000) + "\"}");
        }

        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            assertThat(line.strip()).doesNotContain("\n", "\r", "\u001b", "\u2028");
            assertThat(line).hasSizeLessThan(3_000);
        });
    }

    @Test
    void takesASecretOutOfAMessageAndOutOfATrace() {
        root.setLevel(Level.INFO);
        LogMasker.REDACTOR.know(List.of("the-key-of-somebody"));

        LoggerFactory.getLogger("test")
                .atError()
                .addKeyValue("field", "a the-key-of-somebody b")
                .setCause(new IllegalStateException(
                        "the-key-of-somebody was refused", new RuntimeException("Bearer abcdefghijklmnop")))
                .log("the-key-of-somebody");

        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("a *** b", "*** was refused", "Bearer ***")
                        .doesNotContain("the-key-of-somebody", "abcdefghijklmnop"));
    }

    @Test
    void writesEachFieldAsTheKindOfValueThatItIs() {
        root.setLevel(Level.INFO);
        LogMasker.REDACTOR.know(List.of("the-key-of-somebody"));

        LoggerFactory.getLogger("test")
                .atInfo()
                .addKeyValue("text", "a \"b\"")
                .addKeyValue("long", 5_000_000_000L)
                .addKeyValue("int", 7)
                .addKeyValue("flag", true)
                .addKeyValue("nothing", (Object) null)
                .addKeyValue("list", List.of("one", "the-key-of-somebody"))
                .log("fields");

        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("\"text\":\"a \\\"b\\\"\",\"long\":5000000000,\"int\":7,\"flag\":true")
                        .contains("\"nothing\":null,\"list\":[\"one\",\"***\"]"));
    }
}
