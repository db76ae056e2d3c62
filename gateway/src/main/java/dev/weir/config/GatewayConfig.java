package dev.weir.config;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What an operator says in `weir.yaml`, with every default in its place. There is none that is wrong: [#read] gives
/// either one that is valid by itself or everything that is not.
///
/// @param issuers whose tokens are taken
/// @param embeddedIssuer the gateway's own issuer, if it is one
/// @param providers by the names that the operator gave them, in the order of the file
/// @param reasoningKey what thoughts are wrapped with for callers of another format; without one a new key is made at
///     every start
/// @param models by the names that callers use, which may be patterns with one `*`, in the order of the file
public record GatewayConfig(
        Listen listen,
        Edge edge,
        Limits limits,
        Timeouts timeouts,
        Drain drain,
        List<Issuer> issuers,
        Optional<EmbeddedIssuer> embeddedIssuer,
        Map<String, ProviderConfig> providers,
        Map<String, ModelConfig> models,
        Routing routing,
        Optional<SecretRef> reasoningKey,
        Egress egress,
        StoreConfig store,
        JournalConfig journal,
        Unpriced unpriced,
        TelemetryConfig telemetry,
        AlertsConfig alerts,
        AuditConfig audit,
        LogLevel logLevel) {

    public GatewayConfig {
        issuers = List.copyOf(issuers);
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }

    /// Reads a document.
    ///
    /// @param lines where its parts stand in the file, for the violations
    public static Reading read(JsonNode document, Locations lines, ProviderKinds kinds) {
        var findings = new Findings(lines);
        GatewayConfig config = Section.read(document, findings, root -> read(root, kinds));
        List<Violation> violations = findings.violations();
        return violations.isEmpty() ? new Reading.Valid(config) : new Reading.Invalid(violations);
    }

    /// Every key that a document can have, names of entries written `*` and numbers of items `#`.
    static Set<String> keys(JsonNode document, ProviderKinds kinds) {
        var findings = new Findings(Locations.UNKNOWN);
        Section.read(document, findings, root -> read(root, kinds));
        return findings.keys();
    }

    private static GatewayConfig read(Section root, ProviderKinds kinds) {
        Listen listen = root.section("listen", Listen::read);
        Egress egress = root.section("egress", Egress::read);
        Map<String, ProviderConfig> providers =
                root.entries("providers", (name, provider) -> ProviderConfig.read(name, provider, egress, kinds));
        Map<String, ModelConfig> models =
                root.entries("models", (name, model) -> ModelConfig.read(name, model, providers));
        var config = new GatewayConfig(
                listen,
                root.section("edge", Edge::read),
                root.section("limits", Limits::read),
                root.section("timeouts", Timeouts::read),
                root.section("drain", Drain::read),
                root.sections("issuers", issuer -> Issuer.read(issuer, egress)),
                root.has("embedded-issuer")
                        ? Optional.of(root.section("embedded-issuer", issuer -> EmbeddedIssuer.read(issuer, listen)))
                        : Optional.empty(),
                providers,
                models,
                root.section("routing", Routing::read),
                root.section("reasoning", reasoning -> reasoning.value("key", Values.SECRET)),
                egress,
                root.section("store", StoreConfig::read),
                root.section("journal", JournalConfig::read),
                root.section(
                        "pricing", pricing -> pricing.value("unknown", Values.oneOf(Unpriced.class), Unpriced.FLAG)),
                root.section("telemetry", telemetry -> TelemetryConfig.read(telemetry, egress)),
                root.section("alerts", alerts -> AlertsConfig.read(alerts, egress)),
                root.section("audit", AuditConfig::read),
                root.section("log", log -> log.value("level", Values.oneOf(LogLevel.class), LogLevel.INFO)));
        config.check(root);
        return config;
    }

    private void check(Section root) {
        ModelConfig.checkNames(root, models);
        root.at("providers").require(!providers.isEmpty(), "is empty, wanted at least one provider");
        root.at("issuers")
                .require(
                        !issuers.isEmpty() || embeddedIssuer.isPresent(),
                        "is empty and there is no embedded-issuer, wanted one of them: who else would say who callers are?");
        var names = new HashSet<String>();
        var claims = new HashSet<String>();
        embeddedIssuer.ifPresent(embedded -> claims.add(embedded.issuer()));
        for (int i = 0; i < issuers.size(); i++) {
            Issuer issuer = issuers.get(i);
            root.at("issuers")
                    .at(i)
                    .require(
                            names.add(issuer.name()) || issuer.name().isEmpty(),
                            "the name %s is taken by an issuer above",
                            issuer.name());
            root.at("issuers")
                    .at(i)
                    .require(
                            claims.add(issuer.issuer()) || issuer.issuer().isEmpty(),
                            "%s is the issuer of another entry, too",
                            issuer.issuer());
        }
    }

    /// Every secret that it refers to, by the JSON pointer of the reference.
    public Map<String, SecretRef> secrets() {
        var secrets = new LinkedHashMap<String, SecretRef>();
        listen.tls().ifPresent(tls -> {
            secrets.put("/listen/tls/certificate", tls.certificate());
            secrets.put("/listen/tls/key", tls.key());
            tls.clientCa().ifPresent(ca -> secrets.put("/listen/tls/client-ca", ca));
        });
        switch (store) {
            case StoreConfig.Memory() -> {}
            case StoreConfig.Sqlite sqlite -> sqlite.key().ifPresent(key -> secrets.put("/store/key", key));
            case StoreConfig.Postgresql shared -> {
                shared.password().ifPresent(password -> secrets.put("/store/password", password));
                secrets.put("/store/key", shared.key());
            }
        }
        telemetry
                .otlp()
                .ifPresent(otlp -> otlp.headers()
                        .forEach((name, secret) ->
                                secrets.put(Pointers.member("/telemetry/otlp/headers", name), secret)));
        reasoningKey.ifPresent(key -> secrets.put("/reasoning/key", key));
        alerts.webhook().ifPresent(webhook -> secrets.put("/alerts/webhook/secret", webhook.secret()));
        embeddedIssuer.ifPresent(issuer -> {
            issuer.signingKey().ifPresent(key -> secrets.put("/embedded-issuer/signing-key", key));
            for (int i = 0; i < issuer.clients().size(); i++) {
                secrets.put(
                        Pointers.item("/embedded-issuer/clients", i) + "/secret",
                        issuer.clients().get(i).secret());
            }
        });
        providers.forEach((name, provider) -> {
            String credentials = Pointers.member("/providers", name) + "/credentials";
            for (int i = 0; i < provider.credentials().size(); i++) {
                String credential = Pointers.item(credentials, i) + "/";
                provider.credentials()
                        .get(i)
                        .identity()
                        .secrets()
                        .forEach((key, secret) -> secrets.put(credential + key, secret));
            }
        });
        return secrets;
    }
}
