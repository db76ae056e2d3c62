package dev.weir.adapters.parquet;

import dev.weir.audit.AuditSchema;
import dev.weir.audit.Column;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// How a [Row] becomes a row of a Parquet file.
final class RowWriting extends WriteSupport<Row> {

    static final MessageType SCHEMA = new MessageType(
            "audit", AuditSchema.ALL.stream().map(RowWriting::type).toList());

    private @Nullable RecordConsumer consumer;

    /// Makes a writer of rows for a file.
    static final class Builder extends ParquetWriter.Builder<Row, Builder> {

        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // Parquet wants it, and calls the other one.
        protected WriteSupport<Row> getWriteSupport(Configuration configuration) {
            return new RowWriting();
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(ParquetConfiguration configuration) {
            return new RowWriting();
        }
    }

    private static Type type(Column column) {
        Repetition repetition = column.always() ? Repetition.REQUIRED : Repetition.OPTIONAL;
        return switch (column) {
            case Column.Text text ->
                Types.primitive(PrimitiveTypeName.BINARY, repetition)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(text.name());
            case Column.Whole whole ->
                Types.primitive(PrimitiveTypeName.INT64, repetition).named(whole.name());
            case Column.Real real ->
                Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(real.name());
            case Column.Flag flag ->
                Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(flag.name());
            case Column.Time time ->
                Types.primitive(PrimitiveTypeName.INT64, repetition)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                        .named(time.name());
        };
    }

    @Override
    @SuppressWarnings("deprecation") // Parquet wants it, and calls the other one.
    public WriteContext init(Configuration configuration) {
        throw new IllegalStateException("nothing of Hadoop is configured here");
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer into) {
        consumer = into;
    }

    @Override
    public void write(Row row) {
        RecordConsumer into = consumer;
        if (into == null) {
            throw new IllegalStateException("nobody said where to");
        }
        into.startMessage();
        for (int i = 0; i < row.values().length; i++) {
            Object value = row.values()[i];
            if (value != null) {
                String name = SCHEMA.getFieldName(i);
                into.startField(name, i);
                write(value, into);
                into.endField(name, i);
            }
        }
        into.endMessage();
    }

    private static void write(Object value, RecordConsumer into) {
        switch (value) {
            case String text -> into.addBinary(Binary.fromString(text));
            case Long number -> into.addLong(number);
            case Double number -> into.addDouble(number);
            case Boolean flag -> into.addBoolean(flag);
            default -> throw new IllegalStateException("no column holds a " + value.getClass());
        }
    }
}
