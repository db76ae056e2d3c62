package dev.weir.provider;

import dev.weir.call.Operation;
import dev.weir.config.CredentialKind;
import dev.weir.config.ProviderKinds;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A kind of provider: what everybody who uses it has in common.
///
/// @param base where it is, in the words of its own SDK
/// @param services what comes behind the base for each operation that it has
/// @param notes what is odd about it
/// @param doubt why its row may be wrong; empty if nothing speaks against it
public record ProviderKind(
        String id,
        List<String> aliases,
        Base base,
        Auth auth,
        Map<Operation, Service> services,
        String notes,
        String doubt)
        implements ProviderKinds.Kind {

    /// An AWS signature says for which region it is, wherever the request is sent.
    private static final String REGION = "region";

    public ProviderKind {
        aliases = List.copyOf(aliases);
        services = Map.copyOf(services);
    }

    @Override
    public Optional<URI> home(Map<String, String> parameters) {
        return base.with(parameters);
    }

    @Override
    public Set<String> parameters() {
        var names = new TreeSet<>(base.names());
        services.values().forEach(service -> names.addAll(service.parameters()));
        if (auth.kinds().contains(CredentialKind.AWS)) {
            names.add(REGION);
        }
        return names;
    }

    @Override
    public Set<String> wanted(boolean ownBase) {
        var names = new TreeSet<String>(ownBase ? Set.of() : base.wanted());
        services.values().forEach(service -> names.addAll(service.wanted()));
        if (auth.kinds().contains(CredentialKind.AWS)) {
            names.add(REGION);
        }
        return names;
    }

    @Override
    public Set<CredentialKind> accepts() {
        return auth.kinds();
    }

    @Override
    public boolean needsCredential() {
        return !auth.optional();
    }

    /// How each operation is asked for at a provider of this kind.
    public Map<Operation, Service> servicesBehind(URI base, Map<String, String> parameters) {
        var behind = new EnumMap<Operation, Service>(Operation.class);
        services.forEach((operation, service) -> behind.put(operation, service.behind(base.getRawPath(), parameters)));
        return behind;
    }
}
