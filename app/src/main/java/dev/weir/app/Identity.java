package dev.weir.app;

import dev.weir.config.EmbeddedIssuer;
import dev.weir.config.GatewayConfig;
import dev.weir.config.Issuer.Algorithm;
import dev.weir.config.Issuer.Binding;
import dev.weir.config.SecretRef;
import dev.weir.directory.CurrentDirectory;
import dev.weir.directory.Directory;
import dev.weir.directory.Directory.Foreigners;
import dev.weir.directory.DirectoryCompiler.Deployed;
import dev.weir.identity.Clients;
import dev.weir.identity.Clients.Client;
import dev.weir.identity.JwksSource;
import dev.weir.identity.KeyRing;
import dev.weir.identity.RemoteKeys;
import dev.weir.identity.TokenIssuer;
import dev.weir.identity.TokenVerifier;
import dev.weir.identity.TrustedIssuer;
import dev.weir.policy.Authentication;
import dev.weir.policy.TokenAuthentication;
import dev.weir.store.Contents;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Who is let in, as the configuration in force and the documents say: our own issuer, if there is one, those of
/// others, and API keys.
///
/// The issuer and its keys live as long as the process; clients and other issuers change with the configuration.
final class Identity {

    private final Optional<TokenIssuer> issuer;
    private final Clients.Hasher hasher;
    private final SecretStore secrets;
    private final JwksSource jwks;
    private final InstantSource clock;
    private final Map<URI, RemoteKeys> remote = new ConcurrentHashMap<>();
    private final CurrentDirectory directory;
    private volatile TokenVerifier verifier;

    /// @param contents the documents that there are
    /// @param hasher what secrets are hashed with
    Identity(
            GatewayConfig config,
            SecretStore secrets,
            JwksSource jwks,
            InstantSource clock,
            Contents contents,
            Clients.Hasher hasher) {
        this.secrets = secrets;
        this.jwks = jwks;
        this.clock = clock;
        this.hasher = hasher;
        this.issuer = config.embeddedIssuer().map(this::issuer);
        this.directory = new CurrentDirectory(deployed(config), contents, hasher);
        this.verifier = verifier(config);
    }

    void replace(GatewayConfig config) {
        Deployed deployed = deployed(config);
        TokenVerifier next = verifier(config);
        directory.replace(deployed);
        verifier = next;
    }

    void replace(Contents contents) {
        directory.replace(contents);
    }

    Optional<TokenIssuer> issuer() {
        return issuer;
    }

    Clients clients() {
        return directory.now().ours();
    }

    Directory directory() {
        return directory.now();
    }

    /// Lets in who has a credential with that scope.
    ///
    /// @param age how old the documents may be
    Authentication authentication(String scope, Supplier<Duration> age) {
        return new TokenAuthentication(
                () -> new TokenAuthentication.Known(verifier, directory.now(), hasher, age.get()), scope, clock);
    }

    /// The keys of another issuer. What was fetched stays when the configuration changes, for the issuer may be away.
    private RemoteKeys keys(URI address) {
        return remote.computeIfAbsent(address, one -> new RemoteKeys(one, jwks, clock));
    }

    private TokenVerifier verifier(GatewayConfig config) {
        var trusted = new ArrayList<TrustedIssuer>();
        config.issuers().forEach(one -> trusted.add(TrustedIssuer.of(one, keys(one.jwks()))));
        issuer.ifPresent(own -> trusted.add(new TrustedIssuer(
                own.issuer(),
                Set.of(com.nimbusds.jose.JWSAlgorithm.parse(Algorithm.RS256.jws())),
                new Binding.AccessToken("", Set.of()),
                own.keys())));
        return new TokenVerifier(trusted, clock);
    }

    private Deployed deployed(GatewayConfig config) {
        List<Client> clients = config.embeddedIssuer().map(EmbeddedIssuer::clients).orElse(List.of()).stream()
                .map(this::client)
                .toList();
        var issuers = new HashMap<String, Foreigners>();
        config.issuers().forEach(one -> issuers.put(one.issuer(), new Foreigners(one.name(), one.teams())));
        return new Deployed(clients, issuers, config.providers().keySet());
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
                dev.weir.directory.Scopes.inTokens(client.scopes()),
                hasher.hash(secret(client.secret()).reveal()));
    }

    /// A configuration is only put in force when all its secrets could be read.
    private Secret secret(SecretRef reference) {
        return switch (secrets.read(reference)) {
            case SecretStore.Answer.Found(Secret secret) -> secret;
            case SecretStore.Answer.Missing(String why) -> throw new IllegalArgumentException(why);
        };
    }
}
