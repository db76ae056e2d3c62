package dev.weir.policy;

import dev.weir.call.Call;
import dev.weir.call.Filter;
import dev.weir.call.Measure;
import dev.weir.call.Outcome;
import dev.weir.call.Principal;
import dev.weir.call.Quota;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.RateLimiter;
import dev.weir.store.RateLimiter.Answer;
import dev.weir.store.RateLimiter.Bucket;
import dev.weir.store.RateLimiter.Draw;
import dev.weir.wire.chat.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Lets nobody have more than their quotas allow: requests and tokens in a minute, tokens in a day, calls at once, for
/// teams, keys and models.
///
/// Tokens are reserved before the provider is asked, as what the request is estimated to hold and at most 4,096 for the
/// answer, and settled to what the provider counted; what it read from its cache counts a tenth. To count tokens is
/// free.
public final class RateLimit implements Filter {

    private static final int BYTES_PER_TOKEN = 4;
    private static final long MOST_RESERVED_OUTPUT = 4_096;
    private static final long CACHED_COUNTS_A = 10;
    private static final long LEAST_BURST = 5;
    private static final long BURSTS_IN_A_MINUTE = 6;

    /// Longer than this nobody is told to wait; whoever would have to is told to stop.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Duration SLOT_WAIT = Duration.ofSeconds(1);

    private final RateLimiter limiter;
    private final InstantSource clock;
    private final Consumer<Principal> alone;

    /// @param alone is told of whom this gateway decided by itself, since nobody could be asked
    public RateLimit(RateLimiter limiter, InstantSource clock, Consumer<Principal> alone) {
        this.limiter = limiter;
        this.clock = clock;
        this.alone = alone;
    }

    /// One draw, and which limit it is of.
    private record Wanted(Quota quota, Measure measure, long most, Draw draw) {}

    @Override
    public Entry enter(Call call) {
        if (call.principal().standing().quotas().isEmpty() || countsOnly(call)) {
            return new Entry.Passed(call, _ -> {});
        }
        List<Wanted> wanted = wanted(call);
        List<Draw> draws = wanted.stream().map(Wanted::draw).toList();
        return limiter.takeAtOnce(draws)
                .<Entry>map(answer -> entry(call, wanted, draws, answer))
                .orElseGet(() -> new Entry.Slow(() -> entry(call, wanted, draws, limiter.take(draws))));
    }

    private static boolean countsOnly(Call call) {
        return switch (call.operation()) {
            case COUNT_TOKENS, COUNT_CONTENT_TOKENS -> true;
            case CHAT, RESPONSES, EMBEDDINGS, MESSAGES, CONVERSE, GENERATE_CONTENT, EMBED_CONTENT -> false;
        };
    }

    private Entry entry(Call call, List<Wanted> wanted, List<Draw> draws, Answer answer) {
        return switch (answer) {
            case Answer.Taken(boolean byItself) -> {
                if (byItself) {
                    alone.accept(call.principal());
                }
                yield new Entry.Passed(call, outcome -> limiter.settle(draws, real(wanted, outcome)));
            }
            case Answer.Lacking(Draw draw, Optional<Duration> wait) ->
                new Entry.Refused(refusal(
                        call,
                        wanted.stream()
                                .filter(one -> one.draw().equals(draw))
                                .findFirst()
                                .orElseThrow(),
                        wait));
        };
    }

    private List<Wanted> wanted(Call call) {
        long tokens = estimate(call);
        var wanted = new ArrayList<Wanted>();
        for (Quota quota : call.principal().standing().quotas()) {
            if (call.plan().targets().stream().anyMatch(target -> quota.isAbout(target.model()))) {
                for (Measure measure : Measure.values()) {
                    Long most = quota.most().get(measure);
                    if (most != null) {
                        wanted.add(new Wanted(quota, measure, most, draw(quota, measure, most, tokens)));
                    }
                }
            }
        }
        return wanted;
    }

    private Draw draw(Quota quota, Measure measure, long most, long tokens) {
        Bucket bucket = bucket(quota, measure, most);
        return switch (measure) {
            case REQUESTS_PER_MINUTE, CONCURRENT_CALLS -> new Draw(bucket, 1);
            case TOKENS_PER_MINUTE, TOKENS_PER_DAY -> new Draw(bucket, tokens);
        };
    }

