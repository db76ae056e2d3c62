package dev.weir.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.audit.Column.Flag;
import dev.weir.audit.Column.Real;
import dev.weir.audit.Column.Text;
import dev.weir.audit.Column.Time;
import dev.weir.audit.Column.Whole;
import dev.weir.call.AuditRecord;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Audit records as JSON objects, whose members are the columns; what is not known is left out.
public final class AuditJson {

    private static final JsonFactory JSON = new JsonFactory();

    /// A column that is kept, and what stands before its value.
    private record Member(Column column, byte[] name) {}

    private static final Member[] KEPT = AuditSchema.ALL.stream()
            .filter(column -> !AuditSchema.COMPUTED.contains(column.name()))
            .filter(column -> !column.name().equals("event_id"))
            .map(column -> new Member(column, (",\"" + column.name() + "\":").getBytes(UTF_8)))
            .toArray(Member[]::new);

    /// The first one.
    private static final byte[] EVENT_ID = "\"event_id\":".getBytes(UTF_8);

    private static final byte[] TRUE = "true".getBytes(UTF_8);
    private static final byte[] FALSE = "false".getBytes(UTF_8);

    private AuditJson() {}

    /// A record as it is kept: with everything that it can be made of again, and nothing twice.
    public static byte[] of(AuditRecord record) {
        return open(record).sign('}').toBytes();
    }

    /// The same without its end, so that there can be more in it.
    static JsonBytes open(AuditRecord record) {
        var json = new JsonBytes().sign('{').raw(EVENT_ID).text(record.id());
        for (Member member : KEPT) {
            keep(record, member, json);
        }
        return json;
    }

    private static void keep(AuditRecord record, Member member, JsonBytes json) {
        switch (member.column()) {
            case Text text -> {
                String value = text.value().apply(record);
                if (!value.isEmpty()) {
                    json.raw(member.name()).text(value);
                }
            }
            case Whole whole -> {
                if (whole.known().test(record)) {
                    json.raw(member.name()).number(whole.value().applyAsLong(record));
                }
            }
            case Flag flag -> {
                if (flag.known().test(record)) {
                    json.raw(member.name()).raw(flag.value().test(record) ? TRUE : FALSE);
                }
            }
            case Time time ->
                json.raw(member.name()).text(time.value().apply(record).toString());
            case Real real -> throw new IllegalStateException(real.name() + " is computed, and not kept");
        }
    }

    /// Writes a record as it is told: with all its columns, and its time once more as `ts`, as the reference calls it.
    public static void tell(AuditRecord record, JsonGenerator out) {
        out.writeStartObject();
        AuditSchema.ALL.forEach(column -> write(record, column, out));
        out.writeStringProperty("ts", record.at().toString());
        out.writeEndObject();
    }

    private static void write(AuditRecord record, Column column, JsonGenerator out) {
        switch (column) {
            case Text text -> {
                String value = text.of(record);
                if (!value.isEmpty()) {
                    out.writeStringProperty(text.name(), value);
                }
            }
            case Whole whole -> {
                if (whole.known().test(record)) {
                    out.writeNumberProperty(whole.name(), whole.value().applyAsLong(record));
                }
            }
            case Real real -> {
                if (real.known().test(record)) {
                    out.writeNumberProperty(real.name(), real.value().applyAsDouble(record));
                }
            }
            case Flag flag -> {
                if (flag.known().test(record)) {
                    out.writeBooleanProperty(flag.name(), flag.value().test(record));
                }
            }
            case Time time ->
                out.writeStringProperty(time.name(), time.value().apply(record).toString());
        }
    }

    /// Reads a record as it is kept. Columns that are not known here are passed over: a newer gateway wrote them.
    ///
    /// @throws IllegalArgumentException if it is none
    public static AuditRecord read(byte[] json) {
        var fields = new Fields();
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("an audit record is a JSON object");
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                JsonToken token = in.nextToken();
                if (token == JsonToken.VALUE_STRING) {
                    fields.put(name, in.getString());
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    fields.put(name, in.getLongValue());
                } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                    fields.put(name, token == JsonToken.VALUE_TRUE);
                } else {
                    in.skipChildren();
                }
            }
        }
        return fields.record();
    }
}
