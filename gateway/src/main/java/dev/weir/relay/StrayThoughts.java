package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.reasoning.Envelopes;
import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.ByteSearch;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes thoughts away that the provider that the call goes to now cannot read, and for which it would refuse the whole
/// conversation: those that were wrapped for the caller on their way from a provider of another format, and those that
/// another one signed, if the conversation has moved.
final class StrayThoughts {

    private static final ByteSearch MARK = new ByteSearch(Envelopes.PREFIX);
    private static final ByteSearch FOREIGN = new ByteSearch(Gemini.FOREIGN_SIGNATURE);

    /// The same in base64, as Converse has thoughts that nobody may read. Its last sign depends on what follows.
    private static final String ENCODED = Base64.getEncoder()
            .withoutPadding()
            .encodeToString(Envelopes.PREFIX.getBytes(UTF_8))
            .substring(0, 10);

    private static final ByteSearch ENCODED_MARK = new ByteSearch(ENCODED);
    private static final List<String> CONVERSATIONS = List.of("messages", "input");

    private StrayThoughts() {}

    /// @param moved whether the conversation was at another target until now, whose signed thoughts mean nothing to
    ///     this
    static void remove(RequestShape request, boolean moved, Splice edits, Losses losses) {
        fromContents(request, moved, edits, losses);
        if (!moved && !MARK.in(request.body()) && !ENCODED_MARK.in(request.body())) {
            return;
        }
        for (String name : CONVERSATIONS) {
            request.json(name).map(JsonMapper.shared()::readTree).ifPresent(list -> {
                int before = losses.list().size();
                JsonNode left = without(list, moved, "/" + name, losses);
                if (losses.list().size() > before) {
                    edits.value(name, JsonMapper.shared().writeValueAsString(left));
                }
            });
        }
    }

    private static JsonNode without(JsonNode list, boolean moved, String place, Losses losses) {
        if (!list.isArray()) {
            return list;
        }
        ArrayNode left = JsonMapper.shared().createArrayNode();
        for (int i = 0; i < list.size(); i++) {
            JsonNode one = list.get(i);
            String here = At.inside(place, i);
            if (stray(one, moved)) {
                losses.ignored(here, "the thoughts are those of another provider");
                continue;
            }
            JsonNode content = one.path("content");
            if (content.isArray()) {
                JsonNode some = without(content, moved, here + "/content", losses);
                if (some.isEmpty() && !content.isEmpty()) {
                    continue; // nothing but thoughts
                }
                ((ObjectNode) one).set("content", some);
            }
            left.add(one);
        }
        return left;
    }

    private static boolean stray(JsonNode one, boolean moved) {
        JsonNode converse = one.path("reasoningContent");
        if (converse.isObject()) {
            return signed(converse.path("reasoningText"), "signature", moved)
                    || (moved && converse.has("redactedContent"))
                    || converse.path("redactedContent").asString("").startsWith(ENCODED);
        }
        return switch (one.path("type").asString("")) {
            case "thinking" -> signed(one, "signature", moved);
            case "redacted_thinking" -> signed(one, "data", moved);
            case "reasoning" -> signed(one, "encrypted_content", moved);
            default -> false;
        };
    }

    private static boolean signed(JsonNode one, String member, boolean moved) {
        return moved ? one.path(member).isString() : wrapped(one, member);
    }

    /// Those that a caller of Gemini's format keeps. A call has to be signed there, so it gets the word for that there
    /// is nothing to look for.
    private static void fromContents(RequestShape request, boolean moved, Splice edits, Losses losses) {
        if (!moved && !FOREIGN.in(request.body())) {
            return;
        }
        request.json("contents").map(JsonMapper.shared()::readTree).ifPresent(contents -> {
            int before = losses.list().size();
            for (int i = 0; i < contents.size(); i++) {
                JsonNode parts = contents.get(i).path("parts");
                for (int j = 0; j < parts.size(); j++) {
                    String place = "/contents/%d/parts/%d/thoughtSignature".formatted(i, j);
                    unsigned(parts.get(j), moved, place, losses);
                }
            }
            if (losses.list().size() > before) {
                edits.value("contents", JsonMapper.shared().writeValueAsString(contents));
            }
        });
    }

    private static void unsigned(JsonNode part, boolean moved, String place, Losses losses) {
        String signature = part.path("thoughtSignature").asString("");
        if (!(part instanceof ObjectNode object)
                || signature.isEmpty()
                || (!moved && !signature.startsWith(Gemini.FOREIGN_SIGNATURE))) {
            return;
        }
        losses.ignored(place, "the thoughts are those of another provider");
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
