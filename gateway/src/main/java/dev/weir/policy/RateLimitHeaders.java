package dev.weir.policy;

import dev.weir.call.Measure;
import dev.weir.call.Principal;
import dev.weir.call.Quota;
import dev.weir.store.RateLimiter;
import dev.weir.store.RateLimiter.Level;
import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// What answers say of the limits of whoever asked, in the names that the SDK of each format knows: of all limits on
/// requests and on tokens, the one of which the least is left.
public final class RateLimitHeaders {

    private final RateLimit limits;
    private final RateLimiter limiter;
    private final InstantSource clock;

    public RateLimitHeaders(RateLimit limits, RateLimiter limiter, InstantSource clock) {
        this.limits = limits;
        this.limiter = limiter;
        this.clock = clock;
    }

    private record Tightest(long most, Level level) {}

    public Headers of(Principal principal, WireFormat words) {
        if (principal.standing().quotas().isEmpty()) {
            return Headers.NONE;
        }
        Headers.Builder headers = Headers.builder();
        boolean anthropic = words == AnthropicMessages.FORMAT;
        tightest(principal, Measure.REQUESTS_PER_MINUTE).ifPresent(one -> write(headers, anthropic, "requests", one));
        tightest(principal, Measure.TOKENS_PER_MINUTE)
                .or(() -> tightest(principal, Measure.TOKENS_PER_DAY))
                .ifPresent(one -> write(headers, anthropic, "tokens", one));
        return headers.build();
    }

    private Optional<Tightest> tightest(Principal principal, Measure measure) {
        Optional<Tightest> tightest = Optional.empty();
        for (Quota quota : principal.standing().quotas()) {
            Long most = quota.most().get(measure);
            if (most != null && quota.models().equals(Quota.ALL_MODELS)) {
                var one = new Tightest(most, limiter.level(limits.bucket(quota, measure, most)));
                if (tightest.isEmpty()
                        || one.level().left() < tightest.get().level().left()) {
                    tightest = Optional.of(one);
                }
            }
        }
        return tightest;
    }

    private void write(Headers.Builder headers, boolean anthropic, String what, Tightest one) {
        if (anthropic) {
            String name = "anthropic-ratelimit-" + what;
            headers.add(name + "-limit", Long.toString(one.most()));
            headers.add(name + "-remaining", Long.toString(one.level().left()));
            headers.add(
                    name + "-reset",
                    clock.instant()
                            .plusSeconds(seconds(one.level().full()))
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                            .toString());
        } else {
            headers.add("x-ratelimit-limit-" + what, Long.toString(one.most()));
            headers.add(
                    "x-ratelimit-remaining-" + what, Long.toString(one.level().left()));
            headers.add("x-ratelimit-reset-" + what, seconds(one.level().full()) + "s");
        }
    }

    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
