package dev.weir.provider;

import dev.weir.call.Operation;
import dev.weir.config.ProviderKinds;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A kind of provider: what everybody who uses it has in common.
///
/// @param base where it is, in the words of its own SDK; empty if every customer has another, with `{…}` in it if a
///     part of it differs
/// @param needsCredential whether it never answers without a key
/// @param paths what comes behind the base for each operation that it has
/// @param notes what is odd about it
/// @param doubt why its row may be wrong; empty if nothing speaks against it
public record ProviderKind(
        String id,
        List<String> aliases,
        String base,
        AuthStyle auth,
        boolean needsCredential,
        Map<Operation, String> paths,
        String notes,
        String doubt)
        implements ProviderKinds.Kind {

    public ProviderKind {
        aliases = List.copyOf(aliases);
        paths = Map.copyOf(paths);
    }

    @Override
    public Optional<URI> home() {
        return base.isEmpty() || base.indexOf('{') >= 0 ? Optional.empty() : Optional.of(URI.create(base));
    }

    /// The path of each operation at a provider whose base is `base`.
    public Map<Operation, String> pathsBehind(URI base) {
        var behind = new EnumMap<Operation, String>(Operation.class);
        paths.forEach((operation, path) -> behind.put(operation, base.getRawPath() + path));
        return behind;
    }
}
