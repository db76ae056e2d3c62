package dev.weir.route;

import dev.weir.call.Plan;
import dev.weir.call.Session;
import dev.weir.call.Step;
import dev.weir.call.Step.Onward;
import dev.weir.call.Target;
import dev.weir.config.RoutingNode;
import dev.weir.config.RoutingNode.Group;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.config.StatusRule;
import dev.weir.config.Sticky;
import dev.weir.config.Strategy;
import dev.weir.config.Strategy.Condition;
import dev.weir.config.TargetSettings;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.route.Resolution.Resolved;
import dev.weir.route.Router.Planned;
import dev.weir.route.Seats.Seat;
import dev.weir.route.Selection.Selected;
import dev.weir.route.TargetState.Mode;
import dev.weir.wire.chat.Loss;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Makes one plan of one routing configuration: walks its tree once, and leaves out what cannot serve the call now.
final class Planning {

    /// How long a provider's prompt cache is worth more than the order of a fallback.
    private static final Duration WARM = Duration.ofMinutes(5);

    /// More of a group than this share being out, it is rather us than them.
    private static final double PANIC = 0.5;

    /// How often a group that measures tries another than the fastest.
    private static final double CURIOSITY = 0.02;

    /// A part of the tree as far as it can serve: in the order in which it is tried. Empty if it cannot.
    ///
    /// @param out whether all of it is out at the moment
    private record Part(RoutingNode node, List<Step> steps, boolean out) {
        boolean has(Target target) {
            return steps.stream().anyMatch(step -> step.target().equals(target));
        }
    }

    private final Router router;
    private final Snapshot snapshot;
    private final Trace trace;
    private final Facts facts;
    private final Sessions sessions;
    private final Resolution resolution;
    private final List<Loss> lost = new ArrayList<>();
    private Optional<Problem> problem = Optional.empty();
    private Optional<Session> session = Optional.empty();
    private String model = "";

    Planning(Router router, Snapshot snapshot, Asking asking, TargetSettings fromHeaders, Trace trace) {
        this.router = router;
        this.snapshot = snapshot;
        this.trace = trace;
        this.facts = new Facts(asking);
        this.sessions = new Sessions(asking, facts);
        this.resolution = new Resolution(snapshot, asking.asked().operation(), asking.headers(), fromHeaders);
    }

    Planned plan(Selected.Route route) {
        model = route.model();
        lost.addAll(route.lost());
        List<Step> steps = part(route.root(), true).steps();
        if (steps.isEmpty()) {
            return new Planned.Refused(problem.orElseGet(
                    () -> new Problem(Kind.TARGETS_OFF, "none of the route's targets takes calls now")));
        }
        return new Planned.Ready(new Plan(steps, Optional.empty(), session, lost));
    }

    /// @param deep whether a leaf may stand for its model's route
    private Part part(RoutingNode node, boolean deep) {
        return switch (node) {
            case Leaf leaf -> leaf(leaf, deep);
            case Group group -> group(group, deep);
        };
    }

    private Part leaf(Leaf leaf, boolean deep) {
        return switch (resolution.of(leaf, model)) {
            case Resolved.Impossible(Problem why) -> none(leaf, why);
            case Resolved.Elsewhere(String named) -> {
                Optional<RoutingNode> route = deep ? snapshot.model(named) : Optional.empty();
                if (route.isEmpty()) {
                    yield none(
                            leaf,
                            new Problem(
                                    Kind.MODEL_UNKNOWN,
                                    "model: " + named
                                            + " is not configured here; GET /v1/models lists those that are"));
                }
                trace.decided(leaf.path(), () -> "names no provider; the route of " + named + " decides");
                String before = model;
                model = named;
                Part found = part(route.get().map(one -> one.with(one.settings().within(leaf.settings()))), false);
                model = before;
                yield new Part(leaf, found.steps(), found.out());
            }
            case Resolved.To(Target target, Provider provider, TargetSettings settings) ->
                standing(leaf, target, provider, settings);
        };
    }

    private Part standing(Leaf leaf, Target target, Provider provider, TargetSettings settings) {
        TargetState state = router.healths().state(target);
        if (state.mode() == Mode.OFF || (state.mode() == Mode.DRAINING && !sits(target))) {
            trace.decided(
                    leaf.path(),
                    () -> "%s is %s: %s".formatted(target, state.mode().word(), state.reason()));
            problem = problem.or(() -> Optional.of(new Problem(
                    Kind.TARGETS_OFF,
                    "%s takes no calls now: it is %s"
                            .formatted(target, state.mode().word()))));
            return new Part(leaf, List.of(), false);
        }
        long now = router.healths().nanos();
        TargetHealth health = router.healths().of(target);
        boolean open = !health.breaker().available(now, snapshot.routing().breaker());
        Duration cooling = health.cooling(provider.credentials().names(), now);
        if (open || !cooling.isZero()) {
            trace.decided(
                    leaf.path(),
                    () -> "%s is out: %s"
                            .formatted(
                                    target,
                                    open
                                            ? "its circuit breaker is open"
                                            : "it cools down for " + cooling.toMillis() + " ms"));
        } else {
            trace.decided(leaf.path(), () -> target + " can serve it");
        }
        return new Part(
                leaf,
                List.of(new Step(target, leaf.path(), forwarded(settings), List.of())),
                open || !cooling.isZero());
    }

