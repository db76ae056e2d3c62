package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Step;
import dev.weir.call.Step.Onward;
import dev.weir.call.Target;
import dev.weir.config.Retry;
import dev.weir.config.Routing;
import dev.weir.config.StatusRule;
import dev.weir.config.TargetSettings;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.Failure.Cause;
import dev.weir.relay.NextMove.Again;
import dev.weir.relay.NextMove.GiveUp;
import dev.weir.relay.NextMove.GoOn;
import dev.weir.relay.NextMove.Sofar;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NextMoveTest {

    private static final Sofar BEGINNING = new Sofar(0, 1, 0, false, Duration.ofMinutes(10));

    @ParameterizedTest
    @EnumSource
    void r_retry_1_asksALoneTargetOnceMoreOnlyIfNobodyAnswered(Cause cause) {
        NextMove move = after(failure(cause, 503), step(Optional.empty(), false), BEGINNING);

        if (cause == Cause.UNREACHED || cause == Cause.RESET) {
            assertThat(move).isInstanceOf(Again.class);
            assertThat(after(failure(cause, 0), step(Optional.empty(), false), sofar(1, 2)))
                    .isEqualTo(new GiveUp());
        } else {
            assertThat(move).isEqualTo(new GiveUp());
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterEverythingThatIsNotTheProvidersWordAndWhatTheRuleCovers(Cause cause) {
        NextMove move = after(failure(cause, 503), step(Optional.empty(), true), BEGINNING);

        boolean over = cause == Cause.INTERRUPTED || cause == Cause.UNPAID;
        assertThat(move).isEqualTo(over ? new GiveUp() : new GoOn(1));
        assertThat(after(failure(Cause.STATUS, 400), step(Optional.empty(), true), BEGINNING))
                .isEqualTo(new GiveUp());
    }

    @Test
    void r_retry_1_asksAgainAfterTheStatusesThatAreSaidAndThenGoesOn() {
        Step step = step(Optional.of(new Retry(2, new StatusRule.These(Set.of(503)))), true);

        assertThat(after(failure(Cause.STATUS, 503), step, BEGINNING)).isInstanceOf(Again.class);
        assertThat(after(failure(Cause.STATUS, 503), step, sofar(1, 2))).isInstanceOf(Again.class);
        assertThat(after(failure(Cause.STATUS, 503), step, sofar(2, 3))).isEqualTo(new GoOn(1));
        assertThat(after(failure(Cause.STATUS, 400), step, BEGINNING)).isEqualTo(new GiveUp());
        assertThat(after(failure(Cause.LATE, 0), step, BEGINNING)).isEqualTo(new GoOn(1));
    }

    @Test
    void asksTheTargetOnceMoreThatHasTheConversationInItsCache() {
        Step step = step(Optional.empty(), true);
        var atHome = new Sofar(0, 1, 0, true, Duration.ofMinutes(1));

        assertThat(after(failure(Cause.STATUS, 503), step, atHome)).isInstanceOf(Again.class);
        assertThat(after(failure(Cause.STATUS, 429), step, atHome)).isEqualTo(new GoOn(1));
        assertThat(after(failure(Cause.STATUS, 503), step, new Sofar(1, 2, 0, true, Duration.ofMinutes(1))))
                .isEqualTo(new GoOn(1));
    }

    @Test
    void r_retry_1_makesFiveAttemptsAtMost() {
        Step step = step(Optional.of(new Retry(5, new StatusRule.Any())), true);

        assertThat(after(failure(Cause.STATUS, 503), step, sofar(3, 4))).isInstanceOf(Again.class);
        assertThat(after(failure(Cause.STATUS, 503), step, sofar(4, 5))).isEqualTo(new GiveUp());
    }

    @Test
    void f_9_heedsWhatTheProviderSaysOfWhenToComeAgain() {
        Step alone = step(Optional.of(new Retry(2, new StatusRule.Any())), false);

        assertThat(after(wants(Duration.ofSeconds(3)), alone, BEGINNING))
                .isInstanceOfSatisfying(
                        Again.class,
                        again -> assertThat(again.after()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3500)));
        assertThat(after(wants(Duration.ofSeconds(31)), alone, BEGINNING)).isEqualTo(new GiveUp());
        assertThat(after(wants(Duration.ofSeconds(1_000_000_000)), alone, BEGINNING))
                .isEqualTo(new GiveUp());
        assertThat(after(wants(Duration.ofSeconds(3)), alone, new Sofar(0, 1, 0, false, Duration.ofSeconds(2))))
                .isEqualTo(new GiveUp());
    }

    @Test
    void r_retry_1_doesNotAskAgainWhereTheProviderSaysThatItIsNotWorthIt() {
        Step alone = step(Optional.of(new Retry(2, new StatusRule.Any())), false);
        var hopeless = new Failure(
                Cause.STATUS, 503, new Problem(Kind.UPSTREAM_ERROR, "no"), Optional.empty(), true, Optional.empty());

        assertThat(after(hopeless, alone, BEGINNING)).isEqualTo(new GiveUp());
    }

    @Test
    void r_retry_1_waitsByChanceAndLongerEachTime() {
        Step alone = step(Optional.of(new Retry(5, new StatusRule.Any())), false);
        for (int again = 0; again < 4; again++) {
            for (double jitter : new double[] {0, 0.5, 1}) {
                NextMove move = NextMove.after(
                        failure(Cause.STATUS, 503),
                        alone,
                        sofar(again, again + 1),
                        Routing.DEFAULT,
                        () -> true,
                        jitter);

                assertThat(move).isEqualTo(new Again(Duration.ofMillis((long) (500 * (1 << again) * jitter))));
            }
        }
    }

    @Test
    void r_retry_1_asksNobodyAgainBeyondTheBudget() {
        Step step = step(Optional.of(new Retry(2, new StatusRule.Any())), true);

        assertThat(NextMove.after(failure(Cause.STATUS, 503), step, BEGINNING, Routing.DEFAULT, () -> false, 0))
                .isEqualTo(new GoOn(1));
    }

    @Test
    void f_29_showsAnotherCredentialBeforeItGoesOn() {
        Step step = step(Optional.empty(), true);

        assertThat(after(failure(Cause.CREDENTIAL, 401), step, new Sofar(0, 1, 1, false, Duration.ofMinutes(1))))
                .isEqualTo(new Again(Duration.ZERO));
        assertThat(after(failure(Cause.CREDENTIAL, 401), step, BEGINNING)).isEqualTo(new GoOn(1));
    }

    private static NextMove after(Failure failure, Step step, Sofar sofar) {
        return NextMove.after(failure, step, sofar, Routing.DEFAULT, () -> true, 0.5);
    }

    private static Sofar sofar(int again, int made) {
        return new Sofar(again, made, 0, false, Duration.ofMinutes(10));
    }

    private static Failure failure(Cause cause, int status) {
        return new Failure(
                cause,
                cause == Cause.STATUS ? status : 0,
                new Problem(Kind.UPSTREAM_ERROR, "no"),
                Optional.empty(),
                false,
                Optional.empty());
    }

    private static Failure wants(Duration rest) {
        return new Failure(
                Cause.STATUS,
                429,
                new Problem(Kind.UPSTREAM_RATE_LIMITED, "slowly"),
                Optional.of(rest),
                false,
                Optional.empty());
    }

    private static Step step(Optional<Retry> retry, boolean more) {
        return new Step(
                new Target("a", "m"),
                "config",
                new TargetSettings(Map.of(), retry, Optional.empty(), List.of(), Optional.empty()),
                more ? List.of(new Onward(StatusRule.TRANSIENT, 1)) : List.of());
    }
}
