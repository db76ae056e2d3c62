package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.adapters.otel.OtlpReceiver;
import dev.weir.problem.Problem;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What operators are given to look at, held to what a gateway really tells: the log lines and spans of
/// `docs/guides/operations.md`, the panels of the dashboard, the alarms.
class OperationsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern METRIC = Pattern.compile("\\b((?:weir|gen_ai|jvm)_\\w+|up\\b)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern BY = Pattern.compile("\\bby\\s*\\(([^)]*)\\)");
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_]\\w*)(?:\\{(.*)})? \\S+$");

    private static final Set<String> CODES =
            Stream.of(Problem.Kind.values()).map(Problem.Kind::code).collect(Collectors.toSet());

    /// What Prometheus adds.
    private static final Set<String> ADDED = Set.of("instance", "job");

    @TempDir
    static Path folder;

    /// The line and the spans of each of the guide's cases, by its name.
    private static final Map<String, JsonNode> LINES = new LinkedHashMap<>();

    private static final Map<String, List<Map<String, String>>> SPANS = new LinkedHashMap<>();

    /// The labels of each sample that the metrics page had.
    private static final Map<String, Set<String>> SAMPLES = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        try (var receiver = new OtlpReceiver();
                var lines = new Lines()) {
            var traces = new LinkedHashMap<String, String>();
            try (var five = new Five(folder, """
                    telemetry: {otlp: {endpoint: "http://127.0.0.1:%d"}}
                    models:
                      sturdy:
                        strategy: {mode: fallback}
                        targets: [{provider: p0, model: claude-opus-4-6}, {provider: p1, model: claude-opus-4-6}]
                      nobody-knows: {provider: p3, model: of-no-price}
                    """.formatted(receiver.port()))) {
                five.fault(0, "status=503", 1);
                keep("retried", messages(five, ask("sturdy", 20, "Hello", true)), lines, traces);
                five.fault(0, "slow=1500", 1);
                keep("slow", messages(five, ask("sturdy", 20, "Hello", true)), lines, traces);
                String long_ = "A sentence that is said again and again. ".repeat(2_000);
                messages(five, ask("sturdy", 200, long_, false));
                keep("expensive", messages(five, ask("sturdy", 200, long_, false)), lines, traces);
                five.post("/v1/chat/completions", "{\"model\": \"nobody-knows\", \"messages\": []}");
                five.post(
                        "/v1/chat/completions",
                        "{\"model\": \"nobody-knows\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}");
                HttpResponse<String> team = five.control(
                        "POST",
                        "/teams",
                        "{\"team_name\": \"red\", \"contact_email\": \"red@example.com\", \"limits\": {\"requests_per_minute\": 5}}");
                assertThat(team.statusCode()).as(team.body()).isEqualTo(201);
                HttpResponse<byte[]> last = messages(five, ask("sturdy", 20, "Hello", true));
                for (int i = 0; i < 20 && last.statusCode() != 429; i++) {
                    last = messages(five, ask("sturdy", 20, "Hello", true));
                }
                keep("refused", last, lines, traces);
                samples(five.metrics());
            }
            spans(receiver, traces);
        }
    }

    @AfterAll
    static void forget() {
        LINES.clear();
        SPANS.clear();
        SAMPLES.clear();
    }

    private static String ask(String model, int most, String text, boolean streams) {
        return """
                {"model": "%s", "max_tokens": %d, "stream": %s, "messages": [{"role": "user", "content": [
                  {"type": "text", "text": "%s", "cache_control": {"type": "ephemeral"}}]}]}
                """.formatted(model, most, streams, text);
    }

    private static HttpResponse<byte[]> messages(Five five, String body) throws Exception {
        return five.post("/v1/messages", body, "anthropic-version", "2023-06-01");
    }

    private static void keep(String name, HttpResponse<byte[]> answer, Lines lines, Map<String, String> traces)
            throws InterruptedException {
        JsonNode line = lines.of(answer.headers().firstValue("x-request-id").orElseThrow());
        LINES.put(name, line);
        traces.put(line.path("trace_id").asString(), name);
    }

    private static void spans(OtlpReceiver receiver, Map<String, String> traces) throws InterruptedException {
        int wanted = LINES.values().stream()
                .mapToInt(line -> 1 + line.path("attempts").asInt(0))
                .sum();
        int found = 0;
        while (found < wanted) {
            Span span = receiver.spans(1).getFirst();
            String name = traces.get(HexFormat.of().formatHex(span.getTraceId().toByteArray()));
            if (name != null) {
                found++;
                Map<String, String> told = OtlpReceiver.texts(span.getAttributesList());
                told.put("name", span.getName());
                SPANS.computeIfAbsent(name, _ -> new ArrayList<>()).add(told);
            }
        }
    }

    private static void samples(String page) {
        page.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Set<String> labels = SAMPLES.computeIfAbsent(sample.group(1), _ -> new TreeSet<>(ADDED));
            if (sample.group(2) != null) {
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        });
        SAMPLES.put("up", ADDED);
    }

    /// Each line in the guide is of a call like the one that was made here: it has the same fields, and those that the
    /// guide points to say the same.
    @TestFactory
    List<DynamicTest> theGuideShowsLinesThatAreReallyWritten() throws Exception {
        Map<String, String> sections = sections();
        assertThat(sections.keySet()).containsExactlyElementsOf(List.of("refused", "retried", "slow", "expensive"));
        return sections.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> holds(one.getKey(), one.getValue())))
                .toList();
    }

    private static void holds(String name, String section) {
        JsonNode real = line(name);
        Matcher block = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(section);
        assertThat(block.find()).isTrue();
        JsonNode shown = JsonMapper.shared().readTree(block.group(1));
        assertThat(names(shown)).isEqualTo(names(real));
        for (String same : List.of("status", "outcome", "error", "attempts", "provider_status", "model", "price")) {
            assertThat(shown.path(same)).as(same).isEqualTo(real.path(same));
        }

        Matcher pointed = Pattern.compile("(?m)^\\| `([a-z_.]+)`").matcher(section);
        var fields = new ArrayList<String>();
        while (pointed.find()) {
            fields.add(pointed.group(1));
        }
        assertThat(fields).hasSizeGreaterThan(3);
        Set<String> told = SPANS.getOrDefault(name, List.of()).stream()
                .flatMap(span -> span.keySet().stream())
                .collect(Collectors.toSet());
        told.addAll(names(real));
        assertThat(told).containsAll(fields);
    }

    private static JsonNode line(String name) {
        return Objects.requireNonNull(LINES.get(name), name);
    }

    private static Set<String> names(JsonNode line) {
        return new TreeSet<>(line.propertyNames());
    }

    private static Map<String, String> sections() throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/guides/operations.md"));
        var sections = new LinkedHashMap<String, String>();
        Matcher heading = Pattern.compile("(?s)## Why was it (\\w+)\\?\n(.*?)(?=\n## |\\z)")
                .matcher(guide);
        while (heading.find()) {
            sections.put(heading.group(1), heading.group(2));
        }
        return sections;
    }

    @Test
    void aSlowCallSaysThatItWasTheProvider() {
        JsonNode line = line("slow");

        long rest = line.path("total_us").asLong() - line.path("provider_us").asLong();
        assertThat(line.path("provider_us").asLong()).isGreaterThan(rest);
    }

    @Test
    void anExpensiveCallSaysWhatItCostAndWhatItUsed() {
        JsonNode line = line("expensive");

        assertThat(line.path("cost_nano_usd").asLong()).isPositive();
        assertThat(line.path("cache_read_tokens").asLong()).isPositive();
    }

    @TestFactory
    List<DynamicTest> everyPanelAsksForWhatIsThere() throws Exception {
        JsonNode dashboard = JsonMapper.shared()
                .readTree(ROOT.resolve("deploy/grafana/weir.json").toFile());
        var tests = new ArrayList<DynamicTest>();
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                tests.add(DynamicTest.dynamicTest(
                        panel.path("title").asString(),
                        () -> asks(target.path("expr").asString())));
            }
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
            Matcher values = Pattern.compile("label_values\\((\\w+), (\\w+)\\)")
                    .matcher(variable.path("definition").asString(""));
            if (values.matches()) {
                tests.add(DynamicTest.dynamicTest(
                        "variable " + variable.path("name").asString(),
                        () -> assertThat(SAMPLES.get(values.group(1))).contains(values.group(2))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests;
    }

    @TestFactory
    List<DynamicTest> everyAlarmAsksForWhatIsThereAndHasItsTests() throws Exception {
        JsonNode rules = yaml("deploy/prometheus/alerts.yaml");
        String cases = Files.readString(ROOT.resolve("deploy/prometheus/alerts.test.yaml"));
        var tests = new ArrayList<DynamicTest>();
        for (JsonNode rule : rules.at("/groups/0/rules")) {
            String name = rule.path("alert").asString();
            tests.add(DynamicTest.dynamicTest(name, () -> {
                asks(rule.path("expr").asString());
                assertThat(cases).contains("name: " + name + " fires\n", "name: " + name + " is silent\n");
            }));
        }
        assertThat(tests).hasSizeGreaterThan(10);
        return tests;
    }

    private static JsonNode yaml(String file) {
        return new YAMLMapper().readTree(ROOT.resolve(file).toFile());
    }

    private static void asks(String expression) {
        var there = new TreeSet<>(ADDED);
        Matcher metric = METRIC.matcher(BY.matcher(expression).replaceAll(""));
        int found = 0;
        while (metric.find()) {
            found++;
            assertThat(SAMPLES).as(expression).containsKey(metric.group(1));
            there.addAll(SAMPLES.get(metric.group(1)));
            if (metric.group(2) != null) {
                Matcher label = LABEL.matcher(metric.group(2));
                while (label.find()) {
                    assertThat(SAMPLES.get(metric.group(1))).as(expression).contains(label.group(1));
                }
            }
        }
        assertThat(found).as(expression).isPositive();
        Matcher errors = Pattern.compile("error=~\"([^\"]*)\"").matcher(expression);
        while (errors.find()) {
            assertThat(CODES).containsAll(List.of(errors.group(1).split("\\|")));
        }
        Matcher by = BY.matcher(expression);
        while (by.find()) {
            assertThat(there).as(expression).containsAll(List.of(by.group(1).split(",\\s*")));
        }
    }
}
