package dev.weir.wire.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// An answer that is known whole.
public record HttpResponse(int status, Headers headers, byte[] body) {

    public static HttpResponse json(int status, Object value) {
        return new HttpResponse(
                status,
                Headers.of("content-type", "application/json"),
                JsonMapper.shared().writeValueAsBytes(value));
    }

    public static HttpResponse text(int status, String text) {
        return new HttpResponse(status, Headers.of("content-type", "text/plain; charset=utf-8"), text.getBytes(UTF_8));
    }

    /// As RFC 9457 says it: for the control plane and the token endpoint's neighbours.
    public static HttpResponse problem(Problem problem) {
        Map<String, Object> json = problem.toJson();
        return new HttpResponse(
                problem.kind().status(),
                Headers.of("content-type", "application/problem+json"),
                JsonMapper.shared().writeValueAsBytes(json));
    }

    /// What a HEAD is answered with.
    public HttpResponse withoutBody() {
        return new HttpResponse(status, headers, new byte[0]);
    }

    public HttpResponse with(String header, String value) {
        return new HttpResponse(status, headers.toBuilder().set(header, value).build(), body);
    }
}
