package dev.weir.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Fetches over HTTP, without following redirects and without reading more than the limit.
public final class HttpJwksSource implements JwksSource {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient client;

    /// @param client with what proxy and certificates the operator wants
    public HttpJwksSource(HttpClient client) {
        this.client = client;
    }

    @Override
    public byte[] fetch(URI address) throws IOException {
        var request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("accept", "application/json")
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException("the answer is %d; 200 is wanted, and no redirect is followed"
                            .formatted(answer.statusCode()));
                }
                byte[] bytes = body.readNBytes(LIMIT + 1);
                if (bytes.length > LIMIT) {
                    throw new IOException("the document is longer than %d bytes".formatted(LIMIT));
                }
                return bytes;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
