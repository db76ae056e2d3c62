package dev.weir.admin;

import dev.weir.call.Principal;
import dev.weir.config.Checked;
import dev.weir.config.Place;
import dev.weir.config.Section;
import dev.weir.config.Violation;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is asked of the control plane, by whom.
///
/// @param id of the request
/// @param administers whether the principal may see and change everything, or only look at their own team
/// @param values what stands in the path in place of the route's names
record Ask(
        String id,
        Route route,
        HttpRequest request,
        Principal principal,
        boolean administers,
        Map<String, String> values) {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})\"");

    /// A key that is there twice is no JSON here: two readers could read two values. Numbers stay what they are, as
    /// some of them are money.
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    String value(String name) {
        return values.getOrDefault(name, "");
    }

    /// The team that is asked about: in the path, or else in the query; of whoever only looks at their own team that
    /// one, if they name none. Empty for all.
    String team() {
        return values.containsKey("team")
                ? value("team")
                : request.target().parameters().getOrDefault("team", administers ? "" : principal.team());
    }

    /// The body as JSON; an empty object if there is none.
    JsonNode json() {
        if (request.body().length == 0) {
            return STRICT.createObjectNode();
        }
        String type = request.headers().first("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals("application/json")) {
            throw new Refusal(
                    Kind.CONTENT_TYPE_UNSUPPORTED,
                    "the content type is %s; application/json is wanted".formatted(type));
        }
        try {
            return STRICT.readTree(request.body());
        } catch (JacksonException notJson) {
            throw new Refusal(Kind.JSON_INVALID, "the body is not JSON: " + notJson.getOriginalMessage());
        }
    }

    /// The body, or everything that is wrong with it.
    <T> T body(Function<Section, T> reading) {
        return checked(json(), reading);
    }

    static <T> T checked(JsonNode json, Function<Section, T> reading) {
        if (!json.isObject()) {
            throw Refusal.of(List.of(new Violation("", "is something else, wanted a JSON object", Place.UNKNOWN)));
        }
        return switch (Checked.of(json, reading)) {
            case Checked.Valid<T>(T value) -> value;
            case Checked.Invalid<T>(List<Violation> violations) -> throw Refusal.of(violations);
        };
    }

    /// The version that `If-Match` names, if there is one.
    OptionalLong ifMatch() {
        Optional<String> header = request.headers().first("if-match");
        if (header.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher etag = ETAG.matcher(header.get().strip());
        if (!etag.matches()) {
            throw new Refusal(
                    Kind.VERSION_STALE,
                    "If-Match is %s; one ETag is wanted, as the last GET said it".formatted(header.get()));
        }
        return OptionalLong.of(Long.parseLong(etag.group(1)));
    }

    /// The same, where nobody may write without having read.
    long mustMatch() {
        return ifMatch()
                .orElseThrow(() ->
                        new Refusal(Kind.VERSION_MISSING, "If-Match is missing; the ETag of the last GET is wanted"));
    }

    /// A number in the query.
    int number(String name, int least, int most, int otherwise) {
        String value = request.target().parameters().get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw new Refusal(
                    Kind.FIELD_INVALID,
                    "%s is %s; a whole number from %d to %d is wanted".formatted(name, value, least, most));
        }
        return Integer.parseInt(value);
    }
}
