package dev.weir.relay;

import dev.weir.call.Step;
import dev.weir.call.Step.Onward;
import dev.weir.config.Retry;
import dev.weir.config.Routing;
import dev.weir.relay.Failure.Cause;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// What a call does after an attempt that brought nothing.
sealed interface NextMove {

    /// Asks the same target once more.
    record Again(Duration after) implements NextMove {}

    /// Asks another.
    record GoOn(int step) implements NextMove {}

    record GiveUp() implements NextMove {}

    Duration FIRST_WAIT = Duration.ofMillis(500);
    Duration LONGEST_WAIT = Duration.ofSeconds(8);

    /// How far a call is.
    ///
    /// @param again how often its present target was asked again
    /// @param made attempts in all
    /// @param proofs further ones that could be shown to the present provider
    /// @param home whether the conversation lies in the present target's prompt cache
    /// @param left until the call's deadline
    record Sofar(int again, int made, int proofs, boolean home, Duration left) {}

    /// @param mayRetry takes from the provider's budget, and is asked only if it is needed
    /// @param jitter from 0 to 1
    static NextMove after(
            Failure failure, Step step, Sofar sofar, Routing rules, BooleanSupplier mayRetry, double jitter) {
        if (failure.cause() == Cause.INTERRUPTED
                || failure.cause() == Cause.UNPAID
                || sofar.made() >= rules.attempts()) {
            return new GiveUp();
        }
        boolean anotherProof = failure.cause() == Cause.TOKEN || failure.cause() == Cause.CREDENTIAL;
        if (anotherProof && sofar.proofs() > 0) {
            return new Again(Duration.ZERO);
        }
        if (isWorthIt(failure, step, sofar)) {
            Duration wait = wait(failure, sofar.again(), jitter);
            if (wait.compareTo(rules.longestWait()) <= 0
                    && wait.compareTo(sofar.left()) < 0
                    && mayRetry.getAsBoolean()) {
                return new Again(wait);
            }
        }
        for (Onward onward : step.onward()) {
            if (failure.cause() != Cause.STATUS || onward.on().covers(failure.status())) {
                return new GoOn(onward.to());
            }
        }
        return new GiveUp();
    }

    /// Whether the same target is asked again.
    private static boolean isWorthIt(Failure failure, Step step, Sofar sofar) {
        Retry retry = step.settings().retry().orElseGet(() -> unsaid(step, sofar));
        return !failure.hopeless()
                && sofar.again() < retry.attempts()
                && switch (failure.cause()) {
                    case UNREACHED, RESET -> true;
                    case LATE -> retry.on().covers(408);
                    case STATUS -> retry.on().covers(failure.status());
                    case UNUSABLE, TOKEN, CREDENTIAL, ACCOUNT, UNPROVED, UNSAYABLE, UNPAID, INTERRUPTED -> false;
                };
    }

    /// Where nothing is said of retries: another target is asked at once, unless the conversation would have to leave
    /// its prompt cache for that.
    private static Retry unsaid(Step step, Sofar sofar) {
        if (step.onward().isEmpty()) {
            return Retry.BY_DEFAULT;
        }
        return sofar.home() ? Retry.AT_HOME : Retry.NONE;
    }

    /// Twice as long each time, and by chance shorter, so that those who failed together do not come together; never
    /// shorter than the provider wants.
    private static Duration wait(Failure failure, int again, double jitter) {
        long most = Math.min(LONGEST_WAIT.toMillis(), FIRST_WAIT.toMillis() << Math.min(again, 10));
        Duration ours = Duration.ofMillis((long) (most * jitter));
        Duration theirs = failure.retryAfter().orElse(Duration.ZERO);
        return theirs.isZero() ? ours : theirs.plusMillis((long) (FIRST_WAIT.toMillis() * jitter));
    }
}
