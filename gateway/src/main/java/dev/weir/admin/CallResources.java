package dev.weir.admin;

import dev.weir.call.Principal;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.LiveCall;
import dev.weir.relay.LiveCalls;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls that run in this process, and the end of one of them.
public final class CallResources {

    private static final Logger LOG = LoggerFactory.getLogger(CallResources.class);
    private static final String CALLS = "/calls";

    private final LiveCalls live;
    private final InstantSource clock;

    public CallResources(LiveCalls live, InstantSource clock) {
        this.live = live;
        this.clock = clock;
    }

    /// Answers what is asked of calls, if it is one of these.
    Optional<HttpResponse> answer(HttpRequest request, Principal principal) {
        String path = request.target().path();
        if (path.equals(CALLS)) {
            return Optional.of(request.method().equals("GET") ? all() : wrongMethod(request, "GET"));
        }
        if (path.startsWith(CALLS + "/")) {
            String id = path.substring(CALLS.length() + 1);
            return Optional.of(
                    request.method().equals("DELETE") ? cancel(id, principal) : wrongMethod(request, "DELETE"));
        }
        return Optional.empty();
    }

    private HttpResponse all() {
        return HttpResponse.json(
                200,
                Map.of(
                        "calls",
                        live.all().stream()
                                .sorted(Comparator.comparing(LiveCall::since))
                                .map(this::told)
                                .toList()));
    }

    private Map<String, Object> told(LiveCall call) {
        var told = new LinkedHashMap<String, Object>();
        told.put("id", call.id());
        told.put("since", call.since().toString());
        told.put("running_ms", Duration.between(call.since(), clock.instant()).toMillis());
        told.put("team", call.team());
        told.put("client", call.client());
        told.put("model", call.model());
        told.put("target", call.target());
        told.put("attempts", call.attempts());
        return told;
    }

    private HttpResponse cancel(String id, Principal principal) {
        boolean cut = live.cut(id, new Problem(Kind.CALL_CANCELLED, "an operator ended this call"));
        if (!cut) {
            return HttpResponse.problem(
                    new Problem(Kind.ROUTE_UNKNOWN, "no call with the id %s runs here".formatted(id)));
        }
        LOG.atInfo().addKeyValue("id", id).addKeyValue("by", principal.client()).log("an operator ended a call");
        return HttpResponse.json(202, Map.of("id", id));
    }

    private static HttpResponse wrongMethod(HttpRequest request, String wanted) {
        return HttpResponse.problem(new Problem(
                Kind.METHOD_NOT_ALLOWED, "the method is %s; %s is wanted".formatted(request.method(), wanted)));
    }
}
