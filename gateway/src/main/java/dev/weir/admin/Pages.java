package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.store.DocumentStore;
import dev.weir.wire.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Long lists, page by page. A cursor means something to us alone.
final class Pages {

    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int AT_ONCE = 500;
    private static final String FORM = "after:";

    private Pages() {}

    /// A page of the documents of a kind that somebody wants to see.
    static HttpResponse of(
            DocumentStore store,
            String kind,
            Ask ask,
            Predicate<Document> wanted,
            Function<Document, ObjectNode> shown) {
        int limit = ask.number("limit", 1, MOST, USUAL);
        String after = after(ask);
        ObjectNode json = JsonMapper.shared().createObjectNode();
        var items = json.putArray("items");
        String last = "";
        boolean more = true;
        while (more && items.size() <= limit) {
            List<Document> some = store.list(kind, after, AT_ONCE);
            more = some.size() == AT_ONCE;
            for (Document one : some) {
                after = one.key().id();
                if (wanted.test(one) && items.size() <= limit) {
                    last = items.size() < limit ? after : last;
                    items.add(shown.apply(one));
                }
            }
        }
        if (items.size() > limit) {
            items.remove(limit);
            json.put("next_cursor", cursor(last));
        }
        json.put("count", items.size());
        return HttpResponse.json(200, json);
    }

    /// A page of what is known here by its name.
    static <T> HttpResponse of(
            NavigableMap<String, T> all, Ask ask, Predicate<T> wanted, Function<T, ObjectNode> shown) {
        int limit = ask.number("limit", 1, MOST, USUAL);
        var some = all.tailMap(after(ask), false).entrySet().stream()
                .filter(one -> wanted.test(one.getValue()))
                .limit(limit + 1L)
                .toList();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        var items = json.putArray("items");
        some.stream().limit(limit).forEach(one -> items.add(shown.apply(one.getValue())));
        if (some.size() > limit) {
            json.put("next_cursor", cursor(some.get(limit - 1).getKey()));
        }
        json.put("count", items.size());
        return HttpResponse.json(200, json);
    }

    private static String cursor(String last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((FORM + last).getBytes(UTF_8));
    }

    private static String after(Ask ask) {
        String cursor = ask.request().target().parameters().get("cursor");
        if (cursor == null) {
            return "";
        }
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
            if (decoded.startsWith(FORM)) {
                return decoded.substring(FORM.length());
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new Refusal(Kind.FIELD_INVALID, "cursor is not one that an answer of this list gave as next_cursor");
    }
}
