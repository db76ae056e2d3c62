package dev.weir.adapters.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.StoreUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A trail on a disk that is really full: of 2 MiB or so, in the folder that `weir.small` names. `lab/proof/audit.sh`
/// makes one and runs this; everywhere else [ParquetAuditLogTest] has a disk that says that it is full, at each step.
class FullDiskProof {

    private static final int BATCH = 500;

    @Test
    void keepsEachRecordOnceAndGoesOnWhenThereIsRoom() throws Exception {
        Path small = Path.of(System.getProperty("weir.small"));
        Path root = small.resolve("audit");
        Path ballast = Files.write(small.resolve("ballast"), new byte[700 * 1024]);
        try (var log = new ParquetAuditLog(root, Trail.KEPT);
                var duck = new Duck()) {
            long kept = untilFull(log);

            assertThat(duck.ids(root)).isEqualTo(Trail.ids(Math.toIntExact(kept)));
            Files.delete(ballast);
            long position = log.position(Trail.SOURCE);
            log.add(Trail.batch(position, position + BATCH));

            assertThat(duck.ids(root)).isEqualTo(Trail.ids(Math.toIntExact(position + BATCH)));
        }
        assertThat(AuditVerification.of(root, Optional.empty()).findings()).isEmpty();
    }

    private static long untilFull(ParquetAuditLog log) {
        long kept = log.position(Trail.SOURCE);
        try {
            while (true) {
                log.add(Trail.batch(kept, kept + BATCH));
                kept += BATCH;
            }
        } catch (StoreUnavailable full) {
            assertThat(full).hasMessageContaining("No space left");
            return kept;
        }
    }
}
