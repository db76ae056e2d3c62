package dev.weir.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// What one streaming pass over a body yields: where each top-level member stands, and the few scalars that routing,
/// limits, reservations and stickiness read. The rest of the body is not looked at, so it can be passed on byte for
/// byte, and what is changed is changed by splicing ([Splice]).
///
/// Names are compared after unescaping and with their case. A name that is there twice is refused at the top level and
/// in the objects that are read here, because two readers could read two different values.
public final class RequestShape {

    /// A member of an object: its name, and where its value stands in the body. `scalar` is the value of a string
    /// (unescaped), a number, `true`, `false` or `null` that somebody reads.
    public record Member(
            String name, int from, int to, @Nullable String scalar, List<Member> members) {}

    /// What came of reading a body.
    public sealed interface Read {
        record Shape(RequestShape shape) implements Read {}

        record Refused(Problem problem) implements Read {}
    }

    /// The top-level scalars that somebody reads.
    private static final Set<String> SCALARS = Set.of(
            "model",
            "stream",
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "max_tool_calls",
            "n",
            "service_tier",
            "speed",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "previous_response_id",
            "conversation",
            "container",
            "background",
            "anthropic_version",
            "serviceTier",
            "inference_geo");

    /// The objects whose own scalars somebody reads.
    private static final Set<String> OBJECTS = Set.of(
            "stream_options",
            "metadata",
            "thinking",
            "conversation",
            "container",
            "inferenceConfig",
            "generationConfig",
            "generation_config",
            "serviceTier");

    private static final int LONGEST_SCALAR = 16 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(128)
                            .maxNumberLength(1000)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(50_000)
                            .maxTokenCount(2_000_000)
                            .build())
                    .build())
            .build();

    private final byte[] body;
    private final List<Member> members;
    private final int open;

    private RequestShape(byte[] body, int open, List<Member> members) {
        this.body = body;
        this.open = open;
        this.members = List.copyOf(members);
    }

    /// Reads a body that is to be one JSON object in UTF-8.
    public static Read read(byte[] body) {
        if (body.length == 0) {
            return refused(Kind.JSON_INVALID, "the body is empty; a JSON object is wanted");
        }
        // Jackson would guess other encodings; then no offset would be true.
        if (body[0] == 0 || (body.length > 1 && body[1] == 0) || (body[0] & 0xff) >= 0xef) {
            return refused(Kind.JSON_INVALID, "the body is not UTF-8 without a byte order mark");
        }
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return refused(Kind.JSON_INVALID, "the body is JSON, but not an object");
            }
            int open = at(parser.currentLocation().getByteOffset());
            var members = object(body, parser, SCALARS, true);
            if (parser.nextToken() != null) {
                return refused(Kind.JSON_INVALID, "something follows the JSON object");
            }
            return new Read.Shape(new RequestShape(body, open, members));
        } catch (Duplicate duplicate) {
            return refused(Kind.JSON_DUPLICATE_KEY, "the key " + duplicate.name + " is there twice");
        } catch (StreamConstraintsException limit) {
            return refused(
                    Kind.JSON_LIMIT, "the body has more than 128 levels, 2,000,000 tokens or a number of 1,000 digits");
        } catch (JacksonException broken) {
            var place = broken.getLocation();
            return refused(
                    Kind.JSON_INVALID,
                    "the body is not valid JSON"
                            + (place == null
                                    ? ""
                                    : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr())));
        }
    }

    public byte[] body() {
        return body;
    }

    /// Where the first member could be inserted: right after the opening brace.
    int open() {
        return open;
    }

    List<Member> members() {
        return members;
    }

    /// The names of all top-level members, in order.
    public List<String> names() {
        return members.stream().map(Member::name).toList();
    }

    public Optional<Member> member(String name) {
        return find(members, name);
    }

    /// A member of a top-level object, for example `stream_options`, `include_usage`.
    public Optional<Member> member(String object, String name) {
        return member(object).flatMap(outer -> find(outer.members(), name));
    }

    public boolean has(String name) {
        return member(name).filter(member -> !isNull(member)).isPresent();
    }

    /// The text of a top-level string.
    public Optional<String> text(String name) {
        return member(name).flatMap(this::text);
    }

    public Optional<String> text(String object, String name) {
        return member(object, name).flatMap(this::text);
    }

    /// A top-level member as it stands in the body.
    public Optional<String> json(String name) {
        return member(name).map(member -> new String(body, member.from(), member.to() - member.from(), UTF_8));
    }

    /// The value of a top-level whole number.
    public OptionalLong number(String name) {
        return number(member(name));
    }

    public OptionalLong number(String object, String name) {
        return number(member(object, name));
    }

    /// Nearly every request lacks nearly all of them, so that costs no exception.
    private OptionalLong number(Optional<Member> holder) {
        String digits = holder.filter(member -> isDigit(body[member.to() - 1]))
                .map(Member::scalar)
                .orElse("");
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException noWholeNumber) {
            return OptionalLong.empty();
        }
    }

    private static boolean isDigit(byte one) {
        return one >= '0' && one <= '9';
    }

    public boolean isTrue(String name) {
        return member(name).filter(this::isTrue).isPresent();
    }

    public boolean isFalse(String name) {
        return member(name).filter(member -> body[member.from()] == 'f').isPresent();
    }

    public boolean isTrue(String object, String name) {
        return member(object, name).filter(this::isTrue).isPresent();
    }

    /// The model that the caller asks for; empty if it names none.
    public String model() {
        return text("model").orElse("");
    }

    public boolean streams() {
        return isTrue("stream");
    }

    private Optional<String> text(Member member) {
        return body[member.from()] == '"' ? Optional.ofNullable(member.scalar()) : Optional.empty();
    }

    private boolean isTrue(Member member) {
        return body[member.from()] == 't';
    }

    private boolean isNull(Member member) {
        return body[member.from()] == 'n';
    }

    private static Optional<Member> find(List<Member> members, String name) {
        for (Member member : members) {
            if (member.name().equals(name)) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    private static List<Member> object(byte[] body, JsonParser parser, Set<String> scalars, boolean top) {
        var members = new ArrayList<Member>();
        var names = new HashSet<String>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (!names.add(name)) {
                throw new Duplicate(name);
            }
            JsonToken token = parser.nextToken();
            int from = at(parser.currentTokenLocation().getByteOffset());
            String scalar = null;
            List<Member> inner = List.of();
            if (token == JsonToken.START_OBJECT && top && OBJECTS.contains(name)) {
                inner = object(body, parser, Set.of(), false);
            } else if (token.isStructStart()) {
                parser.skipChildren();
            } else {
                parser.finishToken();
                int to = at(parser.currentLocation().getByteOffset());
                if ((!top || scalars.contains(name)) && to - from <= LONGEST_SCALAR) {
                    scalar = parser.getString();
                }
            }
            members.add(new Member(name, from, at(parser.currentLocation().getByteOffset()), scalar, inner));
        }
        return List.copyOf(members);
    }

    private static int at(long offset) {
        return Math.toIntExact(offset);
    }

    private static Read refused(Kind kind, String detail) {
        return new Read.Refused(new Problem(kind, detail));
    }

    /// Leaves the reading of nested objects at once.
    private static final class Duplicate extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String name;

        Duplicate(String name) {
            super(name, null, false, false);
            this.name = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        }
    }
}
