package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What prompt caches are worth, as the simulated providers bill it.
class StickinessTest {

    private static final String ROUTE = """
            models:
              shared:
                strategy: {mode: loadbalance}
                targets: [{provider: p0}, {provider: p1}, {provider: p2}, {provider: p3}, {provider: p4}]
            """;

    private static final int SESSIONS = 40;
    private static final int TURNS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void keepsNineteenTwentiethsOfWhatPromptCachesAreWorthWhileEachTenthCallFails() throws Exception {
        double ideal = readFromCaches(0);
        double failing = readFromCaches(0.1);

        assertThat(ideal).isGreaterThan(0.7);
        assertThat(failing / ideal).isGreaterThanOrEqualTo(0.95);
    }

    /// Many conversations by turns, each growing, as agents have them.
    ///
    /// @param failures how many of the providers' answers are errors
    /// @return the share of all input that was read from prompt caches
    private double readFromCaches(double failures) throws Exception {
        var random = new Random(11);
        try (var five = new Five(folder, ROUTE, Collections.nCopies(Five.SIZE, "openai"))) {
            var turns = new ArrayList<List<String>>();
            for (int session = 0; session < SESSIONS; session++) {
                turns.add(new ArrayList<>(List.of(
                        message("user", "session %d begins. ".formatted(session).repeat(400)))));
            }
            for (int turn = 0; turn < TURNS; turn++) {
                for (int session = 0; session < SESSIONS; session++) {
                    five.noFaults();
                    for (int provider = 0; provider < Five.SIZE; provider++) {
                        if (random.nextDouble() < failures) {
                            five.fault(provider, "status=503", 1);
                        }
                    }
                    List<String> messages = turns.get(session);
                    HttpResponse<byte[]> answer = five.post(
                            "/v1/chat/completions",
                            "{\"model\": \"shared\", \"messages\": [%s]}".formatted(String.join(",", messages)),
                            "x-session-id",
                            "session-" + session);

                    assertThat(answer.statusCode()).isEqualTo(200);
                    messages.add(message("assistant", "Hello from the simulator. PONG."));
                    messages.add(message("user", "and then? ".repeat(20)));
                }
            }
            long read = five.tabs().stream()
                    .mapToLong(tab -> tab.usage().cacheRead())
                    .sum();
            long all =
                    five.tabs().stream().mapToLong(tab -> tab.usage().input()).sum();
            return (double) read / all;
        }
    }

    private static String message(String role, String text) {
        return "{\"role\": \"%s\", \"content\": \"%s\"}".formatted(role, text);
    }

    @Test
    void saysWhatCacheAFailoverCosts() throws Exception {
        try (var five = new Five(folder, ROUTE, Collections.nCopies(Five.SIZE, "openai"))) {
            String body =
                    "{\"model\": \"shared\", \"messages\": [%s]}".formatted(message("user", "hello ".repeat(1_000)));
            String home = target(five.post("/v1/chat/completions", body, "x-session-id", "s"));
            assertThat(target(five.post("/v1/chat/completions", body, "x-session-id", "s")))
                    .isEqualTo(home);
            five.fault(Integer.parseInt(home.substring(1, 2)), "status=503", 9);

            HttpResponse<byte[]> moved = five.post("/v1/chat/completions", body, "x-session-id", "s");

            assertThat(target(moved)).isNotEqualTo(home);
            assertThat(moved.headers()
                            .firstValue("x-weir-cache-lost")
                            .map(Integer::parseInt)
                            .orElse(0))
                    .isGreaterThan(1_000);
            five.noFaults();
            HttpResponse<byte[]> after = five.post("/v1/chat/completions", body, "x-session-id", "s");
            assertThat(target(after)).isEqualTo(target(moved));
            assertThat(after.headers().firstValue("x-weir-cache-lost")).isEmpty();
        }
    }

    private static String target(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("x-weir-target").orElse("");
    }

    /// Each configuration names a provider and a model that belong together.
    @Test
    void mixesNoTwoConfigurationsWhileTheyAreReplacedUnderLoad() throws Exception {
        List<String> kinds = Collections.nCopies(Five.SIZE, "openai");
        try (var five = new Five(folder, route(0), kinds)) {
            var told = new LinkedBlockingQueue<String>();
            var open = new AtomicBoolean(true);
            var callers = new ArrayList<Thread>();
            for (int caller = 0; caller < 8; caller++) {
                callers.add(Thread.startVirtualThread(() -> {
                    while (open.get()) {
                        told.add(ask(five));
                    }
                }));
            }
            var seen = new TreeSet<String>();
            while (seen.size() < 3) {
                String answer = told.take();
                assertThat(answer).matches("200 p(\\d)/of-p\\1");
                if (seen.add(answer) && seen.size() < 3) {
                    five.configure(five.yaml(kinds, route(seen.size())));
                }
            }
            open.set(false);
            for (Thread caller : callers) {
                caller.join();
            }

            assertThat(told).allMatch(answer -> answer.matches("200 p(\\d)/of-p\\1"));
            assertThat(seen).containsExactly("200 p0/of-p0", "200 p1/of-p1", "200 p2/of-p2");
        }
    }

    private static String ask(Five five) {
        try {
            HttpResponse<byte[]> answer = five.post(
                    "/v1/chat/completions",
                    "{\"model\": \"m\", \"messages\": [%s]}".formatted(message("user", "hello")));
            return answer.statusCode() + " " + target(answer);
        } catch (Exception failure) {
            return failure.toString();
        }
    }

    private static String route(int number) {
        return "models: {m: {strategy: {mode: fallback}, targets: [{provider: p%d, model: of-p%d}]}}"
                .formatted(number, number);
    }
}
