package dev.weir.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Step.Onward;
import dev.weir.config.StatusRule;
import dev.weir.config.TargetSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final StatusRule RATE_LIMITED = new StatusRule.These(Set.of(429));

    /// `a` goes on to `b`, after a rate limit to `c` at once; `b` to `c`; `c` to `d`.
    private final Plan plan = new Plan(List.of(
            step("a", new Onward(new StatusRule.Any(), 1), new Onward(RATE_LIMITED, 2)),
            step("b", new Onward(new StatusRule.Any(), 2)),
            step("c", new Onward(new StatusRule.Any(), 3)),
            step("d")));

    @Test
    void leadsWhereATargetThatIsTakenAwayWouldHaveLed() {
        Plan left = without("b");

        assertThat(left.targets()).extracting(Target::model).containsExactly("a", "c", "d");
        assertThat(left.steps().getFirst().onward())
                .containsExactly(new Onward(new StatusRule.Any(), 1), new Onward(RATE_LIMITED, 1));
        assertThat(left.steps().get(1).onward()).containsExactly(new Onward(new StatusRule.Any(), 2));
    }

    @Test
    void beginsWithTheFirstTargetThatIsLeft() {
        Plan left = without("a", "b");

        assertThat(left.targets()).extracting(Target::model).containsExactly("c", "d");
        assertThat(left.steps().getFirst().onward()).containsExactly(new Onward(new StatusRule.Any(), 1));
    }

    @Test
    void endsWhereNothingIsLeftBehind() {
        Plan left = without("d");

        assertThat(left.steps().getLast().target().model()).isEqualTo("c");
        assertThat(left.steps().getLast().onward()).isEmpty();
    }

    @Test
    void isNoPlanWithoutTargets() {
        assertThat(plan.only(_ -> false)).isEmpty();
    }

    private Plan without(String... models) {
        return plan.only(target -> !Arrays.asList(models).contains(target.model()))
                .orElseThrow();
    }

    private static Step step(String model, Onward... onward) {
        return new Step(new Target("p", model), "config", TargetSettings.NONE, List.of(onward));
    }
}