    /// The headers that the operator lets pass of those that are to be sent on.
    private TargetSettings forwarded(TargetSettings settings) {
        if (settings.forwardHeaders().isEmpty()) {
            return settings;
        }
        List<String> allowed = settings.forwardHeaders().stream()
                .filter(snapshot.routing().forwardHeaders()::contains)
                .toList();
        if (allowed.size() < settings.forwardHeaders().size()) {
            settings.forwardHeaders().stream()
                    .filter(name -> !allowed.contains(name))
                    .map(name -> new Loss(
                            "/forward_headers/" + name,
                            Loss.Grade.IGNORED,
                            "the operator's routing.forward-headers does not have it"))
                    .filter(loss -> !lost.contains(loss))
                    .forEach(lost::add);
        }
        return new TargetSettings(
                settings.overrides(), settings.retry(), settings.requestTimeout(), allowed, settings.customHost());
    }

    private Part none(Leaf leaf, Problem why) {
        trace.decided(leaf.path(), () -> "cannot serve it: " + why.detail());
        problem = problem.or(() -> Optional.of(why));
        return new Part(leaf, List.of(), false);
    }

    private Part group(Group group, boolean deep) {
        return switch (group.strategy()) {
            case Strategy.Single() -> {
                trace.decided(group.path(), () -> "single: the first target");
                Part first = part(group.targets().getFirst(), deep);
                yield new Part(group, first.steps(), first.out());
            }
            case Strategy.Conditional conditional -> conditional(group, conditional, deep);
            case Strategy.Fallback(StatusRule on) ->
                joined(group, warmFirst(usable(group, parts(group, deep), false)), on);
            case Strategy.LoadBalance(StatusRule on, Sticky sticky) ->
                joined(group, drawn(group, usable(group, weighty(group, deep), true), sticky), on);
            case Strategy.Latency(StatusRule on, Sticky sticky) ->
                joined(group, fastest(group, usable(group, parts(group, deep), true), sticky), on);
        };
    }

    private Part conditional(Group group, Strategy.Conditional conditional, boolean deep) {
        var conditions = new Conditions(facts);
        Optional<String> chosen = Optional.empty();
        for (int i = 0; i < conditional.conditions().size() && chosen.isEmpty(); i++) {
            Condition condition = conditional.conditions().get(i);
            boolean holds = conditions.hold(condition.query());
            int number = i;
            trace.decided(
                    group.path(),
                    () -> "condition %d %s".formatted(number, holds ? "holds: " + condition.then() : "does not hold"));
            chosen = holds ? Optional.of(condition.then()) : Optional.empty();
        }
        if (chosen.isEmpty()) {
            chosen = conditional.otherwise();
            chosen.ifPresent(name -> trace.decided(group.path(), () -> "no condition holds; the default: " + name));
        }
        if (chosen.isEmpty()) {
            problem = problem.or(() -> Optional.of(new Problem(
                    Kind.ROUTING_UNMATCHED,
                    "%s: no condition holds for this request, and there is no default".formatted(group.path()))));
            return new Part(group, List.of(), false);
        }
        String name = chosen.get();
        RoutingNode target = group.targets().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Part part = part(target, deep);
        return new Part(group, part.steps(), part.out());
    }

    private List<Part> parts(Group group, boolean deep) {
        return group.targets().stream()
                .map(target -> part(target, deep))
                .filter(part -> !part.steps().isEmpty())
                .toList();
    }

    private List<Part> weighty(Group group, boolean deep) {
        return parts(group, deep).stream()
                .filter(part -> part.node().weight() > 0)
                .toList();
    }

    /// Without those that are out, unless all are; or so many of those that share the load that the rest could not bear
    /// it.
    private List<Part> usable(Group group, List<Part> parts, boolean shares) {
        List<Part> there = parts.stream().filter(part -> !part.out()).toList();
        boolean panic = shares && parts.size() - there.size() > PANIC * parts.size();
        if (there.isEmpty() || panic) {
            if (!parts.isEmpty() && there.size() < parts.size()) {
                trace.decided(group.path(), () -> "so many targets are out that all are taken");
            }
            return parts;
        }
        return there;
    }

