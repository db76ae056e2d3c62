package dev.weir.identity;

import java.io.IOException;
import java.net.URI;

/// Fetches a JWKS document. Waits.
@FunctionalInterface
public interface JwksSource {

    /// How long a document may be.
    int LIMIT = 512 * 1024;

    byte[] fetch(URI address) throws IOException;
}
