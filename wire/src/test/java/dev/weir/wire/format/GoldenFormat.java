package dev.weir.wire.format;

import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A format of the golden matrix, whose folder has its name. To add a format: a line in [#ALL], and its folder.
///
/// @param model what is asked for where a request does not name it
/// @param unsaid the first words of those lines of [GoldenAnswer] that an answer in this format has no words for
/// @param gathers whether an answer is one text and then its calls, wherever the text was said
/// @param pieces whether answers are streamed as pieces that nobody opens or closes: calls come whole, and what a text
/// was taken from is told behind it
/// @param objects whether a tool is called with an object in a whole answer
/// @param otherwise beginnings of lines of [GoldenAnswer] that it can only say as something else
record GoldenFormat(
        String name,
        Language language,
        String model,
        Set<String> unsaid,
        boolean gathers,
        boolean pieces,
        boolean objects,
        Map<String, String> otherwise) {

    private static final String COUNTED = "(input|cached|written|output|reasoning|kept) .*";

    private static final Map<String, String> ENDS =
            Map.of("stop STOP_SEQUENCE", "stop END", "stop CONTEXT", "stop LENGTH", "stop PAUSE", "stop END");

    static final List<GoldenFormat> ALL = List.of(
            new GoldenFormat(
                    "openai-chat",
                    OpenAiChat.FORMAT,
                    "gpt-5.5",
                    Set.of("thinking", "seal", "hidden", "quoted", "because", "kept", "opaque"),
                    true,
                    false,
                    false,
                    ENDS),
            new GoldenFormat(
                    "openai-responses",
                    OpenAiResponses.FORMAT,
                    "gpt-5.5",
                    Set.of("quoted", "because", "kept", "opaque"),
                    false,
                    false,
                    false,
                    with(ENDS, "failed UPSTREAM_OVERLOADED", "failed UPSTREAM_ERROR")),
            new GoldenFormat(
                    "anthropic-messages",
                    AnthropicMessages.FORMAT,
                    "claude-opus-4-6",
                    Set.of("kept", "opaque"),
                    false,
                    false,
                    true,
                    Map.of("refusal", "text", "failed UPSTREAM_ERROR", "failed UPSTREAM_OVERLOADED")),
            new GoldenFormat(
                    "bedrock-converse",
                    BedrockConverse.FORMAT,
                    "us.anthropic.claude-opus-4-8",
                    Set.of("reasoning", "opaque"),
                    false,
                    true,
                    true,
                    Map.of("refusal", "text", "stop PAUSE", "stop END")),
            new GoldenFormat(
                    "gemini",
                    Gemini.FORMAT,
                    "gemini-3.1-pro",
                    Set.of("seal", "hidden", "written", "kept", "opaque", "unfinished call"),
                    false,
                    true,
                    true,
                    Map.of(
                            "refusal",
                            "text",
                            "stop STOP_SEQUENCE",
                            "stop END",
                            "stop CONTEXT",
                            "stop LENGTH",
                            "unfinished refusal",
                            "unfinished text")));

    private static Map<String, String> with(Map<String, String> said, String line, String otherwise) {
        var more = new HashMap<>(said);
        more.put(line, otherwise);
        return more;
    }

    @Override
    public String toString() {
        return name;
    }

    /// Which model a request asks for.
    String model(JsonNode request) {
        return request.path("model").stringValue(model).replaceFirst("^models/", "");
    }

    /// What is left of an answer when it is told in this format. Why a model refused is told as a refusal by those who
    /// have no other word for it.
    List<String> told(List<String> lines) {
        List<String> told = new ArrayList<>();
        for (String line : GoldenAnswer.alike(lines)) {
            String word = line.split(" ", 2)[0];
            if (word.equals("because") && told.contains("stop END")) {
                continue; // which stop sequence it was, for those who do not know that it was one
            }
            if (word.equals("because") && unsaid.contains(word) && told.contains("stop REFUSAL")) {
                refused(told, "refusal" + line.substring(word.length()));
            } else if (unsaid.stream().noneMatch(one -> line.startsWith(one + " "))) {
                told.add(otherwise(line));
            }
        }
        if (told.getLast().startsWith("failed ")) {
            told.removeIf(line -> line.matches(COUNTED)); // a stream that fails counts nothing
        }
        if (pieces) {
            told = inPieces(told);
        }
        if (gathers) {
            told.sort(Comparator.comparingInt(GoldenFormat::place));
        }
        return GoldenAnswer.alike(told);
    }

    private static List<String> inPieces(List<String> lines) {
        var told = new ArrayList<String>();
        var behind = new ArrayList<String>();
        for (String line : lines) {
            if (line.startsWith("cited ") || line.startsWith("quoted ")) {
                behind.add(line);
                continue;
            }
            if (!line.startsWith("text ")) {
                told.addAll(behind);
                behind.clear();
            }
            if (line.startsWith("failed ") && !told.isEmpty() && told.getLast().startsWith("text ")) {
                told.add("unfinished " + told.removeLast());
            }
            told.add(line);
        }
        return told;
    }

    private static int place(String line) {
        return line.startsWith("text ") ? 0 : line.startsWith("cited ") ? 1 : 2;
    }

    private static void refused(List<String> told, String refusal) {
        boolean said = told.stream().anyMatch(line -> line.startsWith("refusal "));
        int blocks = (int) told.stream()
                .takeWhile(line -> !line.matches(COUNTED) && !line.startsWith("stop "))
                .count();
        if (!said) {
            told.add(blocks, refusal);
        }
    }

    private String otherwise(String line) {
        return otherwise.entrySet().stream()
                .filter(pair -> line.startsWith(pair.getKey()))
                .map(pair -> pair.getValue() + line.substring(pair.getKey().length()))
                .findFirst()
                .orElse(line);
    }

    static List<Frame> frames(byte[] stream) {
        return new SseReader().feed(stream);
    }
}
