package dev.weir.route;

import dev.weir.config.GatewayConfig;
import dev.weir.config.ProviderConfig;
import dev.weir.config.RoutingNode;
import dev.weir.provider.Address;
import dev.weir.provider.Auth;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Identities;
import dev.weir.provider.Provider;
import dev.weir.provider.ProviderCatalog;
import dev.weir.provider.ProviderKind;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.route.Snapshot.Pattern;
import dev.weir.wire.http.Headers;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes a snapshot of a valid configuration.
public final class SnapshotCompiler {

    private final ProviderCatalog kinds;
    private final Identities identities;
    private final InstantSource clock;

    /// @param identities makes of an identity what is shown for it
    public SnapshotCompiler(ProviderCatalog kinds, Identities identities, InstantSource clock) {
        this.kinds = kinds;
        this.identities = identities;
        this.clock = clock;
    }

    /// @param version names this configuration in logs
    public Snapshot compile(String version, GatewayConfig config) {
        var providers = new LinkedHashMap<String, Provider>();
        var elsewhere = new LinkedHashMap<String, Provider>();
        config.providers().forEach((name, provider) -> {
            Provider made = provider(name, provider);
            providers.put(name, made);
            provider.customHosts().forEach(host -> {
                String there = Snapshot.elsewhere(name, host);
                elsewhere.put(there, at(made, there, host, provider));
            });
        });
        var models = new LinkedHashMap<String, RoutingNode>();
        var patterns = new ArrayList<Pattern>();
        config.models().forEach((name, model) -> {
            if (name.indexOf('*') < 0) {
                models.put(name, model.route());
                // An alias stands for the model, so the provider hears the model's own name.
                model.aliases().forEach(alias -> models.put(alias, model.route().map(leaf -> leaf.named(name))));
            } else {
                patterns.add(Pattern.of(name, model.route()));
            }
        });
        patterns.sort(Comparator.comparingInt(Pattern::exactness).reversed());
        var snapshot = new Snapshot(
                version, providers, elsewhere, aliases(config), models, patterns, config.routing(), Map.of());
        return snapshot.with(Routings.compiled(Routings.builtIn(), snapshot));
    }

    private Provider provider(String name, ProviderConfig config) {
        ProviderKind kind = kinds.kind(config.kind()).orElseThrow();
        Headers.Builder extra = Headers.builder();
        config.headers().forEach(extra::add);
        return new Provider(
                name,
                config.kind(),
                Address.of(config.base(), config.http2()),
                kind.servicesBehind(config.base(), config.parameters()),
                extra.build(),
                config.passes(),
                config.whenClientLeaves(),
                new CredentialPool(credentials(config, kind.auth()), clock));
    }

    /// The same provider at another address, with the same credentials.
    private Provider at(Provider provider, String name, URI host, ProviderConfig config) {
        return new Provider(
                name,
                config.kind(),
                Address.of(host, config.http2()),
                kinds.kind(config.kind()).orElseThrow().servicesBehind(host, config.parameters()),
                provider.extra(),
                provider.passes(),
                provider.leaving(),
                provider.credentials());
    }

    private List<Credential> credentials(ProviderConfig config, Auth auth) {
        if (config.credentials().isEmpty()) {
            return List.of(new Credential("none", 1, Proofs.kept(() -> Optional.of(Proof.NONE))));
        }
        return config.credentials().stream()
                .map(one -> new Credential(
                        one.name(), one.weight(), identities.proofs(one.identity(), auth, config.parameters())))
                .toList();
    }

    /// Headers may also name a provider by its kind, or by an alias of that, where only one is configured of it.
    private Map<String, String> aliases(GatewayConfig config) {
        var aliases = new LinkedHashMap<String, String>();
        for (ProviderKind kind : kinds.all()) {
            List<String> configured = config.providers().entrySet().stream()
                    .filter(one -> one.getValue().kind().equals(kind.id()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (configured.size() == 1) {
                aliases.put(kind.id(), configured.getFirst());
                kind.aliases().forEach(alias -> aliases.put(alias, configured.getFirst()));
            }
        }
        config.providers().keySet().forEach(aliases::remove);
        return aliases;
    }
}
