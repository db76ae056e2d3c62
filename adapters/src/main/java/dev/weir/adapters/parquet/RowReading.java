package dev.weir.adapters.parquet;

import dev.weir.audit.AuditSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// How a row of a Parquet file becomes a [Row] again. Columns that an older file does not have are nothing.
final class RowReading extends RecordMaterializer<Row> {

    /// A file has a column that is not known here: it was written by a newer gateway, and nothing of it may be lost.
    static final class NewerFile extends RuntimeException {
        private static final long serialVersionUID = 1;

        NewerFile(String column) {
            super("the column %s is not known to this gateway".formatted(column));
        }
    }

    private final Whole whole;

    RowReading(MessageType schema) {
        whole = new Whole(schema);
    }

    @Override
    public Row getCurrentRecord() {
        return new Row(whole.values);
    }

    @Override
    public GroupConverter getRootConverter() {
        return whole;
    }

    /// A row while it is read.
    private static final class Whole extends GroupConverter {

        private final List<Converter> columns = new ArrayList<>();
        private @Nullable Object[] values = new @Nullable Object[0];

        Whole(MessageType schema) {
            List<String> known =
                    AuditSchema.ALL.stream().map(column -> column.name()).toList();
            schema.getFields().forEach(field -> {
                int place = known.indexOf(field.getName());
                if (place < 0) {
                    throw new NewerFile(field.getName());
                }
                columns.add(new Place(this, place));
            });
        }

        @Override
        public Converter getConverter(int field) {
            return columns.get(field);
        }

        @Override
        public void start() {
            values = new @Nullable Object[AuditSchema.ALL.size()];
        }

        @Override
        public void end() {}
    }

    /// One place of it.
    private static final class Place extends PrimitiveConverter {

        private final Whole row;
        private final int place;

        Place(Whole row, int place) {
            this.row = row;
            this.place = place;
        }

        @Override
        public void addBinary(Binary value) {
            row.values[place] = value.toStringUsingUTF8();
        }

        @Override
        public void addLong(long value) {
            row.values[place] = value;
        }

        @Override
        public void addDouble(double value) {
            row.values[place] = value;
        }

        @Override
        public void addBoolean(boolean value) {
            row.values[place] = value;
        }
    }
}
