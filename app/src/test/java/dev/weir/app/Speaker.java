package dev.weir.app;

import java.util.ArrayList;
import java.util.List;

/// A caller, by the format that it speaks, and how it asks for the same in it.
enum Speaker {
    CHAT("/v1/chat/completions", """
            {"model": "%1$s", "max_tokens": 900, "stream": %4$s, "stream_options": {"include_usage": true},
             "messages": [{"role": "user", "content": "%2$s"}]}"""),
    RESPONSES("/v1/responses", """
            {"model": "%1$s", "max_output_tokens": 900, "stream": %4$s, "store": false, "input": "%2$s"}"""),
    MESSAGES("/v1/messages", """
            {"model": "%1$s", "max_tokens": 900, "stream": %4$s, "messages": [{"role": "user", "content": [
             {"type": "text", "text": "%2$s", "cache_control": {"type": "ephemeral", "ttl": "%3$s"}}]}]}"""),
    CONVERSE("/model/%s/converse", """
            {"inferenceConfig": {"maxTokens": 900}, "messages": [{"role": "user", "content": [
             {"text": "%2$s"}, {"cachePoint": {"type": "default"}}]}]}"""),
    GEMINI("/v1beta/models/%s:generateContent", """
            {"generationConfig": {"maxOutputTokens": 900}, "contents": [{"role": "user", "parts": [{"text": "%2$s"}]}]}""");

    private final String path;
    private final String body;

    Speaker(String path, String body) {
        this.path = path;
        this.body = body;
    }

    String path(String model, boolean streams) {
        String inPath =
                path.formatted(model.replace("@", "%40").replace("/", "%2F").replace(":", "%3A"));
        return switch (this) {
            case CHAT, RESPONSES, MESSAGES -> path;
            case CONVERSE -> streams ? inPath + "-stream" : inPath;
            case GEMINI -> streams ? inPath.replace(":generateContent", ":streamGenerateContent") + "?alt=sse" : inPath;
        };
    }

    /// @param life of what is to be cached, where a caller can say that
    String body(String model, String prompt, String life, boolean streams) {
        String asked = body.formatted(model, prompt, life, streams);
        return streams ? asked : asked.replace("\"stream_options\": {\"include_usage\": true},", "");
    }

    /// The same with a sound behind what the user says.
    ///
    /// @param mp3 in base64
    String heard(String body, String prompt, String mp3) {
        String said = "\"%s\"".formatted(prompt);
        return switch (this) {
            case CHAT -> body.replace(said, """
                        [{"type": "text", "text": %s},
                         {"type": "input_audio", "input_audio": {"format": "mp3", "data": "%s"}}]""".formatted(said, mp3));
            case GEMINI ->
                body.replace(
                        said + "}",
                        said + "}, {\"inlineData\": {\"mimeType\": \"audio/mp3\", \"data\": \"%s\"}}".formatted(mp3));
            case RESPONSES, MESSAGES, CONVERSE -> throw new IllegalStateException(this + " has no sound");
        };
    }

    /// Where the frames of a stream end.
    List<Integer> ends(byte[] stream) {
        var ends = new ArrayList<Integer>();
        if (this == CONVERSE) {
            for (int at = 0; at + 4 <= stream.length; ) {
                at += (stream[at] & 0xff) << 24
                        | (stream[at + 1] & 0xff) << 16
                        | (stream[at + 2] & 0xff) << 8
                        | (stream[at + 3] & 0xff);
                if (at <= stream.length) {
                    ends.add(at);
                }
            }
            return ends;
        }
        for (int at = 1; at < stream.length; at++) {
            if (stream[at] == '\n' && (stream[at - 1] == '\n' || (at > 2 && stream[at - 2] == '\n'))) {
                ends.add(at + 1);
            }
        }
        return ends;
    }
}
