package dev.weir.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.store.RateLimiter.Bucket.Flow;
import dev.weir.store.RateLimiter.Bucket.Slots;
import dev.weir.store.RateLimiter.Bucket.Total;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The limiter of one gateway among many. It takes from the [Shares] what calls need and a little ahead; what it has
/// ahead is given without asking anybody.
///
/// A flow's burst is divided: half of it may lie ahead with the gateways, an equal part with each, and the shares give
/// no more than the other half at once. So in any time *t* all gateways together let through at most the burst and what
/// flows in during *t*, but for the two seconds in which the gateways do not know yet that there is one more. While
/// the shares cannot be asked, each gateway first uses what it has, and then counts for itself with its part of the
/// limit.
///
/// Shared by all event loops; [#renew] is called again and again by one thread that may wait.
public final class LeasedRateLimiter implements RateLimiter {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedRateLimiter.class);
    private static final long AHEAD_LIVES = Duration.ofMillis(3_300).toNanos();
    private static final long A_DAY_AND_MORE = Duration.ofDays(2).toNanos();
    private static final int PARTS_OF_A_TOTAL = 50;
    private static final int MOST_BUCKETS = 1_000_000;

    /// What this gateway has of a bucket. Whoever holds its monitor reads and writes it, and does nothing else
    /// meanwhile.
    private static final class State {
        private Bucket bucket;
        private long ahead;
        private long aheadUntil;
        private boolean asking;
        /// Taken too much since it was last said; negative if too little.
        private long owed;
        private long running;
        private long held;
        private long left = -1;

        State(Bucket bucket) {
            this.bucket = bucket;
        }
    }

    private final Shares shares;
    private final String gateway;
    private final LongSupplier nanos;
    private final MemoryRateLimiter itself;
    private final Cache<String, State> states = Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterAccess(Duration.ofDays(2))
            .build();
    private volatile int gateways = 1;

    /// @param gateway names this one among all
    /// @param nanos a monotonic clock
    public LeasedRateLimiter(Shares shares, String gateway, LongSupplier nanos) {
        this.shares = shares;
        this.gateway = gateway;
        this.nanos = nanos;
        this.itself = new MemoryRateLimiter(nanos);
    }

    @Override
    public Optional<Answer> takeAtOnce(List<Draw> draws) {
        var taken = new ArrayList<Draw>();
        for (Draw draw : draws) {
            if (!has(draw)) {
                taken.forEach(this::putAhead);
                return Optional.empty();
            }
            taken.add(draw);
        }
        return Optional.of(new Answer.Taken(false));
    }

    @Override
    public Answer take(List<Draw> draws) {
        var taken = new ArrayList<Draw>();
        boolean alone = false;
        for (Draw draw : draws) {
            Answer answer = has(draw) ? new Answer.Taken(false) : asked(draw);
            switch (answer) {
                case Answer.Taken(boolean byItself) -> alone |= byItself;
                case Answer.Lacking lacking -> {
                    taken.forEach(this::putBack);
                    return lacking;
                }
            }
            taken.add(draw);
        }
        return new Answer.Taken(alone);
    }

    private boolean has(Draw draw) {
        State state = state(draw.bucket());
        synchronized (state) {
            if (draw.bucket() instanceof Slots) {
                if (state.running + draw.amount() > state.held) {
                    return false;
                }
                state.running += draw.amount();
                return true;
            }
            if (nanos.getAsLong() - state.aheadUntil >= 0) {
                state.ahead = 0;
            }
            if (state.ahead < draw.amount()) {
                return false;
            }
            state.ahead -= draw.amount();
            return true;
        }
    }

    /// It was taken from what is ahead just now.
    private void putAhead(Draw draw) {
        State state = state(draw.bucket());
        synchronized (state) {
            if (draw.bucket() instanceof Slots) {
                state.running -= draw.amount();
            } else {
                state.ahead += draw.amount();
            }
        }
    }

    /// Nothing was done with it; where it came from, it goes back to with the next renewal.
    private void putBack(Draw draw) {
        State state = state(draw.bucket());
        synchronized (state) {
            if (draw.bucket() instanceof Slots) {
                state.running -= draw.amount();
            } else {
                state.owed += draw.amount();
            }
        }
    }

    private Answer asked(Draw draw) {
        State state = state(draw.bucket());
        int among = gateways;
        long ahead;
        synchronized (state) {
            ahead = state.asking ? 0 : ahead(draw.bucket(), among);
            state.asking = true;
        }
        try {
            Shares.Grant grant = shares.draw(shared(draw.bucket(), among), gateway, draw.amount(), ahead);
            synchronized (state) {
                state.left = grant.left();
                if (grant.amount() < draw.amount()) {
                    return new Answer.Lacking(draw, grant.after());
                }
                if (draw.bucket() instanceof Slots) {
                    state.held += grant.amount();
                    state.running += draw.amount();
                } else if (ahead > 0) {
                    boolean stays = draw.bucket() instanceof Total;
                    state.ahead = (stays ? state.ahead : 0) + grant.amount() - draw.amount();
                    state.aheadUntil = nanos.getAsLong() + (stays ? A_DAY_AND_MORE : AHEAD_LIVES);
                }
            }
            return new Answer.Taken(false);
        } catch (StoreUnavailable away) {
            return byItself(draw, state, among);
        } finally {
            synchronized (state) {
                state.asking = false;
            }
        }
    }

    /// Slots are counted here anyhow; of the rest a limiter of its own keeps count.
    private Answer byItself(Draw draw, State state, int among) {
        if (draw.bucket() instanceof Slots slots) {
            synchronized (state) {
                if (state.running + draw.amount() > Math.max(1, slots.most() / among)) {
                    return new Answer.Lacking(draw, Optional.empty());
                }
                state.running += draw.amount();
                state.held = Math.max(state.held, state.running);
                return new Answer.Taken(true);
            }
        }
        return switch (itself.take(List.of(new Draw(part(draw.bucket(), among), draw.amount())))) {
            case Answer.Lacking(Draw _, var after) -> new Answer.Lacking(draw, after);
            case Answer.Taken _ -> new Answer.Taken(true);
        };
    }

    @Override
    public void settle(List<Draw> draws, List<Long> real) {
        for (int i = 0; i < draws.size(); i++) {
            Draw draw = draws.get(i);
            State state = state(draw.bucket());
            synchronized (state) {
                if (draw.bucket() instanceof Slots) {
                    state.running -= draw.amount();
                } else {
                    state.owed += draw.amount() - real.get(i);
                }
            }
        }
    }

    @Override
    public Level level(Bucket bucket) {
        State state = state(bucket);
        synchronized (state) {
            return switch (bucket) {
                case Flow flow -> {
                    long left = Math.clamp(state.left < 0 ? flow.burst() : state.left + state.ahead, 0, flow.burst());
                    yield new Level(left, Duration.ofMillis((flow.burst() - left) * 60_000 / flow.perMinute()));
                }
                case Total total ->
                    new Level(
                            Math.clamp(
                                    (state.left < 0 ? total.most() : state.left + state.ahead) + state.owed,
                                    0,
                                    total.most()),
                            Duration.ZERO);
                case Slots slots -> new Level(Math.max(0, slots.most() - state.running), Duration.ZERO);
            };
        }
    }

    /// Gives back what is owed and the slots that are not used, and hears how many gateways there are. Waits.
    public void renew() {
        try {
            var held = new HashMap<Slots, Long>();
            for (State state : states.asMap().values()) {
                long owed;
                Bucket bucket;
                synchronized (state) {
                    bucket = state.bucket;
                    owed = state.owed;
                    state.owed = 0;
                    if (bucket instanceof Slots slots && state.held > 0) {
                        state.held = state.running;
                        held.put(slots, state.held);
                    }
                }
                if (owed != 0) {
                    giveBack(state, bucket, owed);
                }
            }
            int now = shares.renew(gateway, held);
            if (now != gateways) {
                LOG.atInfo().addKeyValue("gateways", now).log("limits are shared among another number of gateways");
                gateways = now;
            }
        } catch (StoreUnavailable away) {
            LOG.atDebug()
                    .addKeyValue("why", String.valueOf(away.getMessage()))
                    .log("shares of limits were not renewed");
        }
    }

    private void giveBack(State state, Bucket bucket, long owed) {
        try {
            shares.give(shared(bucket, gateways), owed);
        } catch (StoreUnavailable away) {
            synchronized (state) {
                state.owed += owed;
            }
            throw away;
        }
    }

    /// How much one gateway may have ahead.
    private static long ahead(Bucket bucket, int among) {
        return switch (bucket) {
            case Flow flow -> {
                long part = flow.burst() / (2L * among);
                yield part < 2 ? 0 : part;
            }
            case Total total -> total.most() / ((long) PARTS_OF_A_TOTAL * among);
            case Slots slots -> slots.most() / (4L * among);
        };
    }

    /// What the shares give at once, when the rest lies ahead with the gateways.
    private static Bucket shared(Bucket bucket, int among) {
        return bucket instanceof Flow flow
                ? new Flow(flow.name(), flow.burst() - ahead(flow, among) * among, flow.perMinute())
                : bucket;
    }

    /// The part of one gateway that counts for itself.
    private static Bucket part(Bucket bucket, int among) {
        return switch (bucket) {
            case Flow flow ->
                new Flow(flow.name(), Math.max(1, flow.burst() / among), Math.max(1, flow.perMinute() / among));
            case Total total -> new Total(total.name(), Math.max(1, total.most() / among));
            case Slots slots -> new Slots(slots.name(), Math.max(1, slots.most() / among));
        };
    }

    private State state(Bucket bucket) {
        State state = states.get(bucket.name(), _ -> new State(bucket));
        synchronized (state) {
            state.bucket = bucket; // its limit may have changed
        }
        return state;
    }
}
