package dev.weir.config;

import java.net.URI;
import java.util.Collection;
import java.util.Optional;

/// The kinds of provider that there are, as far as a configuration must know them.
public interface ProviderKinds {

    /// One kind of provider.
    interface Kind {

        String id();

        /// Where it is unless an operator says otherwise; nothing if only the operator can know.
        Optional<URI> home();

        boolean needsCredential();
    }

    /// The kind of that id or alias.
    Optional<? extends Kind> kind(String name);

    Collection<String> ids();
}
