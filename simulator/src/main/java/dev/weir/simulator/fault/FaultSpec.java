package dev.weir.simulator.fault;

import dev.weir.wire.http.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads faults as they are spelled: `name=value;parameter=value`, several separated by commas. Values are
/// percent-decoded.
public final class FaultSpec {

    /// What came of reading one.
    public sealed interface Parsed {
        record Faults(List<Fault> faults) implements Parsed {}

        record Wrong(String why) implements Parsed {}
    }

    private static final Set<String> OWN = Set.of("", "body", "after", "type", "message", "to", "status", "at");
    private static final int GIANT = 9 << 20;

    private final String name;
    private final Map<String, String> parameters;

    private FaultSpec(String name, Map<String, String> parameters) {
        this.name = name;
        this.parameters = parameters;
    }

    public static Parsed parse(String spec) {
        var faults = new ArrayList<Fault>();
        try {
            for (String one : spec.split(",", -1)) {
                if (!one.isBlank()) {
                    faults.add(split(one.strip()).fault());
                }
            }
        } catch (IllegalArgumentException e) {
            return new Parsed.Wrong(spec + ": " + e.getMessage());
        }
        return new Parsed.Faults(faults);
    }

    private static FaultSpec split(String one) {
        var parameters = new LinkedHashMap<String, String>();
        String name = "";
        for (String part : one.split(";", -1)) {
            int equals = part.indexOf('=');
            String key = (equals < 0 ? part : part.substring(0, equals)).strip();
            String value = equals < 0 ? "" : decoded(part.substring(equals + 1).strip());
            if (name.isEmpty()) {
                name = key;
                parameters.put("", value);
            } else {
                parameters.put(key, value);
            }
        }
        return new FaultSpec(name, parameters);
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Fault fault() {
        return switch (name) {
            case "status" -> new Instead.Status(number(""), headers(), text("body", ""));
            case "html" -> new Instead.Html();
            case "error200" -> new Instead.ErrorWith200();
            case "redirect" ->
                new Instead.Redirect(
                        text("status", "").isEmpty() ? 302 : number("status"),
                        text("to", "https://example.com/elsewhere"));
            case "reset" -> new Instead.Reset();
            case "silence" -> new Instead.Silence();
            case "error" ->
                new Midway.ErrorEvent(
                        after(), text("type", ""), text("message", "The simulator was told to fail in mid-stream."));
            case "cut" -> new Midway.Cut(after());
            case "half" -> new Midway.HalfFrame(after());
            case "end" -> new Midway.End(after());
            case "stall" -> new Midway.Stall(after());
            case "garbage" -> new Midway.Garbage(after());
            case "giant" -> new Midway.Giant(after(), text("", "").isEmpty() ? GIANT : number(""));
            case "corrupt" -> new Midway.Corrupt(after(), text("at", "end").equals("prelude"));
            case "unknown" -> new Midway.Unknown(after());
            case "split" -> new Fault.Split(Math.max(1, number("")));
            case "slow" -> new Fault.Slow(Duration.ofMillis(number("")));
            case "crlf" -> Oddity.CRLF;
            case "nospace" -> Oddity.NO_SPACE;
            case "comment" -> Oddity.COMMENTS;
            case "pingfirst" -> Oddity.PING_FIRST;
            case "noevent" -> Oddity.NO_EVENT;
            case "nousage" -> Oddity.NO_USAGE;
            case "noterminal" -> Oddity.NO_TERMINAL;
            default -> throw new IllegalArgumentException("no fault is named " + name);
        };
    }

    private String text(String key, String otherwise) {
        return parameters.getOrDefault(key, otherwise);
    }

    private int number(String key) {
        String text = text(key, "");
        if (!text.matches("\\d{1,8}")) {
            throw new IllegalArgumentException("%s wants a number, not '%s'".formatted(name, text));
        }
        return Integer.parseInt(text);
    }

    private Place after() {
        String after = text("after", "content");
        return after.equals("content") ? new Place.Content() : new Place.Events(number("after"));
    }

    /// All parameters that are not the fault's own.
    private Headers headers() {
        var headers = Headers.builder();
        parameters.forEach((key, value) -> {
            if (!OWN.contains(key)) {
                headers.add(key, value);
            }
        });
        return headers.build();
    }
}
