package dev.weir.provider;

import dev.weir.call.Operation;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import java.util.Map;
import java.util.Optional;

/// A provider as it is configured: where it is, which operations it serves at which path, and how it is shown a key.
///
/// @param name its name in the configuration
/// @param paths path and query of each operation, base path included
/// @param extra headers that every request to it carries
public record Provider(
        String name,
        Address address,
        Map<Operation, String> paths,
        AuthStyle auth,
        Headers extra,
        CredentialPool credentials) {

    public Provider {
        paths = Map.copyOf(paths);
    }

    public Optional<String> path(Operation operation) {
        return Optional.ofNullable(paths.get(operation));
    }

    /// Makes a caller's headers ours: what the provider is always sent, and last of all our credential.
    public Headers sign(Headers.Builder headers, Credential credential) {
        extra.forEach(headers::set);
        headers.set("host", address.authority());
        headers.set("accept-encoding", "identity");
        Optional<Secret> secret = credential.secret();
        secret.ifPresent(value -> auth.apply(headers, value));
        return headers.build();
    }
}
