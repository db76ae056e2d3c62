package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Asked;
import dev.weir.call.Attempt;
import dev.weir.call.Call;
import dev.weir.call.Filter.Completion;
import dev.weir.call.Filter.Entry;
import dev.weir.call.Measure;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Plan;
import dev.weir.call.Principal;
import dev.weir.call.Quota;
import dev.weir.call.Standing;
import dev.weir.call.Step;
import dev.weir.call.Tab;
import dev.weir.call.Target;
import dev.weir.call.Work;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.MemoryRateLimiter;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.json.RequestShape;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Instant MORNING = Instant.parse("2026-11-25T10:00:00Z");
    private static final Target HAIKU = new Target("anthropic", "claude-haiku-4-5");

    private long nanos;
    private final MemoryRateLimiter limiter = new MemoryRateLimiter(() -> nanos);
    private final RateLimit limit = new RateLimit(limiter, this::now, _ -> {});

    private Instant now() {
        return MORNING.plusNanos(nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static Principal with(Quota... quotas) {
        return new Principal("sub", "agents", "red", Set.of(), new Standing(List.of(), List.of(quotas), ""));
    }

    private static Quota of(Measure measure, long most) {
        return new Quota("team/red", "*", Map.of(measure, most));
    }

    private static Call call(Principal principal, Operation operation, String body, Target... targets) {
        RequestShape shape = switch (RequestShape.read(body.getBytes(StandardCharsets.UTF_8))) {
            case RequestShape.Read.Shape(RequestShape read) -> read;
            case RequestShape.Read.Refused(Problem problem) -> throw new AssertionError(problem.detail());
        };
        return new Call(
                "req_1",
                principal,
                new Asked(operation, Envelope.OWN, "m", false),
                OpenAiChat.FORMAT,
                new RequestTarget("/", ""),
                Headers.NONE,
                shape,
                new Plan(Stream.of(targets).map(Step::of).toList()),
                Tab.free());
    }

    private Completion passed(Principal principal) {
        return passed(call(principal, Operation.MESSAGES, "{\"max_tokens\":100}", HAIKU));
    }

    private Completion passed(Call call) {
        Entry entry = limit.enter(call);
        assertThat(entry).isInstanceOf(Entry.Passed.class);
        return ((Entry.Passed) entry).completion();
    }

    private Problem refused(Principal principal) {
        return refused(call(principal, Operation.MESSAGES, "{\"max_tokens\":100}", HAIKU));
    }

    private Problem refused(Call call) {
        Entry entry = limit.enter(call);
        assertThat(entry).isInstanceOf(Entry.Refused.class);
        return ((Entry.Refused) entry).problem();
    }

    private static Outcome served(Usage usage) {
        return new Outcome.Served(
                200,
                usage,
                List.of(new Attempt(HAIKU, "key", 200, List.of(), "", Duration.ZERO, Duration.ZERO, Work.NONE)));
    }

    @Test
    void letsABurstThroughAndThenOneAtATime() {
        Principal red = with(of(Measure.REQUESTS_PER_MINUTE, 20));
        for (int i = 0; i < 5; i++) {
            passed(red);
        }

        Problem problem = refused(red);

        assertThat(problem.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(problem.detail()).isEqualTo("the team red may have 20 requests per minute");
        assertThat(problem.retryAfter()).contains(Duration.ofSeconds(3));
        pass(Duration.ofMillis(2_999));
        refused(red);
        pass(Duration.ofMillis(1));
        passed(red);
        refused(red);
    }

    @Test
    void givesInNoTimeMoreThanTheBurstAndWhatComesInIt() {
        Principal red = with(of(Measure.REQUESTS_PER_MINUTE, 120)); // burst 20, 2 in each second
        var taken = new ArrayList<Long>();
        for (int tick = 0; tick < 3_000; tick++) {
            pass(Duration.ofMillis(10 + tick * 7919L % 100));
            for (int i = tick % 11; i > 0; i--) {
                if (limit.enter(call(red, Operation.MESSAGES, "{}", HAIKU)) instanceof Entry.Passed) {
                    taken.add(nanos);
                }
            }
        }

        assertThat(taken).hasSizeGreaterThan(300);
        for (int from = 0; from < taken.size(); from++) {
            for (int to = from; to < taken.size(); to++) {
                double seconds = (taken.get(to) - taken.get(from)) / 1e9;
                assertThat(to - from + 1.0).isLessThanOrEqualTo(20 + 2 * seconds + 1e-6);
            }
        }
    }

    @Test
    void settlesTokensToWhatTheyWereAndCountsWhatWasCachedATenth() {
        Principal red = with(of(Measure.TOKENS_PER_DAY, 10_000));
        Call call =
                call(red, Operation.MESSAGES, "{\"max_tokens\":4000,\"a\":\"%s\"}".formatted("x".repeat(8_000)), HAIKU);

        Completion completion = passed(call);
        refused(call);
        completion.complete(served(new Usage(100, 1_000, new Usage.CacheWrite(200, 0, 0, 0), 50, 0)));

        // 100 fresh, 200 written, 1000 read at a tenth, 50 of output.
        assertThat(limiter.level(limit.bucket(of(Measure.TOKENS_PER_DAY, 10_000), Measure.TOKENS_PER_DAY, 10_000))
                        .left())
                .isEqualTo(10_000 - 450);
    }

    @Test
    void givesBackWhatNoProviderWasAskedFor() {
        Principal red = with(of(Measure.TOKENS_PER_DAY, 10_000), of(Measure.CONCURRENT_CALLS, 1));
        Completion completion = passed(red);
        assertThat(refused(red).kind()).isEqualTo(Kind.CONCURRENCY_LIMIT);

        completion.complete(new Outcome.Refused(new Problem(Kind.POLICY_BLOCKED, "no")));

        assertThat(limiter.level(limit.bucket(of(Measure.TOKENS_PER_DAY, 10_000), Measure.TOKENS_PER_DAY, 10_000))
                        .left())
                .isEqualTo(10_000);
        passed(red);
    }

    @Test
    void stopsWhoHasUsedTheTokensOfADayUntilTheNextInUtc() {
        Principal red = with(of(Measure.TOKENS_PER_DAY, 10_000));
        passed(red).complete(served(new Usage(9_990, 0, Usage.CacheWrite.NONE, 0, 0)));

        Problem problem = refused(red);

        assertThat(problem.kind()).isEqualTo(Kind.TOKENS_EXHAUSTED);
        assertThat(problem.detail())
                .isEqualTo("the team red may have 10000 tokens per day; the day ends at 2026-11-26T00:00:00Z");
        pass(Duration.ofHours(14).minusSeconds(30));
        assertThat(refused(red).kind()).isEqualTo(Kind.RATE_LIMITED);
        pass(Duration.ofSeconds(30));
        passed(red);
    }

    @Test
    void refusesNoCallForItsMaxTokensAlone() {
        Principal red = with(of(Measure.TOKENS_PER_MINUTE, 5_000), of(Measure.TOKENS_PER_DAY, 5_000));

        passed(call(red, Operation.MESSAGES, "{\"max_tokens\":128000}", HAIKU));
        // Nor for its size, as long as nothing was taken before.
        Principal blue = with(new Quota("team/blue", "*", Map.of(Measure.TOKENS_PER_MINUTE, 100L)));
        passed(call(blue, Operation.MESSAGES, "{\"max_tokens\":128000}", HAIKU));
        refused(blue);
    }

    @Test
    void countsModelsThatFitTogetherAndLeavesOthersBe() {
        Principal red = with(new Quota("team/red", "claude-opus-*", Map.of(Measure.CONCURRENT_CALLS, 1L)));
        passed(call(red, Operation.MESSAGES, "{}", new Target("anthropic", "claude-opus-4-6")));

        Problem problem = refused(call(red, Operation.MESSAGES, "{}", new Target("bedrock", "claude-opus-4-5")));

        assertThat(problem.detail())
                .isEqualTo("the team red may have 1 concurrent calls for claude-opus-*, and they are running");
        passed(call(red, Operation.MESSAGES, "{}", HAIKU));
    }

    @Test
    void takesNothingOfAnyLimitWhenOneIsShort() {
        Principal red = with(
                of(Measure.REQUESTS_PER_MINUTE, 600), new Quota("key/k", "*", Map.of(Measure.CONCURRENT_CALLS, 1L)));
        passed(red);
        for (int i = 0; i < 200; i++) {
            assertThat(refused(red).detail()).startsWith("the key sub may have 1 concurrent");
        }

        assertThat(limiter.level(limit.bucket(of(Measure.REQUESTS_PER_MINUTE, 600), Measure.REQUESTS_PER_MINUTE, 600))
                        .left())
                .isEqualTo(99);
    }

    @Test
    void countsTokensForNothing() {
        Principal red = with(of(Measure.REQUESTS_PER_MINUTE, 1));
        for (int i = 0; i < 200; i++) {
            passed(call(red, Operation.COUNT_TOKENS, "{}", HAIKU));
        }
        passed(red);
    }

    @Test
    void saysWhatIsLeftInTheNamesOfEachFormat() {
        Principal red = with(of(Measure.REQUESTS_PER_MINUTE, 20), of(Measure.TOKENS_PER_DAY, 100_000));
        var headers = new RateLimitHeaders(limit, limiter, this::now);
        passed(red);

        Headers openAi = headers.of(red, OpenAiChat.FORMAT);
        assertThat(openAi.first("x-ratelimit-limit-requests")).contains("20");
        assertThat(openAi.first("x-ratelimit-remaining-requests")).contains("4");
        assertThat(openAi.first("x-ratelimit-reset-requests")).contains("3s");
        assertThat(openAi.first("x-ratelimit-limit-tokens")).contains("100000");
        Headers anthropic = headers.of(red, AnthropicMessages.FORMAT);
        assertThat(anthropic.first("anthropic-ratelimit-requests-remaining")).contains("4");
        assertThat(anthropic.first("anthropic-ratelimit-requests-reset")).contains("2026-11-25T10:00:03Z");
        assertThat(headers.of(with(), OpenAiChat.FORMAT).size()).isZero();
    }

    /// The size of the requests that Claude Code was recorded with, and what a provider with a prompt cache counts for
    /// them: the first turn is written to the cache, each later one reads all before it and adds a little.
    private static final int TURN_BYTES = 88_431;

    private static Usage turn(int number) {
        long known = TURN_BYTES / 4;
        return number == 0
                ? new Usage(3, 0, new Usage.CacheWrite(known, 0, 0, 0), 350, 0)
                : new Usage(3, known + 450L * (number - 1), new Usage.CacheWrite(450, 0, 0, 0), 350, 0);
    }

    private int turnsOfADay(Map<Measure, Long> tier) {
        Principal red = with(new Quota("team/" + tier, "*", tier));
        Call call = call(
                red,
                Operation.MESSAGES,
                "{\"max_tokens\":32000,\"a\":\"%s\"}".formatted("x".repeat(TURN_BYTES)),
                HAIKU);
        for (int turns = 0; turns < 10_000; turns++) {
            pass(Duration.ofSeconds(6));
            if (limit.enter(call) instanceof Entry.Passed passed) {
                passed.completion().complete(served(turn(turns % 30)));
            } else {
                return turns;
            }
        }
        return Integer.MAX_VALUE;
    }

    /// `docs/guides/tiers.md` says so.
    @Test
    void buysSoManyTurnsOfACodingAgentADay() {
        var turns = new ArrayList<Integer>();
        for (long tokens : List.of(100_000L, 500_000L, 5_000_000L)) {
            nanos = 0;
            turns.add(turnsOfADay(Map.of(Measure.TOKENS_PER_DAY, tokens)));
        }

        assertThat(turns).containsExactly(17, 111, 1_165);
    }

    /// Thirty turns of an agent, ten of which wait for the turns of a subagent beside them, each six seconds long, and
    /// before each of the agent's turns it has its context counted.
    @Test
    void letsASessionWithASubagentThroughInTheSandbox() {
        Principal red = with(new Quota("team/red", "*", Map.of(Measure.REQUESTS_PER_MINUTE, 20L)));
        for (int turn = 0; turn < 30; turn++) {
            pass(Duration.ofSeconds(6));
            for (int i = 0; i < 12; i++) {
                passed(call(red, Operation.COUNT_TOKENS, "{}", HAIKU));
            }
            passed(red).complete(served(turn(turn)));
            if (turn >= 10 && turn < 20) {
                passed(red).complete(served(turn(turn - 10)));
            }
        }
    }
}
