package dev.weir.adapters.parquet;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/// One file of the audit trail.
///
/// @param name its path in the folder, such as `year=2026/month=11/day=25/part-0f3a9c1e-0000000007.parquet`
record Piece(String name, long rows, long bytes, String sha256) {

    private static final String TEMPORARY = "_temp";

    /// The folder of a day.
    static String folder(LocalDate day) {
        return String.format(
                Locale.ROOT, "year=%04d/month=%02d/day=%02d", day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }

    /// The name of a file.
    ///
    /// @param node tells this folder's files from those of other gateways, where all are brought together
    static String name(LocalDate day, String node, long number) {
        return String.format(Locale.ROOT, "%s/part-%s-%010d.parquet", folder(day), node, number);
    }

    /// The folder that it is in, by day.
    String folder() {
        return name.substring(0, name.lastIndexOf('/'));
    }

    /// Where files are that are not yet what they are going to be. No reader of the trail looks there.
    static Path temporaries(Path root) {
        return root.resolve(TEMPORARY);
    }

    /// Where it is until it has its name.
    static Path temporary(Path root, String name) {
        return temporaries(root).resolve(name.replace('/', '_') + ".tmp");
    }
}
