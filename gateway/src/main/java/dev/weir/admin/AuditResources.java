package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.audit.AuditJson;
import dev.weir.audit.AuditSchema;
import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.problem.Problem;
import dev.weir.store.AuditIndex;
import dev.weir.store.AuditIndex.Place;
import dev.weir.store.AuditIndex.Question;
import dev.weir.store.Key;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// `/audit`: who did what in the last 30 days. Whoever looks is written down, too.
public final class AuditResources implements Resources {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private static final Map<String, Kind> KINDS =
            Arrays.stream(Kind.values()).collect(Collectors.toMap(AuditSchema::word, kind -> kind));

    private final AuditIndex index;

    public AuditResources(AuditIndex index) {
        this.index = index;
    }

    @Override
    public List<Route> routes(Registry registry) {
        return List.of(
                new Route("GET", "/audit", Permission.ADMINISTRATORS, "audit.read", ask -> answer(registry, ask)));
    }

    private HttpResponse answer(Registry registry, Ask ask) {
        Map<String, String> asked = ask.request().target().parameters();
        var question = new Question(
                asked.getOrDefault("team", ""),
                asked.getOrDefault("actor", ""),
                asked.getOrDefault("action", ""),
                asked.getOrDefault("session", ""),
                among(asked, "kind", KINDS),
                among(asked, "decision", Map.of("allow", true, "deny", false)),
                moment(asked, "start", Instant.EPOCH),
                moment(asked, "end", Place.FIRST.at()));
        Place after = after(asked);
        int limit = ask.number("limit", 1, MOST, USUAL);
        registry.read(ask, new Key("audit", ask.request().target().query()));
        List<AuditRecord> found = index.find(question, after, limit + 1);
        return page(found.size() > limit ? found.subList(0, limit) : found, found.size() > limit);
    }

    private static <T> Set<T> among(Map<String, String> asked, String name, Map<String, T> words) {
        String word = asked.get(name);
        if (word == null) {
            return Set.of();
        }
        T value = words.get(word);
        if (value == null) {
            throw new Refusal(
                    Problem.Kind.FIELD_INVALID,
                    "%s is %s; one of %s is wanted"
                            .formatted(
                                    name, word, words.keySet().stream().sorted().toList()));
        }
        return Set.of(value);
    }

    private static Instant moment(Map<String, String> asked, String name, Instant otherwise) {
        String text = asked.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException notTime) {
            throw new Refusal(
                    Problem.Kind.FIELD_INVALID,
                    "%s is %s; a moment such as 2026-11-01T00:00:00Z or a day such as 2026-11-01 is wanted"
                            .formatted(name, text));
        }
    }

    private static HttpResponse page(List<AuditRecord> records, boolean more) {
        var body = new ByteArrayOutputStream();
        try (JsonGenerator out = JsonMapper.shared().createGenerator(body)) {
            out.writeStartObject();
            out.writeArrayPropertyStart("items");
            records.forEach(record -> AuditJson.tell(record, out));
            out.writeEndArray();
            out.writeNumberProperty("count", records.size());
            if (more) {
                out.writeStringProperty("next_cursor", cursor(records.getLast()));
            }
            out.writeEndObject();
        }
        return new HttpResponse(200, Headers.of("content-type", "application/json"), body.toByteArray());
    }

    private static String cursor(AuditRecord record) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((record.at() + " " + record.id()).getBytes(UTF_8));
    }

    private static Place after(Map<String, String> asked) {
        String cursor = asked.get("cursor");
        if (cursor == null) {
            return Place.FIRST;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split(" ", 2);
            if (parts.length == 2) {
                return new Place(Instant.parse(parts[0]), parts[1]);
            }
        } catch (IllegalArgumentException | DateTimeException _) {
            // Said below.
        }
        throw new Refusal(
                Problem.Kind.FIELD_INVALID, "cursor is not one that an answer of this list gave as next_cursor");
    }
}
