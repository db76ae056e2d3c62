package dev.weir.provider;

import dev.weir.config.CredentialConfig.Identity;
import dev.weir.config.CredentialKind;
import dev.weir.provider.auth.AuthStyle;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.store.SecretStore;
import java.util.Map;
import java.util.Optional;

/// Makes of what an operator wrote down what is shown to providers.
public final class Identities {

    private final SecretStore secrets;

    public Identities(SecretStore secrets) {
        this.secrets = secrets;
    }

    /// @param auth how the provider wants to be shown it
    /// @param parameters the provider's own, such as its region
    public Proofs proofs(Identity identity, Auth auth, Map<String, String> parameters) {
        return switch (identity) {
            case Identity.Key(var reference) -> {
                AuthStyle style = AuthStyle.valueOf(auth.about(CredentialKind.KEY));
                yield Proofs.kept(() -> switch (secrets.read(reference)) {
                    case SecretStore.Answer.Found(var secret) -> Optional.of(new Proof.Key(style, secret));
                    case SecretStore.Answer.Missing _ -> Optional.empty();
                });
            }
            case Identity.AwsKeys _, Identity.Aws _, Identity.Google _, Identity.Entra _ ->
                throw new UnsupportedOperationException(parameters.toString());
        };
    }
}
