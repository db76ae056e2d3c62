package dev.weir.admin;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.LiveCall;
import dev.weir.relay.LiveCalls;
import dev.weir.store.Key;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The calls that run in this process, and the end of one of them.
public final class CallResources implements Resources {

    private static final Logger LOG = LoggerFactory.getLogger(CallResources.class);

    private final LiveCalls live;
    private final InstantSource clock;

    public CallResources(LiveCalls live, InstantSource clock) {
        this.live = live;
        this.clock = clock;
    }

    @Override
    public List<Route> routes(Registry registry) {
        return List.of(
                new Route("GET", "/calls", Permission.ADMINISTRATORS, "calls.list", _ -> all()),
                new Route(
                        "DELETE",
                        "/calls/{id}",
                        Permission.ADMINISTRATORS,
                        "call.cancel",
                        ask -> cancel(registry, ask)));
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

    private HttpResponse cancel(Registry registry, Ask ask) {
        String id = ask.value("id");
        if (!live.cut(id, new Problem(Kind.CALL_CANCELLED, "an operator ended this call"))) {
            throw Refusal.unknown("call", id);
        }
        LOG.atInfo()
                .addKeyValue("id", id)
                .addKeyValue("by", ask.principal().client())
                .log("an operator ended a call");
        HttpResponse answer = HttpResponse.json(202, Map.of("id", id));
        registry.done(ask, new Key("call", id), Optional.empty(), Optional.empty(), answer);
        return answer;
    }
}
