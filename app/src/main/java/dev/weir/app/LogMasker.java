package dev.weir.app;

import dev.weir.telemetry.Redactor;
import net.logstash.logback.mask.ValueMasker;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamContext;

/// Stands before the log: every value of every line, traces included, passes here. `logback.xml` names it.
public final class LogMasker implements ValueMasker {

    /// One for the process, as there is one log.
    static final Redactor REDACTOR = new Redactor();

    @Override
    public @Nullable Object mask(TokenStreamContext context, Object value) {
        if (!(value instanceof CharSequence text)) {
            return null; // as it is
        }
        String before = text.toString();
        String after = REDACTOR.redacted(before);
        return after.equals(before) ? null : after;
    }
}
