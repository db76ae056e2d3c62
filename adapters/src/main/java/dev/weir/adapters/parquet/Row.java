package dev.weir.adapters.parquet;

import dev.weir.audit.AuditSchema;
import dev.weir.audit.Column;
import dev.weir.call.AuditRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// One row of a file: for each column of [AuditSchema], in its order, a text, a number, yes or no, or nothing.
record Row(@Nullable Object[] values) {

    static Row of(AuditRecord record) {
        var values = new @Nullable Object[AuditSchema.ALL.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(record, AuditSchema.ALL.get(i));
        }
        return new Row(values);
    }

    private static @Nullable Object value(AuditRecord record, Column column) {
        return switch (column) {
            case Column.Text text -> {
                String said = text.of(record);
                yield said.isEmpty() && !text.always() ? null : said;
            }
            case Column.Whole whole ->
                whole.known().test(record) ? (Object) whole.value().applyAsLong(record) : null;
            case Column.Real real ->
                real.known().test(record) ? (Object) real.value().applyAsDouble(record) : null;
            case Column.Flag flag ->
                flag.known().test(record) ? (Object) flag.value().test(record) : null;
            case Column.Time time ->
                ChronoUnit.MICROS.between(Instant.EPOCH, time.value().apply(record));
        };
    }
}
