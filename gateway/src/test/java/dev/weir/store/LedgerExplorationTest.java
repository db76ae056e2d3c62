package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

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

    /// How many states are looked at, and a third as many walks are taken; `-Dweir.ledger.states` says another number.
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
        for (int seed = 0; seed < STATES / 3; seed++) {
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
