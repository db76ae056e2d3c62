package dev.weir.adapters.otel;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/// A collector in this process: takes OTLP in HTTP/1.1 and in gRPC, reads it with the classes that the OpenTelemetry
/// project makes of its protocol, and keeps it.
public final class OtlpReceiver implements AutoCloseable {

    private static final int GRPC_PREFIX = 5;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final BlockingQueue<Span> spans = new LinkedBlockingQueue<>();
    private final BlockingQueue<Metric> metrics = new LinkedBlockingQueue<>();
    private final BlockingQueue<LogRecord> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<Map<String, String>> headers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Map<String, String>> resources = new LinkedBlockingQueue<>();

    public OtlpReceiver() {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(this::received)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    public int port() {
        return server.actualPort();
    }

    /// The next so many spans.
    public List<Span> spans(int count) throws InterruptedException {
        return next(spans, count, _ -> true);
    }

    /// The next so many spans of a trace; others are let go.
    public List<Span> spans(String trace, int count) throws InterruptedException {
        return next(
                spans,
                count,
                span -> HexFormat.of()
                        .formatHex(span.getTraceId().toByteArray())
                        .equals(trace));
    }

    /// The next metric of that name; others are let go.
    public Metric metric(String name) throws InterruptedException {
        return next(metrics, 1, metric -> metric.getName().equals(name)).getFirst();
    }

    /// The next line of a call in that trace; others are let go.
    public LogRecord line(String trace) throws InterruptedException {
        return next(
                        lines,
                        1,
                        line -> HexFormat.of()
                                .formatHex(line.getTraceId().toByteArray())
                                .equals(trace))
                .getFirst();
    }

    /// Of the next request.
    public Map<String, String> headers() throws InterruptedException {
        return next(headers, 1, _ -> true).getFirst();
    }

    /// Who told something, as the next request says it.
    public Map<String, String> resource() throws InterruptedException {
        return next(resources, 1, _ -> true).getFirst();
    }

    /// Everything that is here and nobody asked for, as text.
    public String rest() {
        return spans.toString() + metrics + lines + headers + resources;
    }

    public static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, one -> switch (one.getValue()
                .getValueCase()) {
            case INT_VALUE -> Long.toString(one.getValue().getIntValue());
            case DOUBLE_VALUE -> Double.toString(one.getValue().getDoubleValue());
            case BOOL_VALUE -> Boolean.toString(one.getValue().getBoolValue());
            default -> one.getValue().getStringValue();
        }));
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static <T> List<T> next(BlockingQueue<T> queue, int count, Predicate<T> wanted)
            throws InterruptedException {
        var found = new ArrayList<T>();
        while (found.size() < count) {
            T one = queue.poll(10, TimeUnit.SECONDS);
            if (one == null) {
                throw new AssertionError("only %d of %d came: %s".formatted(found.size(), count, found));
            }
            if (wanted.test(one)) {
                found.add(one);
            }
        }
        return found;
    }

    private void received(HttpServerRequest request) {
        headers.add(request.headers().entries().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one)));
        boolean grpc = String.valueOf(request.getHeader("content-type")).startsWith("application/grpc");
        request.body().onSuccess(body -> {
            keep(String.valueOf(request.path()), message(request, body, grpc));
            if (grpc) {
                request.response()
                        .putHeader("content-type", "application/grpc")
                        .putTrailer("grpc-status", "0")
                        .end(Buffer.buffer(new byte[GRPC_PREFIX]));
            } else {
                request.response()
                        .putHeader("content-type", "application/x-protobuf")
                        .end();
            }
        });
    }

    private static byte[] message(HttpServerRequest request, Buffer body, boolean grpc) {
        byte[] bytes = grpc ? body.getBytes(GRPC_PREFIX, body.length()) : body.getBytes();
        boolean zipped = grpc ? body.getByte(0) == 1 : "gzip".equals(request.getHeader("content-encoding"));
        if (!zipped) {
            return bytes;
        }
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return unzipped.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void keep(String path, byte[] message) {
        switch (path) {
            case "/v1/traces", "/opentelemetry.proto.collector.trace.v1.TraceService/Export" ->
                read(ExportTraceServiceRequest.parser(), message)
                        .getResourceSpansList()
                        .forEach(resource -> {
                            resources.add(texts(resource.getResource().getAttributesList()));
                            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                        });
            case "/v1/metrics", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" ->
                read(ExportMetricsServiceRequest.parser(), message)
                        .getResourceMetricsList()
                        .forEach(resource -> resource.getScopeMetricsList()
                                .forEach(scope -> metrics.addAll(scope.getMetricsList())));
            case "/v1/logs", "/opentelemetry.proto.collector.logs.v1.LogsService/Export" ->
                read(ExportLogsServiceRequest.parser(), message)
                        .getResourceLogsList()
                        .forEach(resource ->
                                resource.getScopeLogsList().forEach(scope -> lines.addAll(scope.getLogRecordsList())));
            default -> throw new IllegalArgumentException(path);
        }
    }

    private static <M extends Message> M read(Parser<M> parser, byte[] message) {
        try {
            return parser.parseFrom(message);
        } catch (InvalidProtocolBufferException notOne) {
            throw new UncheckedIOException(notOne);
        }
    }
}
