package dev.weir.provider.auth;

import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;

/// How a key is shown.
public enum AuthStyle {
    BEARER("authorization", "Bearer "),
    X_API_KEY("x-api-key", ""),
    API_KEY("api-key", ""),
    X_GOOG_API_KEY("x-goog-api-key", ""),
    NONE("", "");

    private final String header;
    private final String prefix;

    AuthStyle(String header, String prefix) {
        this.header = header;
        this.prefix = prefix;
    }

    /// Sets our credential, in place of whatever stood there.
    public void apply(Headers.Builder headers, Secret secret) {
        if (this != NONE && !secret.reveal().isEmpty()) {
            headers.set(header, prefix + secret.reveal());
        }
    }
}
