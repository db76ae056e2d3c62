package dev.weir.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.http.Headers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final Random random = new Random(1);

    @Test
    void goesOnWithTheCallersTrace() {
        var context = TraceContext.of(
                Headers.of(
                        "traceparent", "00-" + TRACE + "-" + PARENT + "-01", "tracestate", "a=1", "tracestate", "b=2"),
                random);

        assertThat(context.trace()).isEqualTo(TRACE);
        assertThat(context.parent()).isEqualTo(PARENT);
        assertThat(context.sampled()).isTrue();
        assertThat(context.state()).isEqualTo("a=1,b=2");
        assertThat(context.span()).matches("[0-9a-f]{16}").isNotEqualTo(PARENT);
    }

    @Test
    void readsOfLaterVersionsWhatItKnows() {
        var context = TraceContext.of(Headers.of("traceparent", "cc-" + TRACE + "-" + PARENT + "-00-more"), random);

        assertThat(context.trace()).isEqualTo(TRACE);
        assertThat(context.sampled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void beginsATraceOfItsOwnWhereItUnderstandsNone(String said) {
        var context = TraceContext.of(Headers.of("traceparent", said, "tracestate", "a=1"), random);

        assertThat(context.trace()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
        assertThat(context.hasParent()).isFalse();
        assertThat(context.state()).isEmpty();
    }

    @Test
    void believesNoneOfTwoParents() {
        String one = "00-" + TRACE + "-" + PARENT + "-01";

        var context = TraceContext.of(Headers.of("traceparent", one, "traceparent", one), random);

        assertThat(context.hasParent()).isFalse();
    }
}
