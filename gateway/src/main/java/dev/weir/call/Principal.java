package dev.weir.call;

import java.util.Set;

/// Who asks: verified, and known to the current configuration.
///
/// @param id the subject of the token, or the id of the key
/// @param client the OAuth client that the token was issued to, or the id of the key
public record Principal(String id, String client, String team, Set<String> scopes, Standing standing) {

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    /// The person who asks; empty if it is a client by itself.
    public String user() {
        return id.equals(client) ? "" : id;
    }

    public Principal(String id, String client, String team, Set<String> scopes) {
        this(id, client, team, scopes, Standing.FREE);
    }
}
