package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.reasoning.Envelopes;
import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.ByteSearch;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes thoughts away that were wrapped for the caller on their way from a provider of another format: the one that
/// the call goes to now cannot read them, and would refuse the whole conversation.
final class StrayThoughts {

    private static final byte[] MARK = Envelopes.PREFIX.getBytes(UTF_8);

    /// The same in base64, as Converse has thoughts that nobody may read. Its last sign depends on what follows.
    private static final String ENCODED =
            Base64.getEncoder().withoutPadding().encodeToString(MARK).substring(0, 10);
    private static final List<String> CONVERSATIONS = List.of("messages", "input");

    private StrayThoughts() {}

    static void remove(RequestShape request, Splice edits, Losses losses) {
        if (!ByteSearch.contains(request.body(), MARK)
                && !ByteSearch.contains(request.body(), ENCODED.getBytes(UTF_8))) {
            return;
        }
        for (String name : CONVERSATIONS) {
            request.json(name).map(JsonMapper.shared()::readTree).ifPresent(list -> {
                int before = losses.list().size();
                JsonNode left = without(list, "/" + name, losses);
                if (losses.list().size() > before) {
                    edits.value(name, JsonMapper.shared().writeValueAsString(left));
                }
            });
        }
    }

    private static JsonNode without(JsonNode list, String place, Losses losses) {
        if (!list.isArray()) {
            return list;
        }
        ArrayNode left = JsonMapper.shared().createArrayNode();
        for (int i = 0; i < list.size(); i++) {
            JsonNode one = list.get(i);
            String here = At.inside(place, i);
            if (stray(one)) {
                losses.ignored(here, "the thoughts are those of a provider of another format");
                continue;
            }
            JsonNode content = one.path("content");
            if (content.isArray()) {
                JsonNode some = without(content, here + "/content", losses);
                if (some.isEmpty() && !content.isEmpty()) {
                    continue; // nothing but thoughts
                }
                ((ObjectNode) one).set("content", some);
            }
            left.add(one);
        }
        return left;
    }

    private static boolean stray(JsonNode one) {
        JsonNode converse = one.path("reasoningContent");
        if (converse.isObject()) {
            return wrapped(converse.path("reasoningText"), "signature")
                    || converse.path("redactedContent").asString("").startsWith(ENCODED);
        }
        return switch (one.path("type").asString("")) {
            case "thinking" -> wrapped(one, "signature");
            case "redacted_thinking" -> wrapped(one, "data");
            case "reasoning" -> wrapped(one, "encrypted_content");
            default -> false;
        };
    }

    private static boolean wrapped(JsonNode one, String member) {
        return one.path(member).asString("").startsWith(Envelopes.PREFIX);
    }
}
