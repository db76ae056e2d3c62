package dev.weir.adapters.parquet;

import java.nio.file.Path;
import java.time.Duration;

/// A process that brings record after record to a trail, tidies up now and then, and says how far it is, until somebody
/// kills it.
final class Writer {

    private static final int MOST = 100_000;

    private Writer() {}

    /// @param args where the trail is
    public static void main(String[] args) {
        try (var log = new ParquetAuditLog(Path.of(args[0]), Trail.KEPT)) {
            long position = log.position(Trail.SOURCE);
            while (position < MOST) {
                long next = position + 1 + position % 7;
                log.add(Trail.batch(position, next));
                System.out.println(next);
                System.out.flush();
                position = next;
                if (position % 11 == 0) {
                    log.tend(Trail.BEGIN.plus(Duration.ofDays(2)));
                }
            }
        }
    }
}
