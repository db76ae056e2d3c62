package dev.weir.call;

import dev.weir.call.Step.Onward;
import dev.weir.wire.chat.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

    /// The same without the other targets. A step that led to one of those leads to where that one would have led next.
    ///
    /// @return nothing if none of them is left
    public Optional<Plan> only(Predicate<Target> allowed) {
        int[] places = new int[steps.size()];
        OptionalInt first = standing(0, allowed);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        int place = 0;
        for (int i = first.getAsInt(); i < places.length; i++) {
            places[i] = allowed.test(steps.get(i).target()) ? place++ : -1;
        }
        var left = new ArrayList<Step>();
        for (int i = first.getAsInt(); i < places.length; i++) {
            if (places[i] >= 0) {
                Step step = steps.get(i);
                var onward = new ArrayList<Onward>();
                for (Onward one : step.onward()) {
                    standing(one.to(), allowed).ifPresent(to -> onward.add(new Onward(one.on(), places[to])));
                }
                left.add(new Step(step.target(), step.path(), step.settings(), onward));
            }
        }
        return Optional.of(new Plan(left, credential, session, lost));
    }

    /// This step, or the one that would be next if it failed, and so on, until one is allowed.
    private OptionalInt standing(int at, Predicate<Target> allowed) {
        if (allowed.test(steps.get(at).target())) {
            return OptionalInt.of(at);
        }
        return steps.get(at).onward().stream()
                .map(onward -> standing(onward.to(), allowed))
                .flatMapToInt(OptionalInt::stream)
                .findFirst();
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
