package dev.weir.wire.format;

import dev.weir.wire.http.Headers;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// In whose words an error is told.
public enum ErrorWords {
    /// `{"error":{"message","type","code"}}`
    OPENAI,
    /// `{"type":"error","error":{"type","message"}}`
    ANTHROPIC,
    /// `{"error":{"code","message","status"}}`
    GOOGLE,
    /// `{"message"}` and the header `x-amzn-errortype`
    AWS,
    /// `{"statusCode","message"}`, of the API management in front of Azure's models
    AZURE_MANAGEMENT;

    /// An error that somebody told.
    ///
    /// @param names what it is called, most exact first, for example `insufficient_quota` or `ThrottlingException`
    public record Told(ErrorWords words, String names, String message) {}

    /// Reads an error, whoever told it.
    ///
    /// @return nothing if it is told in no words that are known
    public static Optional<Told> read(Headers headers, byte[] body) {
        Optional<String> aws = headers.first("x-amzn-errortype");
        JsonNode json = json(body);
        if (json.isArray() && json.size() == 1) {
            json = json.get(0); // Google, where it was asked for a stream
        }
        if (!json.isObject()) {
            return Optional.empty();
        }
        JsonNode error = json.path("error");
        if (aws.isPresent()) {
            String name = aws.get().replaceFirst(":.*", "").replaceFirst(".*#", "");
            String message = text(json, "message");
            return Optional.of(new Told(AWS, name, message.isEmpty() ? text(json, "Message") : message));
        }
        if (json.path("statusCode").isNumber()) {
            return Optional.of(new Told(AZURE_MANAGEMENT, "", text(json, "message")));
        }
        if (text(json, "type").equals("error")) {
            String code = text(error.path("details"), "error_code");
            return Optional.of(new Told(ANTHROPIC, joined(code, text(error, "type")), text(error, "message")));
        }
        if (error.path("status").isString()) {
            return Optional.of(new Told(GOOGLE, text(error, "status"), text(error, "message")));
        }
        if (error.isObject()) {
            return Optional.of(
                    new Told(OPENAI, joined(text(error, "code"), text(error, "type")), text(error, "message")));
        }
        if (error.isString()) {
            return Optional.of(new Told(OPENAI, "", error.stringValue()));
        }
        return Optional.empty();
    }

    private static String joined(String first, String second) {
        return (first + " " + second).strip();
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).stringValue("");
    }

    private static JsonNode json(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException notJson) {
            return JsonMapper.shared().missingNode();
        }
    }
}
