package dev.weir.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.json.RequestShape;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// How a conversation began: the user's first words. They stay the same while it goes on, which instructions and cache
/// marks do not.
///
/// @param digest of these words
/// @param goesOn whether the model has answered already
record Beginning(String digest, boolean goesOn) {

    private static final List<String> CONVERSATIONS = List.of("messages", "input", "contents");
    private static final JsonFactory JSON = new JsonFactory();

    /// What is further inside tells no more.
    private static final int MOST = 64 * 1024;

    /// @return nothing if there are no words
    static Optional<Beginning> of(RequestShape request) {
        for (String name : CONVERSATIONS) {
            var member = request.member(name);
            if (member.isPresent()) {
                int from = member.get().from();
                int length = Math.min(member.get().to() - from, MOST);
                return read(request.body(), from, length);
            }
        }
        return Optional.empty();
    }

    private static Optional<Beginning> read(byte[] body, int from, int length) {
        var words = new Words();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body, from, length)) {
            words.read(json);
        } catch (JacksonException cutOff) {
            words.goesOn = true; // so much is worth staying where it is
        }
        return words.digest();
    }

    /// Goes through the turns until the first answer.
    private static final class Words {
        private final MessageDigest digest = sha256();
        private boolean any;
        private boolean goesOn;

        void read(JsonParser json) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.VALUE_STRING) {
                add(json.getString());
            } else if (first == JsonToken.START_ARRAY) {
                for (JsonToken token = json.nextToken(); token == JsonToken.START_OBJECT && !goesOn; ) {
                    turn(json);
                    token = json.nextToken();
                }
            }
        }

        /// What a model said is a turn of its own, or an item of another type than `message`.
        private void turn(JsonParser json) {
            String role = "";
            String type = "";
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken token = json.nextToken();
                if (name.equals("role")) {
                    role = json.getString();
                } else if (name.equals("type") && token == JsonToken.VALUE_STRING) {
                    type = json.getString();
                } else if (name.equals("content") || name.equals("parts")) {
                    if (!any || role.equals("user")) {
                        content(json, role.equals("system") || role.equals("developer"));
                    } else {
                        json.skipChildren();
                    }
                } else {
                    json.skipChildren();
                }
            }
            goesOn |= role.equals("assistant")
                    || role.equals("model")
                    || (role.isEmpty() && !type.isEmpty() && !type.equals("message"));
        }

        private void content(JsonParser json, boolean instructions) {
            int depth = 0;
            String name = "";
            JsonToken token = json.currentToken();
            do {
                switch (token) {
                    case START_ARRAY, START_OBJECT -> depth++;
                    case END_ARRAY, END_OBJECT -> depth--;
                    case PROPERTY_NAME -> name = json.currentName();
                    case VALUE_STRING -> {
                        if (!instructions && (name.equals("text") || name.isEmpty())) {
                            add(json.getString());
                        }
                    }
                    default -> {}
                }
                if (depth > 0) {
                    token = json.nextToken();
                }
            } while (depth > 0 && token != null);
        }

        private void add(String text) {
            any = true;
            digest.update(text.getBytes(UTF_8));
        }

        Optional<Beginning> digest() {
            return any
                    ? Optional.of(new Beginning(HexFormat.of().formatHex(digest.digest(), 0, 16), goesOn))
                    : Optional.empty();
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
