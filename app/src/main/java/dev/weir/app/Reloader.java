package dev.weir.app;

import dev.weir.config.GatewayConfig;
import dev.weir.config.Reading;
import dev.weir.config.Violation;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Snapshot;
import dev.weir.route.SnapshotCompiler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a changed configuration in force: as a whole or not at all. Looks at the file and at the secrets that it refers
/// to every two seconds, on a thread of its own.
final class Reloader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final ConfigFile file;
    private final SnapshotCompiler compiler;
    private final ActiveSnapshot snapshot;
    private final Identity identity;
    private final List<Part> parts;
    private final CountDownLatch closed = new CountDownLatch(1);
    private GatewayConfig current;
    private int version = 1;

    Reloader(
            ConfigFile file,
            GatewayConfig first,
            SnapshotCompiler compiler,
            ActiveSnapshot snapshot,
            Identity identity,
            List<Part> parts) {
        this.file = file;
        this.current = first;
        this.compiler = compiler;
        this.snapshot = snapshot;
        this.identity = identity;
        this.parts = List.copyOf(parts);
    }

    void start() {
        Thread.ofPlatform().name("configuration").daemon().start(this::watch);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void watch() {
        try {
            while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks once.
    void look() {
        try {
            if (file.poll()) {
                offer(file.load());
            }
        } catch (RuntimeException failure) {
            LOG.atError()
                    .addKeyValue("why", String.valueOf(failure.getMessage()))
                    .setCause(failure)
                    .log("the changed configuration was not put in force");
        }
    }

    private void offer(Reading reading) {
        switch (reading) {
            case Reading.Invalid(List<Violation> violations) ->
                LOG.atError()
                        .addKeyValue(
                                "violations",
                                violations.stream().map(Violation::toString).toList())
                        .log("the changed configuration is wrong; the one before stays in force");
            case Reading.Valid(GatewayConfig config) -> {
                // What can fail comes first, so that nothing is half replaced.
                Snapshot next = compiler.compile(Integer.toString(version + 1), config);
                List<Runnable> ready =
                        parts.stream().map(part -> part.made(config)).toList();
                identity.replace(config);
                snapshot.replace(next);
                ready.forEach(Runnable::run);
                LogSettings.apply(config.logLevel());
                version++;
                List<String> later = needRestart(current, config);
                current = config;
                LOG.atInfo().addKeyValue("version", version).log("configuration replaced");
                if (!later.isEmpty()) {
                    LOG.atWarn().addKeyValue("sections", later).log("these sections take effect at the next start");
                }
            }
        }
    }

    private static List<String> needRestart(GatewayConfig before, GatewayConfig after) {
        var sections = new ArrayList<String>();
        differs(sections, "listen.data", before.listen().data(), after.listen().data());
        differs(
                sections,
                "listen.control",
                before.listen().control(),
                after.listen().control());
        differs(
                sections,
                "listen.tls",
                before.listen().tls().isPresent(),
                after.listen().tls().isPresent());
        differs(sections, "edge", before.edge(), after.edge());
        differs(sections, "limits", before.limits(), after.limits());
        differs(sections, "timeouts", before.timeouts(), after.timeouts());
        differs(sections, "reasoning.key", before.reasoningKey(), after.reasoningKey());
        differs(sections, "store", before.store(), after.store());
        differs(
                sections,
                "telemetry.service",
                before.telemetry().service(),
                after.telemetry().service());
        differs(
                sections,
                "telemetry.metrics",
                before.telemetry().metrics(),
                after.telemetry().metrics());
        differs(
                sections,
                "telemetry.otlp",
                before.telemetry().otlp(),
                after.telemetry().otlp());
        differs(sections, "drain", before.drain(), after.drain());
        differs(
                sections,
                "egress.proxy",
                before.egress().proxy(),
                after.egress().proxy());
        differs(
                sections,
                "egress.ca-bundle",
                before.egress().caBundle(),
                after.egress().caBundle());
        differs(
                sections,
                "embedded-issuer",
                before.embeddedIssuer().map(one -> List.of(one.issuer(), one.tokenLifetime(), one.signingKey())),
                after.embeddedIssuer().map(one -> List.of(one.issuer(), one.tokenLifetime(), one.signingKey())));
        return sections;
    }

    private static void differs(List<String> sections, String name, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            sections.add(name);
        }
    }
}
