package dev.weir.call;

import java.util.Set;

/// Who asks: verified, and known to the current configuration.
///
/// @param id the subject of the token
/// @param client the OAuth client that the token was issued to
public record Principal(String id, String client, String team, Set<String> scopes) {

    public Principal {
        scopes = Set.copyOf(scopes);
    }
}
