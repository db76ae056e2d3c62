package dev.weir.admin;

import dev.weir.directory.Directory;
import dev.weir.identity.Clients;
import dev.weir.identity.TokenIssuer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/// What the resources need of the gateway beside the registry.
///
/// @param issuer our own, if there is one
/// @param hasher makes of secrets what is kept of them
/// @param directory the one in force
record Issuing(Optional<TokenIssuer> issuer, Clients.Hasher hasher, Supplier<Directory> directory) {

    String hash(String secret) {
        return HexFormat.of().formatHex(hasher.hash(secret));
    }
}