    /// The bucket of a limit, at this time. Days are those of UTC. A flow of another strength is another one, so that a
    /// limit that is raised is so at once.
    Bucket bucket(Quota quota, Measure measure, long most) {
        String name =
                quota.holder() + " " + quota.models() + " " + measure.name().toLowerCase(Locale.ROOT);
        return switch (measure) {
            case REQUESTS_PER_MINUTE ->
                new Bucket.Flow(name + " " + most, Math.max(LEAST_BURST, most / BURSTS_IN_A_MINUTE), most);
            case TOKENS_PER_MINUTE -> new Bucket.Flow(name + " " + most, most, most);
            case TOKENS_PER_DAY -> new Bucket.Total(name + " " + today(), most);
            case CONCURRENT_CALLS -> new Bucket.Slots(name, most);
        };
    }

    private LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static long estimate(Call call) {
        long output = call.request()
                .number("max_tokens")
                .orElseGet(() -> call.request()
                        .number("max_completion_tokens")
                        .orElseGet(
                                () -> call.request().number("max_output_tokens").orElse(MOST_RESERVED_OUTPUT)));
        return call.request().body().length / BYTES_PER_TOKEN + Math.clamp(output, 0, MOST_RESERVED_OUTPUT);
    }

    /// What was used in the end. Of an answer that nothing is known of, what was reserved stands.
    private static List<Long> real(List<Wanted> wanted, Outcome outcome) {
        boolean asked = !outcome.attempts().isEmpty();
        Usage usage = outcome.usage().whole();
        long counted = usage.fresh()
                + usage.cacheWrite().total()
                + (usage.cacheRead() + CACHED_COUNTS_A - 1) / CACHED_COUNTS_A
                + usage.output();
        return wanted.stream()
                .map(one -> switch (one.measure()) {
                    case REQUESTS_PER_MINUTE -> one.draw().amount();
                    case CONCURRENT_CALLS -> 0L;
                    case TOKENS_PER_MINUTE, TOKENS_PER_DAY ->
                        !asked ? 0L : usage.equals(Usage.NONE) ? unknown(outcome, one) : counted;
                })
                .toList();
    }

    private static long unknown(Outcome outcome, Wanted one) {
        return switch (outcome) {
            case Outcome.Served served -> served.status() < 400 ? one.draw().amount() : 0;
            case Outcome.Broken _ -> one.draw().amount();
            case Outcome.Answered _, Outcome.Refused _, Outcome.Unserved _, Outcome.Failed _ -> 0;
        };
    }

    private Problem refusal(Call call, Wanted wanted, Optional<Duration> wait) {
        String whose = wanted.quota().holder().startsWith("key/")
                ? "the key " + call.principal().id()
                : "the team " + call.principal().team();
        String models = wanted.quota().models().equals(Quota.ALL_MODELS)
                ? ""
                : " for " + wanted.quota().models();
        String detail = "%s may have %d %s%s"
                .formatted(
                        whose,
                        wanted.most(),
                        wanted.measure().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        models);
        Map<String, Object> more = Map.of(
                "limit", wanted.most(), "measure", wanted.measure().name().toLowerCase(Locale.ROOT));
        return switch (wanted.measure()) {
            case CONCURRENT_CALLS ->
                new Problem(Kind.CONCURRENCY_LIMIT, detail + ", and they are running", more).retryAfter(SLOT_WAIT);
            case TOKENS_PER_DAY -> {
                Duration rest = Duration.between(clock.instant(), tomorrow());
                yield rest.compareTo(LONGEST_WAIT) > 0
                        ? new Problem(Kind.TOKENS_EXHAUSTED, detail + "; the day ends at " + tomorrow(), more)
                                .retryAfter(rest)
                        : new Problem(Kind.RATE_LIMITED, detail, more).retryAfter(rest);
            }
            case REQUESTS_PER_MINUTE, TOKENS_PER_MINUTE ->
                new Problem(Kind.RATE_LIMITED, detail, more).retryAfter(wait.orElse(LONGEST_WAIT));
        };
    }

    private Instant tomorrow() {
        return today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
