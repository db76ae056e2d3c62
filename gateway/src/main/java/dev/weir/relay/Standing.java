package dev.weir.relay;

import dev.weir.call.Plan;
import dev.weir.call.Session;
import dev.weir.call.Step;
import dev.weir.call.Target;
import dev.weir.config.Routing.Breaker;
import dev.weir.relay.Dispatch.End;
import dev.weir.route.Healths;
import dev.weir.route.Seats;
import dev.weir.route.Seats.Seat;
import dev.weir.route.TargetHealth;
import dev.weir.wire.chat.Usage;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the attempts of one call tell of their targets, and what targets are known to be.
final class Standing {

    private static final Logger LOG = LoggerFactory.getLogger("weir.routing");

    /// How long a target cools down that does not say for how long it wants to be left alone.
    private static final Duration COOL = Duration.ofSeconds(2);

    private static final Duration LONGEST_COOL = Duration.ofMinutes(5);

    private final Healths healths;
    private final Seats seats;
    private final Breaker rule;
    private final Plan plan;
    private final String id;
    private final Optional<Seat> before;
    private int retries;
    private boolean exhausted;

    Standing(Place place, Plan plan, String id) {
        this.healths = place.router().healths();
        this.seats = place.router().seats();
        this.rule = place.routing().breaker();
        this.plan = plan;
        this.id = id;
        this.before = plan.session().map(Session::key).flatMap(seats::of);
    }

    /// Takes the place of a call at a target, unless it is out.
    boolean admits(Target target) {
        boolean admitted = health(target).admit(healths.nanos(), rule);
        if (!admitted) {
            LOG.atDebug()
                    .addKeyValue("id", id)
                    .addKeyValue("target", target.toString())
                    .log("the target is out");
        }
        return admitted;
    }

    /// It was not asked after all.
    void abandoned(Target target) {
        health(target).abandoned(healths.nanos());
    }

    boolean cools(Target target, String credential) {
        return health(target).cools(credential, healths.nanos());
    }

    void ended(Dispatch dispatch, End ended) {
        Target target = dispatch.prepared().step().target();
        TargetHealth health = health(target);
        long now = healths.nanos();
        switch (ended) {
            case End.Served(Usage usage) -> {
                health.succeeded(now, rule);
                health.took(dispatch.untilAnswer(), dispatch.took().minus(dispatch.untilAnswer()), usage.output(), now);
                plan.session()
                        .ifPresent(session -> seats.took(
                                session.key(),
                                target,
                                usage.cacheRead() + usage.cacheWrite().total(),
                                session.life()));
            }
            case End.Broken broken -> {
                switch (broken.by()) {
                    case PROVIDER, DEADLINE ->
                        failed(health, now, broken.problem().detail());
                    case CLIENT, FILTER, GATEWAY -> health.succeeded(now, rule);
                }
            }
            case End.Failed _ -> health.abandoned(now);
            case End.Fell(Failure failure, Usage _) -> fell(dispatch, health, failure, now);
        }
    }

    private void fell(Dispatch dispatch, TargetHealth health, Failure failure, long now) {
        switch (failure.cause()) {
            case UNREACHED, RESET, UNUSABLE, LATE ->
                failed(health, now, failure.problem().detail());
            case STATUS -> status(dispatch, health, failure, now);
            case CREDENTIAL, ACCOUNT -> {
                health.wrong(healths.clock().instant(), failure.problem().detail());
                health.abandoned(now);
            }
            case TOKEN, UNPROVED, UNSAYABLE, UNPAID, INTERRUPTED -> health.abandoned(now);
        }
    }

    /// That a provider wants fewer requests says nothing against it; that it does not like one says that it is there.
    private void status(Dispatch dispatch, TargetHealth health, Failure failure, long now) {
        int status = failure.status();
        if (status == 429 || status == 529) {
            Duration cool = failure.retryAfter().orElse(COOL);
            Duration most = cool.compareTo(LONGEST_COOL) > 0 ? LONGEST_COOL : cool;
            health.cool(dispatch.proved().credential().name(), now + most.toNanos());
            health.wrong(healths.clock().instant(), "status " + status);
            health.abandoned(now);
        } else if (status >= 500 || status == 408) {
            failed(health, now, "status " + status);
        } else {
            health.succeeded(now, rule);
        }
    }

    private void failed(TargetHealth health, long now, String why) {
        health.wrong(healths.clock().instant(), why);
        health.failed(now, rule);
    }

    void decided(Failure failure, Step step, NextMove move) {
        if (move instanceof NextMove.Again) {
            retries++;
        } else if (move instanceof NextMove.GoOn) {
            retries = 0;
        }
        LOG.atDebug()
                .addKeyValue("id", id)
                .addKeyValue("target", step.target().toString())
                .addKeyValue("failed", failure.cause().toString())
                .addKeyValue("status", failure.status())
                .addKeyValue("next", move.toString())
                .log("an attempt brought nothing");
    }

    void gaveUp() {
        exhausted = retries > 0;
    }

    /// As Portkey counts: of the last target, and -1 if they were all in vain.
    int retries() {
        return exhausted ? -1 : retries;
    }

    /// Whether the conversation lies in this target's prompt cache.
    boolean isHome(Target target) {
        return before.filter(seat -> seat.target().equals(target) && seat.cached() > 0)
                .isPresent();
    }

    /// Whether the conversation was at another target until now.
    boolean hasMoved(Target target) {
        return before.filter(seat -> !seat.target().equals(target)).isPresent();
    }

    /// Tokens of the conversation that lie in the prompt cache of another target than this.
    long leftBehind(Target target) {
        return before.filter(seat -> !seat.target().equals(target))
                .map(Seat::cached)
                .orElse(0L);
    }

    private TargetHealth health(Target target) {
        return healths.of(target);
    }
}
