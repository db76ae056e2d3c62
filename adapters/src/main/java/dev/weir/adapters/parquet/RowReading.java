package dev.weir.adapters.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnSchema;
import dev.weir.audit.AuditSchema;
import dev.weir.audit.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a row of a Parquet file becomes a [Row] again. Columns that an older file does not have are nothing. Another
/// library reads than wrote: Parquet's own reader loads Hadoop, and what two understand is no secret of one.
final class RowReading {

    private static final Set<String> KNOWN =
            AuditSchema.ALL.stream().map(Column::name).collect(Collectors.toSet());

    /// A file has a column that is not known here: it was written by a newer gateway, and nothing of it may be lost.
    static final class NewerFile extends RuntimeException {
        private static final long serialVersionUID = 1;

        NewerFile(String column) {
            super("the column %s is not known to this gateway".formatted(column));
        }
    }

    /// Takes rows one by one.
    @FunctionalInterface
    interface Rows {
        void accept(Row row) throws IOException;
    }

    private RowReading() {}

    /// Reads the rows of a file.
    ///
    /// @throws NewerFile if it has columns that are not known here
    static void read(Path file, Rows each) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = reader.rowReader()) {
            Set<String> there = reader.getFileSchema().getColumns().stream()
                    .map(ColumnSchema::name)
                    .collect(Collectors.toSet());
            for (String column : there) {
                if (!KNOWN.contains(column)) {
                    throw new NewerFile(column);
                }
            }
            while (rows.hasNext()) {
                rows.next();
                each.accept(row(rows, there));
            }
        }
    }

    private static Row row(RowReader row, Set<String> there) {
        var values = new @Nullable Object[AuditSchema.ALL.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = AuditSchema.ALL.get(i);
            if (there.contains(column.name()) && !row.isNull(column.name())) {
                values[i] = value(row, column);
            }
        }
        return new Row(values);
    }

    private static @Nullable Object value(RowReader row, Column column) {
        return switch (column) {
            case Column.Text text -> row.getString(text.name());
            case Column.Whole whole -> row.getLong(whole.name());
            case Column.Real real -> row.getDouble(real.name());
            case Column.Flag flag -> row.getBoolean(flag.name());
            case Column.Time time -> ChronoUnit.MICROS.between(Instant.EPOCH, row.getTimestamp(time.name()));
        };
    }
}
