package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Lapsing;
import dev.weir.wire.aws.AwsKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Keys as containers and instances tell them: in JSON, with small differences.
final class KeysJson {

    private KeysJson() {}

    /// @param from who told it, for messages
    static Lapsing<AwsKeys> read(byte[] json, String from) throws IOException {
        JsonNode keys;
        try {
            keys = JsonMapper.shared().readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JacksonException notJson) {
            throw new IOException("%s answered with something that is not JSON".formatted(from));
        }
        String id = text(keys, "AccessKeyId");
        String secret = text(keys, "SecretAccessKey");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IOException("%s answered without AccessKeyId and SecretAccessKey".formatted(from));
        }
        String token = text(keys, "Token").isEmpty() ? text(keys, "SessionToken") : text(keys, "Token");
        return new Lapsing<>(
                new AwsKeys(id, secret, Optional.of(token).filter(one -> !one.isEmpty())),
                expiration(text(keys, "Expiration"), from));
    }

    static Instant expiration(String text, String from) throws IOException {
        try {
            return text.isEmpty() ? Instant.MAX : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notATime) {
            throw new IOException("%s says that its keys expire at \"%s\", which is no time".formatted(from, text));
        }
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).stringValue("");
    }
}
