package dev.weir.app;

import dev.weir.adapters.http.HttpServers;
import dev.weir.adapters.http.Trust;
import dev.weir.adapters.otel.Collector;
import dev.weir.admin.MetricsPage;
import dev.weir.admin.Permission;
import dev.weir.alert.LostGateways;
import dev.weir.call.CallReport;
import dev.weir.config.GatewayConfig;
import dev.weir.config.SecretRef;
import dev.weir.config.TelemetryConfig;
import dev.weir.config.TelemetryConfig.Readers;
import dev.weir.directory.Budgets;
import dev.weir.directory.DocumentWatch;
import dev.weir.journal.Health;
import dev.weir.policy.Degraded;
import dev.weir.relay.BodyBudget;
import dev.weir.relay.LiveCalls;
import dev.weir.route.Healths;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Balance;
import dev.weir.store.SecretStore;
import dev.weir.telemetry.CallLog;
import dev.weir.telemetry.GatewayMetrics;
import dev.weir.telemetry.Metrics;
import dev.weir.telemetry.Names;
import dev.weir.telemetry.ProcessMetrics;
import dev.weir.telemetry.ReportQueue;
import dev.weir.telemetry.Sampling;
import dev.weir.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/// What tells operators how the gateway is: metrics, which can be read and are sent, traces, and the log where it is
/// sent, too.
final class Instruments implements Part, CallReport.Listener, AutoCloseable {

    private final Metrics metrics = new Metrics();
    private final Permission readers;
    private final Optional<Collector> collector;
    private final Optional<LogShipping> shipping;
    private final Telemetry telemetry;
    private volatile Names names;
    private volatile Sampling sampling;

    Instruments(GatewayConfig config, SecretStore secrets, Trust trust) {
        TelemetryConfig wanted = config.telemetry();
        this.names = Names.of(config);
        this.sampling = sampling(wanted);
        this.readers = wanted.metrics() == Readers.ANYBODY ? Permission.ANYBODY : Permission.ADMINISTRATORS;
        this.collector = wanted.otlp()
                .map(otlp -> new Collector(otlp, headers(otlp, secrets), who(wanted), trust, metrics::read));
        this.shipping = collector
                .filter(_ -> wanted.otlp().filter(TelemetryConfig.Otlp::logs).isPresent())
                .map(there -> new LogShipping(there::line, LogMasker.REDACTOR));
        this.telemetry = new Telemetry(
                metrics,
                () -> names,
                () -> sampling,
                made -> collector.filter(Collector::takesSpans).ifPresent(there -> there.spans(made.get())),
                () -> ThreadLocalRandom.current().nextLong());
    }

    @Override
    public void ended(CallReport report) {
        telemetry.ended(report);
    }

    MetricsPage page() {
        return new MetricsPage(metrics, readers);
    }

    /// Looks at what is not told by calls.
    void watch(
            LiveCalls live,
            BodyBudget bodies,
            DocumentWatch documents,
            Degraded degraded,
            Healths healths,
            CallLog log) {
        var gateway = new GatewayMetrics(metrics);
        gateway.calls(live, bodies);
        gateway.store(documents::age, documents::away, degraded::teamsAlone);
        gateway.targets(healths, () -> names);
        var queues = new ArrayList<GatewayMetrics.Queue>();
        queues.add(queue("call-log", log.queue()));
        queues.add(queue("telemetry", telemetry.queue()));
        collector.ifPresent(there -> queues.addAll(there.queues()));
        gateway.queues(queues);
        ProcessMetrics.of(metrics, HttpServers::directMemory);
    }

    /// Looks at money and at what is kept of calls.
    ///
    /// @param balance must not wait
    void watch(
            Supplier<Budgets> budgets,
            Function<Account, Balance> balance,
            Supplier<Health> journal,
            List<GatewayMetrics.Relay> audit,
            LostGateways lost,
            InstantSource clock) {
        var gateway = new GatewayMetrics(metrics);
        gateway.audit(audit);
        gateway.lostGateways(lost::told);
        gateway.budgets(budgets, balance, clock);
        gateway.journal(journal);
    }

    private static GatewayMetrics.Queue queue(String name, ReportQueue queue) {
        return new GatewayMetrics.Queue(name, queue::depth, queue::lost);
    }

    void start() {
        collector.ifPresent(Collector::start);
        shipping.ifPresent(LogShipping::attach);
    }

    @Override
    public Runnable made(GatewayConfig config) {
        Names next = Names.of(config);
        return () -> {
            names = next;
            sampling = sampling(config.telemetry());
        };
    }

    @Override
    public void close() {
        telemetry.close();
        shipping.ifPresent(LogShipping::detach);
        collector.ifPresent(Collector::close);
    }

    private static Sampling sampling(TelemetryConfig wanted) {
        return new Sampling(wanted.sampling().ratio(), wanted.sampling().followCallers());
    }

    private static Collector.Who who(TelemetryConfig wanted) {
        String version = Instruments.class.getPackage().getImplementationVersion();
        return new Collector.Who(
                wanted.service(),
                version == null ? "" : version,
                UUID.randomUUID().toString());
    }

    private static Map<String, String> headers(TelemetryConfig.Otlp otlp, SecretStore secrets) {
        var headers = new LinkedHashMap<String, String>();
        otlp.headers()
                .forEach((String name, SecretRef reference) -> headers.put(
                        name,
                        switch (secrets.read(reference)) {
                            case SecretStore.Answer.Found found ->
                                found.secret().reveal();
                            case SecretStore.Answer.Missing(String why) -> throw new IllegalArgumentException(why);
                        }));
        return headers;
    }
}
