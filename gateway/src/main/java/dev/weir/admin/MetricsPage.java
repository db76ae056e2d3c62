package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.telemetry.Metrics;
import dev.weir.telemetry.PrometheusText;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.util.List;

/// All metrics as Prometheus reads them.
public final class MetricsPage implements Resources {

    private final Metrics metrics;
    private final Permission permission;

    public MetricsPage(Metrics metrics, Permission permission) {
        this.metrics = metrics;
        this.permission = permission;
    }

    @Override
    public List<Route> routes(Registry registry) {
        return List.of(new Route("GET", "/metrics", permission, "metrics.read", this::page));
    }

    /// In the format that is asked for; who asks for none in particular gets the old one.
    private HttpResponse page(Ask ask) {
        boolean open = ask.request().headers().first("accept").orElse("").contains("application/openmetrics-text");
        return new HttpResponse(
                200,
                Headers.of("content-type", open ? PrometheusText.OPEN_METRICS : PrometheusText.TEXT),
                PrometheusText.of(metrics.read(), open).getBytes(UTF_8));
    }
}
