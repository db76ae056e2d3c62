package dev.weir.route;

import dev.weir.call.Plan;
import dev.weir.problem.Problem;
import java.util.random.RandomGenerator;

/// Makes a plan for a request: which targets may serve it, in order, and what follows when one fails. What a caller
/// asks for and we do not do is refused or reported, never ignored. Safe for several threads.
public final class Router {

    /// What came of planning.
    public sealed interface Planned {
        record Ready(Plan plan) implements Planned {}

        record Refused(Problem problem) implements Planned {}
    }

    private final Healths healths;
    private final Seats seats;
    private final RandomGenerator random;

    /// @param random safe for several threads
    public Router(Healths healths, Seats seats, RandomGenerator random) {
        this.healths = healths;
        this.seats = seats;
        this.random = random;
    }

    public Healths healths() {
        return healths;
    }

    public Seats seats() {
        return seats;
    }

    public RandomGenerator random() {
        return random;
    }

    public Planned plan(Snapshot snapshot, Asking asking, Trace trace) {
        HeaderSettings said = HeaderSettings.of(asking.headers());
        if (said.problem().isPresent()) {
            return new Planned.Refused(said.problem().get());
        }
        return switch (new Selection(snapshot, asking.headers(), trace)
                .of(asking.asked().model())) {
            case Selection.Selected.Refused(Problem problem) -> new Planned.Refused(problem);
            case Selection.Selected.Route route ->
                new Planning(this, snapshot, asking, said.settings(), trace).plan(route);
        };
    }
}
