package dev.weir.route;

import dev.weir.config.TargetSettings;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a caller's headers say of how targets are asked, in Portkey's words.
record HeaderSettings(TargetSettings settings, Optional<Problem> problem) {

    private static final String HOST = "x-portkey-custom-host";
    private static final String TIMEOUT = "x-portkey-request-timeout";
    private static final String FORWARD = "x-portkey-forward-headers";
    private static final HeaderSettings NONE = new HeaderSettings(TargetSettings.NONE, Optional.empty());

    static HeaderSettings of(Headers headers) {
        if (!headers.has(HOST) && !headers.has(TIMEOUT) && !headers.has(FORWARD)) {
            return NONE;
        }
        Optional<Duration> timeout = Optional.empty();
        Optional<URI> host = Optional.empty();
        if (headers.has(TIMEOUT)) {
            timeout = headers.first(TIMEOUT)
                    .map(String::strip)
                    .filter(text -> text.matches("[1-9]\\d{0,7}"))
                    .map(text -> Duration.ofMillis(Long.parseLong(text)));
            if (timeout.isEmpty()) {
                return wrong(TIMEOUT + ": wanted a whole number of milliseconds, from 1 to 99999999");
            }
        }
        if (headers.has(HOST)) {
            host = headers.first(HOST).flatMap(HeaderSettings::address);
            if (host.isEmpty()) {
                return wrong(HOST + ": wanted an address such as https://api.example.com/v1");
            }
        }
        List<String> forward = headers.first(FORWARD).stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
        return new HeaderSettings(
                new TargetSettings(Map.of(), Optional.empty(), timeout, forward, host), Optional.empty());
    }

    private static Optional<URI> address(String text) {
        String stripped = text.strip();
        try {
            return Optional.of(URI.create(
                            stripped.endsWith("/") ? stripped.substring(0, stripped.length() - 1) : stripped))
                    .filter(URI::isAbsolute);
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static HeaderSettings wrong(String detail) {
        return new HeaderSettings(TargetSettings.NONE, Optional.of(new Problem(Kind.FIELD_INVALID, detail)));
    }
}
