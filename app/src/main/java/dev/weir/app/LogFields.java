package dev.weir.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;

/// Writes the fields of a line, each as the kind of value that it is, where the encoder's own way has Jackson look up
/// for each field how its kind is written. `logback.xml` names it.
public final class LogFields extends AbstractJsonProvider<ILoggingEvent> {

    @Override
    public void writeTo(JsonGenerator line, ILoggingEvent event) {
        @Nullable List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            for (KeyValuePair field : fields) {
                line.writeName(field.key);
                write(field.value, line);
            }
        }
    }

    private static void write(@Nullable Object value, JsonGenerator line) {
        switch (value) {
            case null -> line.writeNull();
            case String text -> line.writeString(text);
            case Long number -> line.writeNumber(number);
            case Integer number -> line.writeNumber(number);
            case Boolean flag -> line.writeBoolean(flag);
            default -> line.writePOJO(value);
        }
    }
}
