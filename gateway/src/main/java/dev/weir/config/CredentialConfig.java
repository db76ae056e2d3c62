package dev.weir.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the gateway shows a provider, as an operator describes it.
///
/// @param weight its share of the calls, compared with the others
/// @param name for logs
public record CredentialConfig(Identity identity, int weight, String name) {

    /// Who the gateway is there.
    public sealed interface Identity {

        CredentialKind kind();

        /// The secrets that it refers to, by the keys of its section.
        Map<String, SecretRef> secrets();

        /// A name that says no secret.
        String describe();

        /// A key that is the same until somebody changes it.
        record Key(SecretRef secret) implements Identity {
            @Override
            public CredentialKind kind() {
                return CredentialKind.KEY;
            }

            @Override
            public Map<String, SecretRef> secrets() {
                return Map.of("secret", secret);
            }

            @Override
            public String describe() {
                return secret.toString();
            }
        }

        /// Access keys of AWS that are written down.
        record AwsKeys(SecretRef id, SecretRef secret, Optional<SecretRef> session) implements Identity {
            @Override
            public CredentialKind kind() {
                return CredentialKind.AWS;
            }

            @Override
            public Map<String, SecretRef> secrets() {
                var secrets = new LinkedHashMap<String, SecretRef>();
                secrets.put("aws/access-key-id", id);
                secrets.put("aws/secret-access-key", secret);
                session.ifPresent(token -> secrets.put("aws/session-token", token));
                return secrets;
            }

            @Override
            public String describe() {
                return "aws " + id;
            }
        }

        /// Access keys of AWS from where its SDKs look for them.
        record Aws(AwsFrom from, Optional<String> profile) implements Identity {
            @Override
            public CredentialKind kind() {
                return CredentialKind.AWS;
            }

            @Override
            public Map<String, SecretRef> secrets() {
                return Map.of();
            }

            @Override
            public String describe() {
                return "aws " + profile.map(name -> "profile " + name).orElse(Values.word(from));
            }
        }

        /// Access tokens of Google.
        ///
        /// @param key a credential file: of a service account, or of another kind that Google's libraries take
        record Google(GoogleFrom from, Optional<SecretRef> key) implements Identity {
            @Override
            public CredentialKind kind() {
                return CredentialKind.GOOGLE;
            }

            @Override
            public Map<String, SecretRef> secrets() {
                return key.map(ref -> Map.of("google/key", ref)).orElse(Map.of());
            }

            @Override
            public String describe() {
                return "google " + key.map(SecretRef::toString).orElse(Values.word(from));
            }
        }

        /// Access tokens of Microsoft Entra.
        ///
        /// @param client the application, or the identity among several that a machine has
        record Entra(EntraFrom from, Optional<String> tenant, Optional<String> client, Optional<SecretRef> secret)
                implements Identity {
            @Override
            public CredentialKind kind() {
                return CredentialKind.ENTRA;
            }

            @Override
            public Map<String, SecretRef> secrets() {
                return secret.map(ref -> Map.of("entra/client-secret", ref)).orElse(Map.of());
            }

            @Override
            public String describe() {
                return "entra " + client.orElse(Values.word(from));
            }
        }
    }

    /// Where access keys of AWS come from. `DEFAULT` is the order of its SDKs: environment, web identity, profile,
    /// container, instance.
    public enum AwsFrom {
        DEFAULT,
        ENVIRONMENT,
        WEB_IDENTITY,
        PROFILE,
        CONTAINER,
        INSTANCE
    }

    /// Where access tokens of Google come from. `DEFAULT` is the order of its libraries: the file that
    /// GOOGLE_APPLICATION_CREDENTIALS names, the one that gcloud wrote, the metadata service.
    public enum GoogleFrom {
        DEFAULT,
        METADATA
    }

    /// Where access tokens of Entra come from. `DEFAULT` is the environment's secret, workload identity, managed
    /// identity.
    public enum EntraFrom {
        DEFAULT,
        WORKLOAD_IDENTITY,
        MANAGED_IDENTITY
    }

    static CredentialConfig read(Section credential) {
        Optional<SecretRef> key = credential.value("secret", Values.SECRET);
        Optional<Identity> aws = credential.optional("aws", CredentialConfig::aws);
        Optional<Identity> google = credential.optional("google", CredentialConfig::google);
        Optional<Identity> entra = credential.optional("entra", CredentialConfig::entra);
        List<Identity> said = List.of(key.<Identity>map(Identity.Key::new), aws, google, entra).stream()
                .flatMap(Optional::stream)
                .toList();
        credential
                .here()
                .require(
                        said.size() == 1,
                        "has %s of secret, aws, google and entra, wanted exactly one",
                        said.isEmpty() ? "none" : said.size());
        Identity identity = said.isEmpty() ? new Identity.Key(Values.SECRET.standIn()) : said.getFirst();
        return new CredentialConfig(
                identity,
                credential.value("weight", Value.within(Values.NUMBER, 1, 1000), 1),
                credential.value("name", Values.TEXT, identity.describe()));
    }

    private static Identity aws(Section aws) {
        Optional<SecretRef> id = aws.value("access-key-id", Values.SECRET);
        Optional<SecretRef> secret = aws.value("secret-access-key", Values.SECRET);
        Optional<SecretRef> session = aws.value("session-token", Values.SECRET);
        Optional<String> profile = aws.value("profile", Values.TEXT);
        AwsFrom from =
                aws.value("from", Values.oneOf(AwsFrom.class), profile.isPresent() ? AwsFrom.PROFILE : AwsFrom.DEFAULT);
        aws.here()
                .require(
                        id.isPresent() == secret.isPresent() && (id.isPresent() || session.isEmpty()),
                        "wanted access-key-id and secret-access-key together");
        aws.here()
                .require(
                        id.isEmpty() || (profile.isEmpty() && !aws.has("from")),
                        "has keys and says where else they come from, wanted one of the two");
        aws.at("profile")
                .require(profile.isEmpty() || from == AwsFrom.PROFILE, "goes with from: profile, not with another");
        return id.isPresent() && secret.isPresent()
                ? new Identity.AwsKeys(id.get(), secret.get(), session)
                : new Identity.Aws(from, profile);
    }

    private static Identity google(Section google) {
        Optional<SecretRef> key = google.value("key", Values.SECRET);
        GoogleFrom from = google.value("from", Values.oneOf(GoogleFrom.class), GoogleFrom.DEFAULT);
        google.here()
                .require(
                        key.isEmpty() || !google.has("from"),
                        "has a key and says where else tokens come from, wanted one of the two");
        return new Identity.Google(from, key);
    }

    private static Identity entra(Section entra) {
        Optional<String> tenant = entra.value("tenant", Values.LABEL);
        Optional<String> client = entra.value("client-id", Values.LABEL);
        Optional<SecretRef> secret = entra.value("client-secret", Values.SECRET);
        EntraFrom from = entra.value("from", Values.oneOf(EntraFrom.class), EntraFrom.DEFAULT);
        entra.here()
                .require(
                        secret.isEmpty() || (tenant.isPresent() && client.isPresent()),
                        "has a client-secret, so it wants tenant and client-id as well");
        entra.here()
                .require(
                        secret.isEmpty() || !entra.has("from"),
                        "has a client-secret and says where else tokens come from, wanted one of the two");
        return new Identity.Entra(from, tenant, client, secret);
    }
}
