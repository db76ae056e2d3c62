package dev.weir.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The gateway's own issuer of tokens.
///
/// @param issuer what its tokens say in `iss`
/// @param tokenLifetime how long a token can be used
/// @param signingKey where its private key is; without one a new key is made at every start, and earlier tokens end
/// @param clients who can ask for a token
public record EmbeddedIssuer(
        String issuer, Duration tokenLifetime, Optional<SecretRef> signingKey, List<Client> clients) {

    /// Somebody who can ask for a token.
    public record Client(String id, SecretRef secret, String team, Set<Scope> scopes) {
        public Client {
            scopes = Set.copyOf(scopes);
        }
    }

    /// What a token can be good for.
    public enum Scope {
        /// Call models.
        INVOKE,
        /// Change the configuration while it runs.
        ADMIN
    }

    private static final Value<Duration> LIFETIME =
            Value.within(Values.TIME_SPAN, Duration.ofMinutes(1), Duration.ofHours(24));

    public EmbeddedIssuer {
        clients = List.copyOf(clients);
    }

    static EmbeddedIssuer read(Section issuer, Listen listen) {
        var read = new EmbeddedIssuer(
                issuer.value("issuer", Values.WEB_ADDRESS)
                        .map(Object::toString)
                        .orElse((listen.tls().isPresent() ? "https://" : "http://") + listen.data()),
                issuer.value("token-lifetime", LIFETIME, Duration.ofHours(1)),
                issuer.value("signing-key", Values.SECRET),
                issuer.sections("clients", EmbeddedIssuer::client));
        issuer.at("clients")
                .require(!read.clients.isEmpty(), "is empty, wanted at least one client to issue tokens to");
        var seen = new HashSet<String>();
        for (int i = 0; i < read.clients.size(); i++) {
            String id = read.clients.get(i).id();
            issuer.at("clients")
                    .at(i)
                    .require(seen.add(id) || id.isEmpty(), "the id %s is taken by a client above", id);
        }
        return read;
    }

    private static Client client(Section client) {
        List<Scope> scopes = client.values("scopes", Values.oneOf(Scope.class));
        return new Client(
                client.required("id", Values.TEXT),
                client.required("secret", Values.SECRET),
                client.required("team", Values.TEXT),
                scopes.isEmpty() ? Set.of(Scope.INVOKE) : Set.copyOf(scopes));
    }
}
