package dev.weir.policy;

import dev.weir.call.Call;
import dev.weir.call.Filter;
import dev.weir.call.Overrides;
import dev.weir.call.Plan;
import dev.weir.call.Standing;
import dev.weir.call.Step;
import dev.weir.call.Target;
import dev.weir.meter.Extras;
import dev.weir.meter.Input;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.AnthropicOnBedrock;
import java.util.Optional;

/// Takes away the targets that the caller may not use. What is decided on is the target that would be asked, whatever
/// alias, pattern or route led to it.
public final class ModelAccess implements Filter {

    @Override
    public Entry enter(Call call) {
        Standing standing = call.principal().standing();
        if (standing.access().isEmpty()) {
            return new Entry.Passed(call, _ -> {});
        }
        Optional<Problem> beside = beside(call);
        if (beside.isPresent()) {
            return new Entry.Refused(beside.get());
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

    /// A request in the format of Messages can name other models for its provider to ask.
    private static Optional<Problem> beside(Call call) {
        if (call.words() != AnthropicMessages.FORMAT && call.words() != AnthropicOnBedrock.FORMAT) {
            return Optional.empty();
        }
        Standing standing = call.principal().standing();
        return call.plan().steps().stream()
                .filter(step -> standing.allows(step.target()))
                .flatMap(step -> beside(call, step).stream())
                .findFirst();
    }

    private static Optional<Problem> beside(Call call, Step step) {
        Extras extras =
                Input.of(Overrides.asked(call.request(), step.settings())).extras();
        String team = call.principal().team();
        if (extras.anyModel()) {
            return Optional.of(new Problem(
                    Kind.MODEL_NOT_ALLOWED,
                    "fallbacks leaves it to the provider which model answers, and the team %s may not use all; name them"
                            .formatted(team)));
        }
        return extras.models().stream()
                .map(model -> new Target(step.target().provider(), model))
                .filter(target -> !call.principal().standing().allows(target))
                .findFirst()
                .map(target -> new Problem(
                        Kind.MODEL_NOT_ALLOWED,
                        "the request has the provider ask %s, which the team %s may not use".formatted(target, team)));
    }
}
