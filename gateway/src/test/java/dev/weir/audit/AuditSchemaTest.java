package dev.weir.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The columns that were released stay as they are. A new one is a line at the end of `schema-1.txt`.
class AuditSchemaTest {

    private static String line(Column column) {
        String type = column.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return column.name() + " " + type + (column.always() ? " always" : "");
    }

    @Test
    void growsAtItsEnd() throws Exception {
        List<String> released;
        try (InputStream file = Objects.requireNonNull(AuditSchemaTest.class.getResourceAsStream("schema-1.txt"))) {
            released = new String(file.readAllBytes(), UTF_8).lines().toList();
        }

        assertThat(AuditSchema.ALL.stream().map(AuditSchemaTest::line)).containsExactlyElementsOf(released);
    }

    @Test
    void beginsWithTheColumnsOfTheReference() {
        assertThat(AuditSchema.ALL.stream().limit(14).map(Column::name))
                .containsExactly(
                        "team",
                        "user_id",
                        "model",
                        "provider",
                        "prompt_tokens",
                        "completion_tokens",
                        "total_tokens",
                        "cache_read_tokens",
                        "latency_ms",
                        "cost_usd",
                        "cache_savings_usd",
                        "status",
                        "correlation_id",
                        "request_timestamp");
    }

    @Test
    void namesEachColumnOnce() {
        assertThat(AuditSchema.ALL.stream().map(Column::name)).doesNotHaveDuplicates();
        assertThat(AuditSchema.ALL.stream().map(Column::name)).containsAll(AuditSchema.COMPUTED);
    }
}
