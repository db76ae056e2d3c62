package dev.weir.adapters.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Our values as OpenTelemetry has them.
final class Values {

    private static final long SECOND = 1_000_000_000;
    private static final String CONVENTIONS = "https://opentelemetry.io/schemas/1.41.0";

    /// Who measures.
    static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.builder("dev.weir")
            .setSchemaUrl(CONVENTIONS)
            .build();

    private Values() {}

    static long nanos(Instant at) {
        return at.getEpochSecond() * SECOND + at.getNano();
    }

    static Attributes attributes(Map<String, Object> known) {
        AttributesBuilder attributes = Attributes.builder();
        known.forEach((name, value) -> {
            switch (value) {
                case Boolean flag -> attributes.put(name, flag);
                case Long number -> attributes.put(name, number);
                case Integer number -> attributes.put(name, number.longValue());
                case Double number -> attributes.put(name, number);
                default -> attributes.put(name, value.toString());
            }
        });
        return attributes.build();
    }

    static Attributes attributes(List<String> names, List<String> values) {
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < names.size(); i++) {
            if (!values.get(i).isEmpty()) {
                attributes.put(names.get(i), values.get(i));
            }
        }
        return attributes.build();
    }
}
