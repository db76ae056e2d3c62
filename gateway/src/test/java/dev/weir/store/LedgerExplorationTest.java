package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.LedgerWorld.Fault;
import dev.weir.store.LedgerWorld.Kind;
import dev.weir.store.LedgerWorld.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every way that a small world of two gateways can go, breadth first: what was promised holds in each state, and from
/// each the whole rest of the budget can be had when everything has ended.
class LedgerExplorationTest {

    private static final int FAULTS = 1;
    private static final int WALK = 60;

    /// How many states are looked at, and twice as many walks are taken; `-Dweir.ledger.states` says another number.
    private static final int STATES = Integer.getInteger("weir.ledger.states", 10_000);

    /// How a state was come to.
    private record Path(List<Path> before, List<Step> step) {

        static final Path START = new Path(List.of(), List.of());

        Path then(Step next) {
            return new Path(List.of(this), List.of(next));
        }

        List<Step> steps() {
            var steps = new ArrayList<Step>();
            for (Path at = this; !at.before.isEmpty(); at = at.before.getFirst()) {
                steps.addAll(at.step);
            }
            return steps.reversed();
        }

        LedgerWorld world() {
            var world = new LedgerWorld(FAULTS);
            steps().forEach(world::happen);
            return world;
        }
    }

    @Test
    void s_bud_1_neverSpendsMoreThanTheBudgetWhateverHappensAndInTheEndAllOfIt() {
        Set<String> seen = new HashSet<>();
        List<Path> layer = List.of(Path.START);
        seen.add(Path.START.world().fingerprint());
        long looked = 0;
        int depth = 0;
        while (!layer.isEmpty() && looked < STATES) {
            var next = new ArrayList<Path>();
            for (Path path : layer) {
                if (looked++ >= STATES) {
                    break;
                }
                for (Step step : proven(path, (int) (looked % 2))) {
                    Path further = path.then(step);
                    if (seen.add(further.world().fingerprint())) {
                        next.add(further);
                    }
                }
            }
            depth++;
            layer = next;
        }
        System.out.printf(
                "ledger: %d states looked at, %d seen, %d steps deep%s%n",
                Math.min(looked, STATES), seen.size(), depth, layer.isEmpty() ? ", which is all there are" : "");
        assertThat(looked).isGreaterThan(1_000);
    }

    @Test
    void s_bud_1_holdsOnLongWalksToo() {
        for (int seed = 0; seed < 2 * STATES; seed++) {
            var random = new Random(seed);
            var world = new LedgerWorld(WALK);
            var steps = new ArrayList<Step>();
            try {
                for (int i = 0; i < WALK; i++) {
                    List<Step> possible = world.possible();
                    Step step = possible.get(random.nextInt(possible.size()));
                    steps.add(step);
                    world.happen(step);
                    world.check();
                }
                world.end(seed % 2);
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError(wrong.getMessage() + " after " + steps, wrong);
            }
        }
    }

    /// An account is forgotten that nobody has used for long, and drawn on anew. Then the answer to a posting from
    /// before is heard of.
    @Test
    void s_bud_1_believesNoPostingThatIsOlderThanWhatItHasForgotten() {
        for (int by = 0; by < 2; by++) {
            LedgerWorld world = after(
                    new Step(Kind.RESERVE, 0, 3, Fault.NONE),
                    new Step(Kind.SETTLE, 0, 0, Fault.NONE),
                    new Step(Kind.POST_UNHEARD, 0, 0, Fault.NONE),
                    new Step(Kind.TICK, 0, 0, Fault.NONE),
                    new Step(Kind.RESERVE, 1, 2, Fault.NONE),
                    new Step(Kind.RENEW, 0, 0, Fault.NONE),
                    new Step(Kind.RESERVE, 0, 1, Fault.LOST));
            world.end(by);
        }
    }

    /// Of a draw nobody has heard; it is found at a renewal and given back, but that comes late.
    @Test
    void s_bud_1_usesNothingThatIsOnItsWayBackAlsoIfItNeverKnewOfIt() {
        LedgerWorld world = after(
                new Step(Kind.RESERVE, 1, 1, Fault.UNHEARD),
                new Step(Kind.TICK, 0, 0, Fault.NONE),
                new Step(Kind.RESERVE, 0, 1, Fault.UNHEARD),
                new Step(Kind.RENEW, 1, 0, Fault.UNHEARD),
                new Step(Kind.RESERVE, 0, 2, Fault.NONE),
                new Step(Kind.RENEW, 1, 0, Fault.LATE),
                new Step(Kind.RESERVE, 1, 1, Fault.NONE),
                new Step(Kind.SETTLE, 0, 0, Fault.NONE),
                new Step(Kind.ARRIVE, 1, 0, Fault.NONE),
                new Step(Kind.RESERVE, 0, 2, Fault.LOST),
                new Step(Kind.RESERVE, 1, 1, Fault.UNHEARD),
                new Step(Kind.RESERVE, 0, 2, Fault.POSTED_BEFORE));
        world.end(0);
    }

    private static LedgerWorld after(Step... steps) {
        var world = new LedgerWorld(WALK);
        for (Step step : steps) {
            world.happen(step);
            world.check();
        }
        return world;
    }

    /// What can happen next in a state in which all is well.
    private static List<Step> proven(Path path, int by) {
        try {
            LedgerWorld world = path.world();
            world.check();
            List<Step> possible = world.possible();
            world.end(by);
            return possible;
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError(wrong.getMessage() + " after " + path.steps(), wrong);
        }
    }
}
