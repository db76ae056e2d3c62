package dev.weir.call;

import dev.weir.wire.chat.Loss;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The targets of a call in the order in which they are tried. What is authorised, priced and sent is one of these.
///
/// @param credential the only one that will do, by its name, where something is kept with it
/// @param session by which the call's conversation is known, so that it can stay where it is
/// @param lost what the caller wanted of its routing and does not get
public record Plan(List<Step> steps, Optional<String> credential, Optional<Session> session, List<Loss> lost) {

    public Plan(List<Step> steps) {
        this(steps, Optional.empty(), Optional.empty(), List.of());
    }

    public Plan {
        steps = List.copyOf(steps);
        lost = List.copyOf(lost);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a plan without a target serves nobody");
        }
    }

    public static Plan of(Target target) {
        return new Plan(List.of(Step.of(target)));
    }

    public List<Target> targets() {
        return steps.stream().map(Step::target).toList();
    }

    /// The same, but to the first of these targets and with this credential only.
    ///
    /// @return nothing if there is none, or another credential is the only one that will do
    public Optional<Plan> pinned(Predicate<Target> to, String only) {
        if (credential.filter(name -> !name.equals(only)).isPresent()) {
            return Optional.empty();
        }
        return steps.stream()
                .filter(step -> to.test(step.target()))
                .findFirst()
                .map(step -> new Plan(
                        List.of(new Step(step.target(), step.path(), step.settings(), List.of())),
                        Optional.of(only),
                        session,
                        lost));
    }
}
