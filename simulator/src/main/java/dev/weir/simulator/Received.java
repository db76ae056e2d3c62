package dev.weir.simulator;

import dev.weir.simulator.seal.Fingerprint;
import dev.weir.wire.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// What is remembered of a request. Of headers that may hold a credential there is only a fingerprint, so that one can
/// see whose it is and not what it is.
///
/// @param number counts all requests, from 1
public record Received(
        long number, String method, String path, String query, Map<String, String> headers, int bodyBytes) {

    private static final Pattern SECRET = Pattern.compile("auth|key|token|secret|cookie|credential|signature");

    static Received of(long number, HttpRequest request) {
        var headers = new LinkedHashMap<String, String>();
        request.headers()
                .forEach((name, value) -> headers.merge(
                        name, SECRET.matcher(name).find() ? shown(value) : value, (one, other) -> one + ", " + other));
        return new Received(
                number,
                request.method(),
                request.target().path(),
                request.target().query(),
                headers,
                request.body().length);
    }

    private static String shown(String value) {
        boolean bearer = value.regionMatches(true, 0, "Bearer ", 0, 7);
        return "fingerprint:" + Fingerprint.of(bearer ? value.substring(7).strip() : value);
    }
}
