package dev.weir.wire.format;

import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A format of the golden matrix, whose folder has its name. To add a format: a line in [#ALL], and its folder.
///
/// @param model what is asked for where a request does not name it
/// @param unsaid the first words of those lines of [GoldenAnswer] that an answer in this format has no words for
/// @param otherwise beginnings of lines of [GoldenAnswer] that it can only say as something else
record GoldenFormat(String name, Language language, String model, Set<String> unsaid, Map<String, String> otherwise) {

    private static final Map<String, String> ENDS =
            Map.of("stop STOP_SEQUENCE", "stop END", "stop CONTEXT", "stop LENGTH", "stop PAUSE", "stop END");

    static final List<GoldenFormat> ALL = List.of(
            new GoldenFormat(
                    "openai-chat",
                    OpenAiChat.FORMAT,
                    "gpt-5.5",
                    Set.of("thinking", "seal", "hidden", "quoted", "because", "kept", "opaque"),
                    ENDS),
            new GoldenFormat(
                    "openai-responses",
                    OpenAiResponses.FORMAT,
                    "gpt-5.5",
                    Set.of("quoted", "because", "kept", "opaque"),
                    ENDS),
            new GoldenFormat(
                    "anthropic-messages",
                    AnthropicMessages.FORMAT,
                    "claude-opus-4-6",
                    Set.of("kept", "opaque"),
                    Map.of("refusal", "text")));

    @Override
    public String toString() {
        return name;
    }

    /// Which model a request asks for.
    String model(JsonNode request) {
        return request.path("model").stringValue(model);
    }

    /// What is left of an answer when it is told in this format.
    List<String> told(List<String> lines) {
        var told = new ArrayList<String>();
        for (String line : lines) {
            if (unsaid.contains(line.split(" ", 2)[0])) {
                continue;
            }
            String said = line;
            for (var pair : otherwise.entrySet()) {
                if (line.startsWith(pair.getKey())) {
                    said = pair.getValue() + line.substring(pair.getKey().length());
                }
            }
            told.add(said);
        }
        return told;
    }

    static List<Frame> frames(byte[] stream) {
        return new SseReader().feed(stream);
    }
}
