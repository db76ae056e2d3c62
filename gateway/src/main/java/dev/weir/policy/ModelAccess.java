package dev.weir.policy;

import dev.weir.call.Call;
import dev.weir.call.Filter;
import dev.weir.call.Plan;
import dev.weir.call.Standing;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;

/// Takes away the targets that the caller may not use. What is decided on is the target that would be asked, whatever
/// alias, pattern or route led to it.
public final class ModelAccess implements Filter {

    @Override
    public Entry enter(Call call) {
        Standing standing = call.principal().standing();
        if (standing.access().isEmpty()) {
            return new Entry.Passed(call, _ -> {});
        }
        Plan plan = call.plan();
        if (plan.targets().stream().allMatch(standing::allows)) {
            return new Entry.Passed(call, _ -> {});
        }
        return plan.only(standing::allows)
                .<Entry>map(allowed -> new Entry.Passed(call.with(allowed), _ -> {}))
                .orElseGet(() -> new Entry.Refused(new Problem(
                        Kind.MODEL_NOT_ALLOWED,
                        "the model %s would be served by %s, which the team %s may not use"
                                .formatted(
                                        call.asked().model(),
                                        plan.targets(),
                                        call.principal().team()))));
    }
}
