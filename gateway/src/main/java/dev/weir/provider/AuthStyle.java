package dev.weir.provider;

import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;

/// How a provider wants to be shown a key.
public enum AuthStyle {
    BEARER("authorization", "Bearer "),
    X_API_KEY("x-api-key", ""),
    API_KEY("api-key", ""),
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
