package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Asked;
import dev.weir.call.Plan;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.Routes.Route;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Asking;
import dev.weir.route.Router;
import dev.weir.route.Router.Planned;
import dev.weir.route.Trace;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.json.RequestShape;
import java.util.Map;

/// Plans a request that nobody sends, to tell what would become of it.
public final class Rehearsal {

    private final Routes routes = new Routes(Map.of());
    private final ActiveSnapshot snapshot;
    private final Router router;

    public Rehearsal(ActiveSnapshot snapshot, Router router) {
        this.snapshot = snapshot;
        this.router = router;
    }

    /// What came of it.
    public sealed interface Rehearsed {

        /// It would be sent to a target of the plan.
        record Ready(Asked asked, RequestShape request, Plan plan) implements Rehearsed {}

        record Refused(Problem problem) implements Rehearsed {}
    }

    /// @param path as a caller would send it, with its query
    /// @param team of the caller
    public Planned plan(String path, Headers headers, String body, String team, Trace trace) {
        return switch (rehearse(path, headers, body, team, trace)) {
            case Rehearsed.Ready ready -> new Planned.Ready(ready.plan());
            case Rehearsed.Refused(Problem problem) -> new Planned.Refused(problem);
        };
    }

    /// The same, with what is asked for.
    public Rehearsed rehearse(String path, Headers headers, String body, String team, Trace trace) {
        if (!(RequestTarget.parse(path) instanceof RequestTarget.Parsed.Target(RequestTarget target))) {
            return refused(Kind.BAD_PATH, "the path is not well-formed");
        }
        return switch (routes.of("POST", target, headers)) {
            case Route.Inference wanted -> plan(wanted, target, headers, body, team, trace);
            case Route.Wrong(Problem problem) -> new Rehearsed.Refused(problem);
            case Route.Root _,
                    Route.Live _,
                    Route.Ready _,
                    Route.Open _,
                    Route.ModelList _,
                    Route.OneModel _,
                    Route.CapabilitiesOf _,
                    Route.UsageOfMe _,
                    Route.WrongMethod _,
                    Route.Unknown _ -> refused(Kind.ROUTE_UNKNOWN, "no provider is asked at " + target.path());
        };
    }

    private Rehearsed plan(
            Route.Inference wanted, RequestTarget target, Headers headers, String body, String team, Trace trace) {
        return switch (RequestShape.read(body.getBytes(UTF_8))) {
            case RequestShape.Read.Refused(Problem problem) -> new Rehearsed.Refused(problem);
            case RequestShape.Read.Shape(RequestShape request) -> {
                Asked asked = wanted.asked(request);
                var asking = new Asking(asked, team, target.path(), headers, request);
                yield switch (router.plan(snapshot.current(), asking, trace)) {
                    case Planned.Ready(Plan plan) -> new Rehearsed.Ready(asked, request, plan);
                    case Planned.Refused(Problem problem) -> new Rehearsed.Refused(problem);
                };
            }
        };
    }

    private static Rehearsed refused(Kind kind, String detail) {
        return new Rehearsed.Refused(new Problem(kind, detail));
    }
}
