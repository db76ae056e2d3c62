package dev.weir.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What holds for all routes.
///
/// @param attempts how many requests to providers a call may make, retries and others together
/// @param retryBudget the share of a provider's calls that may be retries, in percent
/// @param longestWait how long a provider may ask to be left alone for the call to wait for it
/// @param forwardHeaders names of callers' headers that routes may send on to providers
public record Routing(
        int attempts, int retryBudget, Duration longestWait, Breaker breaker, List<String> forwardHeaders) {

    /// When a target is taken out of choices, and for how long.
    ///
    /// @param failures one after the other
    /// @param failureRate in percent, of at least `requests` within `window`
    /// @param coolDown the first time; one more of it for each time after that, up to `longestCoolDown`
    public record Breaker(
            int failures, int failureRate, int requests, Duration window, Duration coolDown, Duration longestCoolDown) {

        public static final Breaker DEFAULT =
                new Breaker(5, 50, 20, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMinutes(5));

        static Breaker read(Section breaker) {
            var read = new Breaker(
                    breaker.value("failures", Value.within(Values.NUMBER, 1, 10_000), DEFAULT.failures),
                    breaker.value("failure-rate", Value.within(Values.NUMBER, 1, 100), DEFAULT.failureRate),
                    breaker.value("requests", Value.within(Values.NUMBER, 1, 1_000_000), DEFAULT.requests),
                    breaker.value("window", SPAN, DEFAULT.window),
                    breaker.value("cool-down", SPAN, DEFAULT.coolDown),
                    breaker.value("longest-cool-down", SPAN, DEFAULT.longestCoolDown));
            breaker.at("longest-cool-down")
                    .require(
                            read.longestCoolDown.compareTo(read.coolDown) >= 0,
                            "%s is shorter than cool-down, which is %s",
                            Values.written(read.longestCoolDown),
                            Values.written(read.coolDown));
            return read;
        }
    }

    public static final Routing DEFAULT = new Routing(5, 20, Duration.ofSeconds(30), Breaker.DEFAULT, List.of());

    private static final Value<Duration> SPAN =
            Value.within(Values.TIME_SPAN, Duration.ofMillis(100), Duration.ofHours(1));

    /// What says who somebody is, or belongs to one connection.
    private static final Set<String> NEVER = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "x-api-key",
            "x-goog-api-key",
            "x-portkey-api-key",
            "api-key",
            "host",
            "connection",
            "content-length",
            "content-encoding",
            "transfer-encoding",
            "x-forwarded-for");

    private static final Value<String> FORWARDED = Value.text(
            "the name of a header that holds no credential and does not belong to the connection",
            "x-none",
            name -> name.matches("[A-Za-z0-9_-]{1,100}") && !NEVER.contains(name.toLowerCase(Locale.ROOT))
                    ? Optional.of(name.toLowerCase(Locale.ROOT))
                    : Optional.empty());

    public Routing {
        forwardHeaders = List.copyOf(forwardHeaders);
    }

    static Routing read(Section routing) {
        return new Routing(
                routing.value("attempts", Value.within(Values.NUMBER, 1, 5), DEFAULT.attempts),
                routing.value("retry-budget", Value.within(Values.NUMBER, 0, 100), DEFAULT.retryBudget),
                routing.value(
                        "longest-wait",
                        Value.within(Values.TIME_SPAN, Duration.ZERO, Duration.ofMinutes(5)),
                        DEFAULT.longestWait),
                routing.section("breaker", Breaker::read),
                routing.values("forward-headers", FORWARDED));
    }
}
