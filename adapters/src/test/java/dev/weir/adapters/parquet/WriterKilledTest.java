package dev.weir.adapters.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a writer said that it kept is there once, wherever it is killed: twenty times, or as often as
/// `weir.kills` says.
class WriterKilledTest {

    private static final int KILLS = Integer.getInteger("weir.kills", 20);

    @TempDir
    private Path folder;

    private Path root() {
        return folder.resolve("audit");
    }

    /// How far the process said it was when it was killed.
    private long killedAfter(int batches) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        root().toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long said = 0;
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            for (int i = 0; i < batches && line != null; i++) {
                said = Long.parseLong(line);
                line = i + 1 < batches ? out.readLine() : line;
            }
            process.toHandle().destroyForcibly(); // Process would close what it said

            for (line = out.readLine(); line != null; line = out.readLine()) {
                said = Long.parseLong(line);
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void hasEachRecordOnce() throws Exception {
        var random = new SplittableRandom(10);
        try (var duck = new Duck()) {
            for (int kill = 0; kill < KILLS; kill++) {
                long said = killedAfter(1 + random.nextInt(12));

                long kept;
                try (var log = new ParquetAuditLog(root(), Trail.KEPT)) {
                    kept = log.position(Trail.SOURCE);
                }
                assertThat(kept).as("kill %d", kill).isGreaterThanOrEqualTo(said);
                assertThat(duck.ids(root())).as("kill %d", kill).isEqualTo(Trail.ids(Math.toIntExact(kept)));
                AuditVerification verification = AuditVerification.of(root(), Optional.empty());
                assertThat(verification.findings()).as("kill %d", kill).isEmpty();
                assertThat(verification.rows()).as("kill %d", kill).isEqualTo(kept);
            }
        }
    }
}
