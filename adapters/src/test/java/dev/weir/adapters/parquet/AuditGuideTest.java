package dev.weir.adapters.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditSchema;
import dev.weir.call.AuditRecord;
import dev.weir.store.AuditLog.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The SQL of `docs/guides/audit.md` is right, and answers what stands above it.
class AuditGuideTest {

    private static final Pattern QUERY = Pattern.compile("\n\\*\\*([^*]+)\\*\\*\\s+```sql\n(.*?)```", Pattern.DOTALL);

    private final Instant now = Instant.now();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each
    private Duck duck;

    @SuppressWarnings("NullAway.Init") // set before each
    private Map<String, String> queries;

    private static String guide() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        return Files.readString(here.resolveSibling("docs").resolve("guides/audit.md"), UTF_8);
    }

    @BeforeEach
    void fill() throws Exception {
        queries = new LinkedHashMap<>();
        QUERY.matcher(guide()).results().forEach(match -> queries.put(match.group(1), match.group(2)));
        Instant may = Instant.parse("2026-05-10T10:00:00Z");
        List<AuditRecord> records = Stream.of(
                        Trail.call("old", Instant.parse("2026-04-30T23:59:59Z")),
                        Trail.call("c1", may).put("session", "s-1").put("first_byte_us", 100_000),
                        Trail.call("c2", may.plusSeconds(5))
                                .put("session", "s-1")
                                .put("model", "claude-2"),
                        Trail.call("c3", may.plusSeconds(6)).put("team", "blue").put("estimated", "cut"),
                        Trail.call("c4", may.plusSeconds(7))
                                .put("decision", "deny")
                                .put("outcome", "refused")
                                .put("reason", "budget_exhausted"),
                        admin("a1", may.plusSeconds(8), "change", "team.change"),
                        admin("a2", may.plusSeconds(9), "change", "team.change"),
                        admin("a3", may.plusSeconds(10), "denial", "team.register")
                                .put("decision", "deny")
                                .put("reason", "scope_missing"),
                        Trail.call("now", now.minusSeconds(60)))
                .map(Trail::record)
                .toList();
        try (var log = new ParquetAuditLog(folder.resolve("audit"), Duration.ofDays(36_500))) {
            log.add(new Batch(Trail.SOURCE, 0, 9, records));
        }
        duck = new Duck();
        duck.execute(query("The view that all others use"));
    }

    private static ObjectNode admin(String id, Instant at, String kind, String action) {
        return Trail.call(id, at)
                .put("kind", kind)
                .put("action", action)
                .put("actor", "operator")
                .put("actor_team", "platform");
    }

    @AfterEach
    void close() throws Exception {
        duck.close();
    }

    private String query(String title) {
        assertThat(queries).containsKey(title);
        return String.valueOf(queries.remove(title))
                .replace("/var/lib/weir/audit", folder.resolve("audit").toString());
    }

    private List<List<@Nullable Object>> answer(String title) throws Exception {
        return duck.rows(query(title));
    }

    private static List<String> first(List<List<@Nullable Object>> rows) {
        return rows.stream().map(row -> String.valueOf(row.getFirst())).toList();
    }

    @Test
    void answersEachQuestion() throws Exception {
        assertThat(first(answer("Records of a team in a period"))).containsExactly("a3", "a2", "a1", "c4", "c2", "c1");
        assertThat(first(answer("Denials in a period"))).containsExactly("a3", "c4");
        assertThat(answer("Mutation counts per actor and action"))
                .containsExactly(List.of("operator", "team.change", 2L));
        assertThat(first(answer("The last 24 hours"))).containsExactly("now");
        assertThat(answer("Cost by team and model"))
                .containsExactly(
                        List.of("red", "claude-1", 2L, 3.0, 220L),
                        List.of("blue", "claude-1", 1L, 1.5, 110L),
                        List.of("red", "claude-2", 1L, 1.5, 110L));
        assertThat(answer("Cost by day")).hasSize(1);
        assertThat(first(answer("One call and everything of its session"))).containsExactly("c1", "c2");
        assertThat(answer("What failed, and why"))
                .containsExactly(List.of("denied", "budget_exhausted", "anthropic", 1L));
        assertThat(answer("How long calls took")).hasSize(2);
        assertThat(answer("What was estimated")).containsExactly(List.of("blue", "cut", 1L, 1.5));
        assertThat(answer("Whether a record is there twice")).isEmpty();
        query("The table in Athena");
        assertThat(queries).as("queries that nobody tries").isEmpty();
    }

    @Test
    void declaresEveryColumnInAthena() {
        String table = query("The table in Athena");

        AuditSchema.ALL.forEach(column -> assertThat(table).contains("\n  `" + column.name() + "` "));
    }
}
