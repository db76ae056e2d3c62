package dev.weir.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the gateway tells of itself, and to whom.
///
/// @param service as which it is known to whoever looks at it
/// @param metrics who may read `/metrics` at the control plane
/// @param otlp where traces, metrics and logs are sent, if anywhere
public record TelemetryConfig(String service, Readers metrics, Sampling sampling, Optional<Otlp> otlp) {

    /// Who may read the metrics.
    public enum Readers {
        ADMINISTRATORS,
        ANYBODY
    }

    /// Which traces are recorded.
    ///
    /// @param ratio of those that begin here
    /// @param followCallers whether one that a caller began is recorded as the caller does
    public record Sampling(double ratio, boolean followCallers) {

        private static final Value<Double> RATIO = Value.of(
                "a number from 0 to 1",
                1.0,
                node -> node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= 1
                        ? Optional.of(node.doubleValue())
                        : Optional.empty());

        private static Sampling read(Section sampling) {
            return new Sampling(
                    sampling.value("ratio", RATIO, 1.0), sampling.value("follow-callers", Values.FLAG, true));
        }
    }

    /// A collector that understands OTLP.
    ///
    /// @param endpoint its address, without the path of a signal
    /// @param headers that it is shown with every request, such as a token
    /// @param interval between two times that metrics are sent
    public record Otlp(
            URI endpoint,
            Protocol protocol,
            Map<String, SecretRef> headers,
            boolean traces,
            boolean metrics,
            boolean logs,
            Duration interval) {

        /// How it is spoken to.
        public enum Protocol {
            HTTP,
            GRPC
        }

        public Otlp {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        private static Otlp read(Section otlp, Egress egress) {
            var read = new Otlp(
                    otlp.required("endpoint", Values.WEB_ADDRESS),
                    otlp.value("protocol", Values.oneOf(Protocol.class), Protocol.HTTP),
                    otlp.named("headers", Values.SECRET),
                    otlp.value("traces", Values.FLAG, true),
                    otlp.value("metrics", Values.FLAG, true),
                    otlp.value("logs", Values.FLAG, false),
                    otlp.value(
                            "interval",
                            Value.within(Values.TIME_SPAN, Duration.ofSeconds(1), Duration.ofHours(1)),
                            Duration.ofSeconds(60)));
            Optional<String> refusal = egress.refusal(read.endpoint);
            otlp.at("endpoint").require(refusal.isEmpty() || !otlp.has("endpoint"), "%s", refusal.orElse(""));
            return read;
        }
    }

    static TelemetryConfig read(Section telemetry, Egress egress) {
        return new TelemetryConfig(
                telemetry.value("service", Values.TEXT, "weir"),
                telemetry.value("metrics", Values.oneOf(Readers.class), Readers.ADMINISTRATORS),
                telemetry.section("sampling", Sampling::read),
                telemetry.has("otlp")
                        ? Optional.of(telemetry.section("otlp", otlp -> Otlp.read(otlp, egress)))
                        : Optional.empty());
    }
}
