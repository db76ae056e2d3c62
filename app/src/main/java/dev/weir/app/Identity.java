package dev.weir.app;

import dev.weir.call.Principal;
import dev.weir.config.EmbeddedIssuer;
import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.GatewayConfig;
import dev.weir.config.Issuer.Algorithm;
import dev.weir.config.Issuer.Binding;
import dev.weir.config.SecretRef;
import dev.weir.identity.Clients;
import dev.weir.identity.Clients.Client;
import dev.weir.identity.JwksSource;
import dev.weir.identity.KeyRing;
import dev.weir.identity.RemoteKeys;
import dev.weir.identity.Scopes;
import dev.weir.identity.TokenIssuer;
import dev.weir.identity.TokenVerifier;
import dev.weir.identity.TrustedIssuer;
import dev.weir.identity.VerifiedToken;
import dev.weir.policy.Authentication;
import dev.weir.policy.TokenAuthentication;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Who is let in, as the configuration in force says: our own issuer, if there is one, and those of others.
///
/// The issuer and its keys live as long as the process; clients and other issuers change with the configuration.
final class Identity {

    private final Optional<TokenIssuer> issuer;
    private final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    private final SecretStore secrets;
    private final JwksSource jwks;
    private final InstantSource clock;
    private final Map<URI, RemoteKeys> remote = new ConcurrentHashMap<>();
    private volatile Known known;

    /// What changes with the configuration.
    private record Known(TokenVerifier verifier, Clients clients) {}

    Identity(GatewayConfig config, SecretStore secrets, JwksSource jwks, InstantSource clock) {
        this.secrets = secrets;
        this.jwks = jwks;
        this.clock = clock;
        this.issuer = config.embeddedIssuer().map(this::issuer);
        this.known = known(config);
    }

    void replace(GatewayConfig config) {
        known = known(config);
    }

    Optional<TokenIssuer> issuer() {
        return issuer;
    }

    Clients clients() {
        return known.clients();
    }

    /// Lets in who has a token with that scope.
    Authentication authentication(String scope) {
        return headers -> new TokenAuthentication(known.verifier(), token -> principal(token, scope), scope)
                .authenticate(headers);
    }

    /// A token says what its client could do when it was issued; what counts is what the client can do now.
    private Optional<Principal> principal(VerifiedToken token, String scope) {
        boolean ours = issuer.filter(own -> own.issuer().equals(token.issuer())).isPresent();
        if (!ours) {
            return Optional.of(new Principal(token.subject(), token.client(), token.client(), token.scopes()));
        }
        return known.clients()
                .client(token.client())
                .filter(client -> client.scopes().contains(scope))
                .map(client -> new Principal(token.subject(), client.id(), client.team(), token.scopes()));
    }

    /// The keys of another issuer. What was fetched stays when the configuration changes, for the issuer may be away.
    private RemoteKeys keys(URI address) {
        return remote.computeIfAbsent(address, one -> new RemoteKeys(one, jwks, clock));
    }

    private Known known(GatewayConfig config) {
        var trusted = new ArrayList<TrustedIssuer>();
        config.issuers().forEach(one -> trusted.add(TrustedIssuer.of(one, keys(one.jwks()))));
        issuer.ifPresent(own -> trusted.add(new TrustedIssuer(
                own.issuer(),
                Set.of(com.nimbusds.jose.JWSAlgorithm.parse(Algorithm.RS256.jws())),
                new Binding.AccessToken("", Set.of()),
                own.keys())));
        List<Client> clients = config.embeddedIssuer().map(EmbeddedIssuer::clients).orElse(List.of()).stream()
                .map(this::client)
                .toList();
        return new Known(new TokenVerifier(trusted, clock), new Clients(clients, hasher));
    }

    private TokenIssuer issuer(EmbeddedIssuer config) {
        KeyRing ring = config.signingKey()
                .map(key -> ring(key, config))
                .orElseGet(() -> KeyRing.ephemeral(config.tokenLifetime(), clock));
        return new TokenIssuer(config.issuer(), ring, config.tokenLifetime(), clock);
    }

    private KeyRing ring(SecretRef key, EmbeddedIssuer config) {
        try {
            return KeyRing.of(secret(key).reveal(), config.tokenLifetime(), clock);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException("/embedded-issuer/signing-key: " + unusable.getMessage(), unusable);
        }
    }

    private Client client(EmbeddedIssuer.Client client) {
        return new Client(
                client.id(),
                client.team(),
                client.scopes().stream().map(Identity::scope).collect(Collectors.toSet()),
                hasher.hash(secret(client.secret()).reveal()));
    }

    private static String scope(Scope scope) {
        return switch (scope) {
            case INVOKE -> Scopes.INVOKE;
            case ADMIN -> Scopes.ADMIN;
        };
    }

    /// A configuration is only put in force when all its secrets could be read.
    private Secret secret(SecretRef reference) {
        return switch (secrets.read(reference)) {
            case SecretStore.Answer.Found(Secret secret) -> secret;
            case SecretStore.Answer.Missing(String why) -> throw new IllegalArgumentException(why);
        };
    }
}
