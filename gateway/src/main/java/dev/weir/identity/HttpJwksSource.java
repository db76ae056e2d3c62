package dev.weir.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches over HTTP, without following redirects, without reading more than the limit and without waiting longer than
/// five seconds for the last byte.
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
        HttpResponse<byte[]> answer =
                whole(client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LIMIT)));
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "the answer is %d; 200 is wanted, and no redirect is followed".formatted(answer.statusCode()));
        }
        return answer.body();
    }

    /// The request's own timeout ends with the headers; this one ends with the body.
    private static HttpResponse<byte[]> whole(Future<HttpResponse<byte[]>> answer) throws IOException {
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException slow) {
            answer.cancel(true);
            throw new IOException("the answer took longer than %d s".formatted(TIMEOUT.toSeconds()), slow);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
