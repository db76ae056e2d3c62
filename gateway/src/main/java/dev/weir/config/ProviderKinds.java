package dev.weir.config;

import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The kinds of provider that there are, as far as a configuration must know them.
public interface ProviderKinds {

    /// One kind of provider.
    interface Kind {

        String id();

        /// Where it is unless an operator says otherwise; nothing if only the operator can know, or a parameter is
        /// missing.
        Optional<URI> home(Map<String, String> parameters);

        /// The parameters that an operator can set.
        Set<String> parameters();

        /// Those that an operator has to set.
        ///
        /// @param ownBase whether the operator says where it is
        Set<String> wanted(boolean ownBase);

        /// What it can be shown.
        Set<CredentialKind> accepts();

        boolean needsCredential();
    }

    /// The kind of that id or alias.
    Optional<? extends Kind> kind(String name);

    Collection<String> ids();
}
