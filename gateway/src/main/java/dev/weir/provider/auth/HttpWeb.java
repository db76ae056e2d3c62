package dev.weir.provider.auth;

import dev.weir.wire.http.Headers;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks over HTTP.
public final class HttpWeb implements Web {

    private static final int LONGEST = 256 * 1024;
    private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length", "connection");

    private final HttpClient client;
    private final HttpClient direct;

    /// Both follow no redirects.
    ///
    /// @param client with what proxy and certificates the operator wants
    /// @param direct without a proxy, for services of this machine, which are those that are asked without TLS
    public HttpWeb(HttpClient client, HttpClient direct) {
        this.client = client;
        this.direct = direct;
    }

    @Override
    public dev.weir.wire.http.HttpResponse ask(Question question) throws IOException {
        var request = HttpRequest.newBuilder(question.address())
                .timeout(question.patience())
                .method(
                        question.method(),
                        question.body().length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(question.body()));
        question.headers().forEach((name, value) -> {
            if (!OF_THE_CLIENT.contains(name)) {
                request.header(name, value);
            }
        });
        HttpResponse<byte[]> answer = whole(
                ("http".equals(question.address().getScheme()) ? direct : client)
                        .sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST)),
                question.patience().toMillis());
        Headers.Builder headers = Headers.builder();
        answer.headers().map().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        return new dev.weir.wire.http.HttpResponse(answer.statusCode(), headers.build(), answer.body());
    }

    /// The request's own timeout ends with the headers; this one ends with the body.
    private static HttpResponse<byte[]> whole(Future<HttpResponse<byte[]>> answer, long millis) throws IOException {
        try {
            return answer.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException slow) {
            answer.cancel(true);
            throw new IOException("the answer took longer than %d ms".formatted(millis), slow);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
