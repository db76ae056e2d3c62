package dev.weir.adapters.http;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;

/// What is wrong with a request that is not HTTP as the standard wants it (RFC 9112). Nothing of it is repeated: it may
/// hold whatever.
final class Malformed {

    private Malformed() {}

    /// What the server has found; nothing if it has found nothing.
    static Optional<Problem> found(HttpServerRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return Optional.of(problem(request.decoderResult().cause()));
        }
        for (var header : request.headers()) {
            if (!isName(header.getKey()) || !isValue(header.getValue())) {
                return Optional.of(notHttp());
            }
        }
        boolean one = request.version() == HttpVersion.HTTP_2
                || request.version() == HttpVersion.HTTP_1_0
                || request.headers().getAll("host").size() == 1;
        return one ? Optional.empty() : Optional.of(new Problem(Kind.HEADERS_INVALID, "HTTP/1.1 has one host header"));
    }

    /// What was found wrong in a body.
    static Problem inBody() {
        return new Problem(
                Kind.HEADERS_INVALID, "the body's chunks are not well-formed HTTP; its connection is closed");
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || (c == ':' && i > 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /// A space at its beginning is what is left of a line that was folded before anything stood on it.
    private static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return value.isEmpty() || (value.charAt(0) != ' ' && value.charAt(0) != '\t');
    }

    private static Problem notHttp() {
        return new Problem(Kind.HEADERS_INVALID, "the request is not well-formed HTTP; its connection is closed");
    }

    private static Problem problem(Throwable why) {
        return switch (why) {
            case TooLongHttpLineException _ ->
                new Problem(Kind.URI_TOO_LONG, "the request line is too long; at most 8 KiB are taken");
            case TooLongHttpHeaderException _ -> new Problem(Kind.HEADERS_TOO_LARGE, "the headers are too long");
            default -> notHttp();
        };
    }
}
