package dev.weir.simulator;

import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.FaultRule;
import dev.weir.simulator.fault.FaultRules;
import dev.weir.simulator.fault.FaultSpec;
import dev.weir.simulator.fault.FaultSpec.Parsed;
import dev.weir.simulator.fault.Instead;
import dev.weir.simulator.meter.Meter;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What lies under `/simulator`: faults to be armed, and what was received and billed.
final class Control {

    private static final String ROOT = "/simulator/";

    private final FaultRules rules;
    private final ReceivedLog received;
    private final Meter meter;

    Control(FaultRules rules, ReceivedLog received, Meter meter) {
        this.rules = rules;
        this.received = received;
        this.meter = meter;
    }

    static boolean isFor(HttpRequest request) {
        return request.target().path().startsWith(ROOT);
    }

    HttpResponse answer(HttpRequest request) {
        return switch (request.method() + " " + request.target().path().substring(ROOT.length())) {
            case "GET requests" -> HttpResponse.json(200, received.all());
            case "GET meter" -> {
                var said = new LinkedHashMap<String, Object>();
                said.put("sums", meter.tabs());
                said.put("bills", meter.bills());
                yield HttpResponse.json(200, said);
            }
            case "GET faults" -> armed();
            case "DELETE faults" -> {
                rules.arm(List.of());
                yield armed();
            }
            case "POST faults" -> arm(request.body());
            default -> wrong(404, "there is no such thing under " + ROOT);
        };
    }

    private HttpResponse armed() {
        return HttpResponse.json(
                200,
                rules.armed().stream()
                        .map(rule -> Map.of(
                                "match", rule.match().pattern(),
                                "skip", rule.skip(),
                                "times", rule.times(),
                                "fault", rule.spec()))
                        .toList());
    }

    private HttpResponse arm(byte[] body) {
        JsonNode wanted;
        try {
            wanted = JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return wrong(400, "the body is not JSON");
        }
        var armed = new ArrayList<FaultRule>();
        for (JsonNode rule : wanted.isArray() ? wanted.valueStream().toList() : List.of(wanted)) {
            Optional<String> why = add(rule, armed);
            if (why.isPresent()) {
                return wrong(400, why.get());
            }
        }
        rules.arm(armed);
        return armed();
    }

    /// Adds a rule; or says what is wrong with it.
    private static Optional<String> add(JsonNode rule, List<FaultRule> armed) {
        Pattern match;
        try {
            match = Pattern.compile(rule.path("match").stringValue("."));
        } catch (PatternSyntaxException e) {
            return Optional.of("match: " + e.getMessage());
        }
        String spec = rule.path("fault").stringValue("");
        int skip = rule.path("skip").intValue(0);
        int times = rule.path("times").intValue(1);
        if (spec.isEmpty() && rule.path("status").isInt()) {
            Fault status = status(rule);
            armed.add(new FaultRule(match, skip, times, status.toString(), List.of(status)));
            return Optional.empty();
        }
        return switch (FaultSpec.parse(spec)) {
            case Parsed.Wrong(String why) -> Optional.of(why);
            case Parsed.Faults(List<Fault> none) when none.isEmpty() -> Optional.of("a rule wants a fault or a status");
            case Parsed.Faults(List<Fault> faults) -> {
                armed.add(new FaultRule(match, skip, times, spec, faults));
                yield Optional.empty();
            }
        };
    }

    /// A status with headers and a body that are too long to be spelled.
    private static Fault status(JsonNode rule) {
        var headers = Headers.builder();
        rule.path("headers")
                .propertyStream()
                .forEach(header -> headers.add(
                        header.getKey(),
                        header.getValue().stringValue(header.getValue().toString())));
        JsonNode body = rule.path("body");
        return new Instead.Status(
                rule.path("status").intValue(),
                headers.build(),
                body.isContainer() ? body.toString() : body.stringValue(""));
    }

    private static HttpResponse wrong(int status, String why) {
        return HttpResponse.json(status, Map.of("error", why));
    }
}
