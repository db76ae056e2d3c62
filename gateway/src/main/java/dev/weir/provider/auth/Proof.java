package dev.weir.provider.auth;

import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import java.util.List;
import java.util.Optional;

/// What is shown with a request so that the provider knows who asks. Immutable, so many calls may show the same one.
public interface Proof {

    /// The request that it is shown with.
    ///
    /// @param authority the host, with the port where it has to be said
    /// @param target path and query, as they are sent
    record Shown(String method, String authority, String target, byte[] body) {}

    /// Adds it to a request's headers, in place of whatever stood there. All other headers are there by now.
    void show(Headers.Builder headers, Shown request);

    /// What nobody else may see of it.
    List<Secret> secrets();

    /// Where nothing has to be shown.
    Proof NONE = new Key(AuthStyle.NONE, new Secret(""));

    /// A key, or a token that is shown as one.
    record Key(AuthStyle style, Secret secret) implements Proof {
        @Override
        public void show(Headers.Builder headers, Shown request) {
            style.apply(headers, secret);
        }

        @Override
        public List<Secret> secrets() {
            return List.of(secret);
        }
    }

    /// An access token of Google, and the project whose quota is used with it, if that is another than its own.
    record GoogleToken(Secret token, Optional<String> quotaProject) implements Proof {
        @Override
        public void show(Headers.Builder headers, Shown request) {
            AuthStyle.BEARER.apply(headers, token);
            quotaProject.ifPresent(project -> headers.set("x-goog-user-project", project));
        }

        @Override
        public List<Secret> secrets() {
            return List.of(token);
        }
    }
}
