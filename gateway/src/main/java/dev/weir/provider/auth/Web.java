package dev.weir.provider.auth;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/// How token endpoints and metadata services are asked. Asking waits, so it happens on a virtual thread. Redirects are
/// not followed, and answers are short.
public interface Web {

    /// @param body empty for a request without one
    /// @param patience how long the whole answer may take
    record Question(String method, URI address, Headers headers, byte[] body, Duration patience) {

        /// How long somebody is waited for who is reached over the internet.
        public static final Duration FAR = Duration.ofSeconds(5);

        /// How long a service on this machine is waited for, which may not be there at all.
        public static final Duration NEAR = Duration.ofSeconds(1);

        public static Question get(URI address, Headers headers, Duration patience) {
            return new Question("GET", address, headers, new byte[0], patience);
        }
    }

    /// @throws IOException if there is no answer, or it is too long or too late; says nothing of what was sent
    HttpResponse ask(Question question) throws IOException;
}
