package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.wire.aws.AwsKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keys of a profile in the shared files of AWS: written down, or of a role. A profile that wants a process to be
/// started or a browser to be opened is refused by name.
record ProfileKeys(
        Environment environment, Sts sts, Source<AwsKeys> instance, Source<AwsKeys> container, Optional<String> named)
        implements Source<AwsKeys> {

    @Override
    public Lapsing<AwsKeys> fetch() throws IOException {
        return keys(named.or(() -> environment.variable("AWS_PROFILE")).orElse("default"), new HashSet<>());
    }

    private Lapsing<AwsKeys> keys(String name, Set<String> seen) throws IOException {
        Map<String, String> profile = Profiles.read(environment).profile(name);
        if (!seen.add(name)) {
            // A profile may name itself as the source of the keys with which its role is assumed.
            return written(profile, name);
        }
        if (profile.containsKey("role_arn")) {
            return role(profile, name, seen);
        }
        if (profile.containsKey("credential_process")) {
            throw new IOException(("the profile %s wants a process to be started, which the gateway does not do; put"
                            + " the keys into the environment or use a role")
                    .formatted(name));
        }
        if (profile.containsKey("sso_session") || profile.containsKey("sso_start_url")) {
            throw new IOException(("the profile %s signs in through a browser; put the keys that"
                            + " `aws configure export-credentials --profile %s --format env` prints into the"
                            + " environment")
                    .formatted(name, name));
        }
        return written(profile, name);
    }

    private static Lapsing<AwsKeys> written(Map<String, String> profile, String name) throws IOException {
        String id = profile.getOrDefault("aws_access_key_id", "");
        String secret = profile.getOrDefault("aws_secret_access_key", "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IOException("the profile %s has no keys".formatted(name));
        }
        return Lapsing.never(new AwsKeys(id, secret, Optional.ofNullable(profile.get("aws_session_token"))));
    }

    private Lapsing<AwsKeys> role(Map<String, String> profile, String name, Set<String> seen) throws IOException {
        String role = profile.getOrDefault("role_arn", "");
        String session = profile.getOrDefault("role_session_name", "weir");
        String tokenFile = profile.getOrDefault("web_identity_token_file", "");
        if (!tokenFile.isEmpty()) {
            return sts.assumeWithToken(role, session, Environment.read(Path.of(tokenFile)));
        }
        if (profile.containsKey("mfa_serial")) {
            throw new IOException(
                    "the role of the profile %s wants a second factor, which nobody is there to give".formatted(name));
        }
        return sts.assume(role, session, Optional.ofNullable(profile.get("external_id")), source(profile, name, seen));
    }

    private AwsKeys source(Map<String, String> profile, String name, Set<String> seen) throws IOException {
        String source = profile.getOrDefault("source_profile", "");
        if (!source.isEmpty()) {
            return keys(source, seen).value();
        }
        return switch (profile.getOrDefault("credential_source", "")) {
            case "Environment" -> new EnvironmentKeys(environment).fetch().value();
            case "Ec2InstanceMetadata" -> instance.fetch().value();
            case "EcsContainer" -> container.fetch().value();
            default ->
                throw new IOException(
                        "the profile %s has a role, but no source_profile and no credential_source".formatted(name));
        };
    }
}
