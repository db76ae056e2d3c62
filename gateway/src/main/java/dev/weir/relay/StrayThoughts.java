package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.reasoning.Envelopes;
import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.ByteSearch;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes thoughts away that were wrapped for the caller on their way from a provider of another format: the one that
/// the call goes to now cannot read them, and would refuse the whole conversation.
final class StrayThoughts {

    private static final byte[] MARK = Envelopes.PREFIX.getBytes(UTF_8);
    private static final byte[] FOREIGN = Gemini.FOREIGN_SIGNATURE.getBytes(UTF_8);
    private static final List<String> CONVERSATIONS = List.of("messages", "input");

    private StrayThoughts() {}

    static void remove(RequestShape request, Splice edits, Losses losses) {
        fromContents(request, edits, losses);
        if (!ByteSearch.contains(request.body(), MARK)) {
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
        return switch (one.path("type").asString("")) {
            case "thinking" -> wrapped(one, "signature");
            case "redacted_thinking" -> wrapped(one, "data");
            case "reasoning" -> wrapped(one, "encrypted_content");
            default -> false;
        };
    }

    /// Those that a caller of Gemini's format keeps. A call has to be signed there, so it gets the word for that there
    /// is
    /// nothing to look for.
    private static void fromContents(RequestShape request, Splice edits, Losses losses) {
        if (!ByteSearch.contains(request.body(), FOREIGN)) {
            return;
        }
        request.json("contents").map(JsonMapper.shared()::readTree).ifPresent(contents -> {
            for (int i = 0; i < contents.size(); i++) {
                JsonNode parts = contents.get(i).path("parts");
                for (int j = 0; j < parts.size(); j++) {
                    String place = "/contents/%d/parts/%d/thoughtSignature".formatted(i, j);
                    unsigned(parts.get(j), place, losses);
                }
            }
            edits.value("contents", JsonMapper.shared().writeValueAsString(contents));
        });
    }

    private static void unsigned(JsonNode part, String place, Losses losses) {
        if (!(part instanceof ObjectNode object)
                || !part.path("thoughtSignature").asString("").startsWith(Gemini.FOREIGN_SIGNATURE)) {
            return;
        }
        losses.ignored(place, "the thoughts are those of a provider of another format");
        if (part.has("functionCall")) {
            object.put("thoughtSignature", Gemini.NO_SIGNATURE);
        } else {
            object.remove("thoughtSignature");
        }
    }

    private static boolean wrapped(JsonNode one, String member) {
        return one.path(member).asString("").startsWith(Envelopes.PREFIX);
    }
}
