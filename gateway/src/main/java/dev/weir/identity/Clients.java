package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The OAuth clients of our own issuer. Keeps no secret, only what a keyed hash makes of it.
///
/// An unknown client and a wrong secret take the same path: one hash, one comparison in constant time.
public final class Clients {

    /// How every secret and key of ours begins, so that scanners know it.
    public static final String PREFIX = "weir_";

    private static final String ALGORITHM = "HmacSHA256";

    /// Somebody who may ask for tokens.
    ///
    /// @param scopes the most that its tokens may say
    /// @param secrets while one takes the place of another, both are good
    public record Client(String id, String team, Set<String> scopes, List<Hashed> secrets) {
        public Client {
            scopes = Set.copyOf(scopes);
            secrets = List.copyOf(secrets);
        }

        public Client(String id, String team, Set<String> scopes, byte[] secretHash) {
            this(id, team, scopes, List.of(new Hashed(secretHash, Instant.MAX)));
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /// What is kept of a secret.
    ///
    /// @param until when it ends
    public record Hashed(byte[] hash, Instant until) {}

    /// Hashes secrets with a key of its own.
    public static final class Hasher {
        private final SecretKeySpec key;

        public Hasher(byte[] key) {
            this.key = new SecretKeySpec(key, ALGORITHM);
        }

        /// A hasher whose hashes mean nothing after this process.
        public static Hasher ephemeral() {
            return new Hasher(random());
        }

        public byte[] hash(String secret) {
            try {
                var mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                return mac.doFinal(secret.getBytes(UTF_8));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
            }
        }
    }

    private final Map<String, Client> clients;
    private final Hasher hasher;
    private final List<Hashed> nobody = List.of(new Hashed(random(), Instant.MAX));

    public Clients(List<Client> clients, Hasher hasher) {
        this.clients = clients.stream().collect(Collectors.toUnmodifiableMap(Client::id, Function.identity()));
        this.hasher = hasher;
    }

    /// A new secret: 256 random bits, after the prefix.
    public static String newSecret() {
        return PREFIX + HexFormat.of().formatHex(random());
    }

    public Optional<Client> client(String id) {
        return Optional.ofNullable(clients.get(id));
    }

    /// The client, if that is one of its secrets.
    public Optional<Client> authenticate(String id, String secret, Instant now) {
        Optional<Client> client = client(id);
        List<Hashed> wanted =
                client.map(Client::secrets).filter(some -> !some.isEmpty()).orElse(nobody);
        byte[] shown = hasher.hash(secret);
        boolean right = false;
        for (Hashed one : wanted) {
            right |= MessageDigest.isEqual(one.hash(), shown) && now.isBefore(one.until());
        }
        return right ? client : Optional.empty();
    }

    private static byte[] random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
