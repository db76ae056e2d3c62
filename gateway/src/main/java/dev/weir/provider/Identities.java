package dev.weir.provider;

import dev.weir.config.CredentialConfig.Identity;
import dev.weir.config.SecretRef;
import dev.weir.provider.auth.AuthStyle;
import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.provider.auth.Renewed;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.Web;
import dev.weir.provider.auth.aws.AwsSignature;
import dev.weir.provider.auth.aws.AwsSources;
import dev.weir.provider.auth.entra.EntraSources;
import dev.weir.provider.auth.google.GoogleSources;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import dev.weir.wire.aws.AwsKeys;
import dev.weir.wire.aws.Scope;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes of what an operator wrote down what is shown to providers.
///
/// What has to be fetched is kept from one configuration to the next, as long as it is written down in the same way: a
/// reload fetches nothing anew.
public final class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

    /// What tells two fetched proofs apart.
    private record Fetched(Identity identity, String about, String region) {}

    private final SecretStore secrets;
    private final InstantSource clock;
    private final Executor waiting;
    private final AwsSources aws;
    private final GoogleSources google;
    private final EntraSources entra;
    private final Map<Fetched, Proofs> fetched = new ConcurrentHashMap<>();

    /// @param web asks token endpoints and metadata services
    /// @param waiting starts a virtual thread for each task
    public Identities(SecretStore secrets, Environment environment, Web web, InstantSource clock, Executor waiting) {
        this.secrets = secrets;
        this.clock = clock;
        this.waiting = waiting;
        this.aws = new AwsSources(environment, web, clock);
        this.google = new GoogleSources(environment, web, clock);
        this.entra = new EntraSources(environment, web, clock);
    }

    /// @param auth how the provider wants to be shown it
    /// @param parameters the provider's own, such as its region
    public Proofs proofs(Identity identity, Auth auth, Map<String, String> parameters) {
        String about = auth.about(identity.kind());
        String region = parameters.getOrDefault("region", "");
        return switch (identity) {
            case Identity.Key(SecretRef reference) -> {
                AuthStyle style = AuthStyle.valueOf(about);
                yield Proofs.kept(() -> found(reference).map(secret -> new Proof.Key(style, secret)));
            }
            case Identity.AwsKeys written ->
                Proofs.kept(() -> keys(written).map(keys -> signature(keys, region, about)));
            case Identity.Aws _, Identity.Google _, Identity.Entra _ ->
                fetched.computeIfAbsent(new Fetched(identity, about, region), this::renewed);
        };
    }

    private Proofs renewed(Fetched wanted) {
        Source<? extends Proof> source = switch (wanted.identity()) {
            case Identity.Aws(var from, var profile) -> {
                Source<AwsKeys> keys = aws.from(from, wanted.region(), profile);
                yield () -> keys.fetch().map(one -> signature(one, wanted.region(), wanted.about()));
            }
            case Identity.Google(var from, var key) ->
                key.map(reference -> google.file(() -> read(reference))).orElseGet(() -> switch (from) {
                    case DEFAULT -> google.byDefault();
                    case METADATA -> google.metadata();
                });
            case Identity.Entra identity -> {
                Source<Secret> token = token(identity, wanted.about());
                yield () -> token.fetch().map(one -> new Proof.Key(AuthStyle.BEARER, one));
            }
            case Identity.Key _, Identity.AwsKeys _ ->
                throw new IllegalArgumentException("nothing has to be fetched for these");
        };
        return Proofs.fetched(new Renewed<>(
                () -> source.fetch().map(proof -> proof),
                clock,
                waiting,
                failure -> LOG.atError()
                        .addKeyValue("credential", wanted.identity().describe())
                        .addKeyValue("why", String.valueOf(failure.getMessage()))
                        .log("a credential for a provider could not be fetched")));
    }

    private Source<Secret> token(Identity.Entra identity, String scope) {
        Optional<SecretRef> secret = identity.secret();
        if (secret.isPresent()) {
            return entra.application(
                    identity.tenant().orElseThrow(), identity.client().orElseThrow(), () -> read(secret.get()), scope);
        }
        return switch (identity.from()) {
            case DEFAULT -> entra.byDefault(identity.client(), scope);
            case WORKLOAD_IDENTITY -> entra.workloadIdentity(scope);
            case MANAGED_IDENTITY -> entra.managedIdentity(identity.client(), scope);
        };
    }

    private Proof signature(AwsKeys keys, String region, String service) {
        return new AwsSignature(keys, new Scope(region, service), clock);
    }

    private Optional<AwsKeys> keys(Identity.AwsKeys written) {
        Optional<Secret> id = found(written.id());
        Optional<Secret> secret = found(written.secret());
        return id.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(new AwsKeys(
                        id.get().reveal(),
                        secret.get().reveal(),
                        written.session().flatMap(this::found).map(Secret::reveal)));
    }

    private Optional<Secret> found(SecretRef reference) {
        return switch (secrets.read(reference)) {
            case SecretStore.Answer.Found(Secret secret) -> Optional.of(secret);
            case SecretStore.Answer.Missing _ -> Optional.empty();
        };
    }

    private Lapsing<Secret> read(SecretRef reference) throws IOException {
        return switch (secrets.read(reference)) {
            case SecretStore.Answer.Found(Secret secret) -> Lapsing.never(secret);
            case SecretStore.Answer.Missing(String why) -> throw new IOException(why);
        };
    }
}
