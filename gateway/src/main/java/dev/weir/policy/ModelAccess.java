package dev.weir.policy;

import dev.weir.call.Call;
import dev.weir.call.Filter;
import dev.weir.call.Plan;
import dev.weir.call.Standing;
import dev.weir.call.Target;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.util.List;

/// Takes away the targets that the caller may not use. What is decided on is the target that would be asked, whatever
/// alias, pattern or route led to it.
public final class ModelAccess implements Filter {

    @Override
    public Entry enter(Call call) {
        Standing standing = call.principal().standing();
        if (standing.access().isEmpty()) {
            return new Entry.Passed(call, _ -> {});
        }
        List<Target> allowed =
                call.plan().targets().stream().filter(standing::allows).toList();
        if (allowed.isEmpty()) {
            return new Entry.Refused(new Problem(
                    Kind.MODEL_NOT_ALLOWED,
                    "the model %s would be served by %s, which the team %s may not use"
                            .formatted(
                                    call.asked().model(),
                                    call.plan().targets(),
                                    call.principal().team())));
        }
        return new Entry.Passed(
                allowed.size() == call.plan().targets().size()
                        ? call
                        : call.with(new Plan(allowed, call.plan().credential())),
                _ -> {});
    }
}