    /// A conversation whose prompt is in a target's cache goes on there while that is warm.
    private List<Part> warmFirst(List<Part> parts) {
        if (parts.size() < 2) {
            return parts;
        }
        Optional<Sessions.Known> known = known(new Sticky.Sessions());
        Optional<Seat> seat = known.filter(it -> !it.begins())
                .flatMap(it -> router.seats().of(it.session().key()))
                .filter(it -> router.healths().nanos() - it.at() < WARM.toNanos());
        return seat.isPresent() ? first(parts, seat.get()) : parts;
    }

    private List<Part> drawn(Group group, List<Part> parts, Sticky sticky) {
        Optional<Sessions.Known> known = parts.size() < 2 ? Optional.empty() : known(sticky);
        Optional<Seat> seat = known.filter(it -> !it.begins())
                .flatMap(it -> router.seats().of(it.session().key()));
        Optional<String> key =
                known.filter(it -> !it.begins()).map(it -> it.session().key());
        List<Part> order = Draw.order(parts, part -> part.node().weight(), Planning::identity, key, router.random());
        trace.decided(
                group.path(),
                () -> "loadbalance: %s drawn %s"
                        .formatted(
                                order.isEmpty()
                                        ? "nothing"
                                        : order.getFirst().node().path(),
                                key.isPresent() ? "for its conversation" : "at random"));
        return seat.isPresent() ? first(order, seat.get()) : order;
    }

    private List<Part> fastest(Group group, List<Part> parts, Sticky sticky) {
        Optional<Sessions.Known> known = parts.size() < 2 ? Optional.empty() : known(sticky);
        Optional<Seat> seat = known.filter(it -> !it.begins())
                .flatMap(it -> router.seats().of(it.session().key()));
        List<Part> order = new ArrayList<>(parts);
        order.sort(Comparator.comparingDouble(this::score));
        if (order.size() > 1 && seat.isEmpty() && router.random().nextDouble() < CURIOSITY) {
            order.addFirst(order.remove(1 + router.random().nextInt(order.size() - 1)));
        }
        order.forEach(part -> trace.decided(
                part.node().path(),
                () -> score(part) == 0 ? "not measured lately" : "measured: %.0f ms".formatted(score(part))));
        trace.decided(group.path(), () -> "latency: the fastest first");
        return seat.isPresent() ? first(order, seat.get()) : order;
    }

    /// What nobody has measured lately comes first, so that somebody does.
    private double score(Part part) {
        long now = router.healths().nanos();
        return part.steps().stream()
                .mapToDouble(step -> router.healths()
                        .of(step.target())
                        .latency()
                        .filter(latency -> !latency.stale(now))
                        .map(Latency::score)
                        .orElse(0.0))
                .min()
                .orElse(0);
    }

    private List<Part> first(List<Part> parts, Seat seat) {
        Optional<Part> there =
                parts.stream().filter(part -> part.has(seat.target())).findFirst();
        if (there.isEmpty()) {
            return parts;
        }
        trace.decided(there.get().node().path(), () -> "the conversation is there");
        var order = new ArrayList<>(parts);
        order.remove(there.get());
        order.addFirst(there.get());
        return order;
    }

    private Optional<Sessions.Known> known(Sticky sticky) {
        Optional<Sessions.Known> known = sessions.of(sticky);
        session = session.or(() -> known.map(Sessions.Known::session));
        return known;
    }

    private boolean sits(Target target) {
        return sessions.of(new Sticky.Sessions())
                .filter(known -> !known.begins())
                .flatMap(known -> router.seats().of(known.session().key()))
                .filter(seat -> seat.target().equals(target))
                .isPresent();
    }

    /// By what a target is the same at the next draw, wherever it stands.
    private static String identity(Part part) {
        var name = new StringBuilder(part.node().name());
        part.steps().stream()
                .map(step -> step.target().toString())
                .sorted()
                .forEach(id -> name.append('\n').append(id));
        return name.toString();
    }

    /// The parts one after the other; from each of them the call goes on with the next.
    private static Part joined(Group group, List<Part> parts, StatusRule on) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < parts.size(); i++) {
            int offset = steps.size();
            int next = offset + parts.get(i).steps().size();
            for (Step step : parts.get(i).steps()) {
                var onward = new ArrayList<Onward>();
                step.onward().forEach(one -> onward.add(new Onward(one.on(), one.to() + offset)));
                if (i + 1 < parts.size()) {
                    onward.add(new Onward(on, next));
                }
                steps.add(new Step(step.target(), step.path(), step.settings(), onward));
            }
        }
        return new Part(group, steps, !parts.isEmpty() && parts.stream().allMatch(Part::out));
    }
}
