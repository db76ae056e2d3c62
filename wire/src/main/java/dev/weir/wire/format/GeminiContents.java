package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Source;
import dev.weir.wire.chat.ToolName;
import dev.weir.wire.chat.Turn;
import dev.weir.wire.chat.Turn.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the conversation of a Gemini request: instructions stand apart, turns alternate, results stand in the user's
/// turn before everything else, in the order of the calls and with their names.
final class GeminiContents {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ChatRequest request;
    private final ToolWords words;
    private final Losses losses;
    private final GeminiModels model;
    private final ArrayNode system = JSON.createArrayNode();
    private final ArrayNode contents = JSON.createArrayNode();

    /// @param request with the results of tools in the order of their calls
    GeminiContents(ChatRequest request, ToolWords words, Losses losses) {
        this.request = request;
        this.words = words;
        this.losses = losses;
        this.model = GeminiModels.of(request.model());
    }

    /// The parts of the instructions.
    ArrayNode system() {
        return system;
    }

    ArrayNode turns() {
        return contents;
    }

    /// What one side says before the other one speaks.
    private record Said(boolean model, List<At<Part>> parts) {}

    void write() {
        var all = new ArrayList<Said>();
        for (Turn turn : request.turns()) {
            if (turn.role().instructs()) {
                instructions(turn, all.isEmpty());
                continue;
            }
            boolean says = turn.role() == Role.ASSISTANT;
            if (all.isEmpty() && says) {
                turn.parts().forEach(part -> losses.changed(part.place(), "the first turn has to be the user's"));
            }
            if (all.isEmpty() || all.getLast().model() != says) {
                all.add(new Said(says, new ArrayList<>()));
            }
            all.getLast().parts().addAll(turn.parts());
        }
        int running = running(all);
        var called = new HashMap<String, ToolName>();
        for (int i = 0; i < all.size(); i++) {
            Said said = all.get(i);
            ArrayNode parts = JSON.createArrayNode();
            if (said.model()) {
                new GeminiTurn(words, losses, this::media, model.wantsSignatures() && i > running)
                        .write(said.parts(), parts);
                said.parts().forEach(part -> {
                    if (part.value() instanceof Part.ToolCall call) {
                        called.put(call.id(), call.tool());
                    }
                });
            } else {
                user(said.parts(), called, parts);
            }
            content(said.model() ? "model" : "user", parts);
        }
    }

    /// Where the user last spoke for itself: what the model says after that is its running turn.
    private static int running(List<Said> all) {
        int running = -1;
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).model()
                    && all.get(i).parts().stream().noneMatch(part -> part.value() instanceof Part.ToolResult)) {
                running = i;
            }
        }
        return running;
    }

    private void instructions(Turn turn, boolean first) {
        for (At<Part> part : turn.parts()) {
            if (!first) {
                losses.approximated(part.place(), "instructions are said before all turns");
            }
            media(part, system);
        }
    }

    private void content(String role, ArrayNode parts) {
        if (parts.isEmpty()) {
            return; // nothing was said
        }
        JsonNode last = contents.path(contents.size() - 1);
        if (last.path("role").asString("").equals(role)) {
            ((ArrayNode) last.get("parts")).addAll(parts);
        } else {
            contents.addObject().put("role", role).set("parts", parts);
        }
    }

    private void user(List<At<Part>> said, Map<String, ToolName> called, ArrayNode parts) {
        ArrayNode rest = JSON.createArrayNode();
        for (At<Part> part : said) {
            if (part.value() instanceof Part.ToolResult result) {
                result(result, called, parts, rest);
            } else {
                media(part, rest);
            }
        }
        parts.addAll(rest);
    }

    private void result(Part.ToolResult result, Map<String, ToolName> called, ArrayNode parts, ArrayNode rest) {
        ToolName tool = called.getOrDefault(result.id(), ToolName.function("")); // what has no call is lost already
        boolean several = result.content().stream()
                        .filter(part -> part.value() instanceof Part.Text)
                        .count()
                > 1;
        var text = new StringBuilder();
        ArrayNode more = JSON.createArrayNode();
        for (At<Part> part : result.content()) {
            switch (part.value()) {
                case Part.Text(String said) -> {
                    if (several) {
                        losses.approximated(part.place(), "the result is told as one text");
                    }
                    text.append(said);
                }
                case Part.Image _, Part.Document _, Part.Audio _ -> {
                    if (!model.takesMediaInResults()) {
                        losses.approximated(part.place(), "it follows the result, which holds no media");
                    }
                    media(part, model.takesMediaInResults() ? more : rest);
                }
                case Part.CacheMark _ -> media(part, more);
                case Part.Refusal _,
                        Part.Thinking _,
                        Part.HiddenThinking _,
                        Part.ToolCall _,
                        Part.ToolResult _,
                        Part.Opaque _ -> losses.changed(part.place(), "a result of a tool cannot hold it");
            }
        }
        ObjectNode response = JSON.createObjectNode();
        GeminiAnswer.name(response, result.id(), words).put("name", words.identifier(tool));
        response.putObject("response").put(result.failed() ? "error" : "result", text.toString());
        if (!more.isEmpty()) {
            response.set("parts", more);
        }
        parts.addObject().set("functionResponse", response);
    }

    /// Writes what is no call, no result and no thought.
    private void media(At<Part> at, ArrayNode parts) {
        String place = at.place();
        switch (at.value()) {
            case Part.Text(String text) -> {
                if (!text.isEmpty()) {
                    parts.addObject().put("text", text);
                }
            }
            case Part.Refusal(String text) -> {
                losses.approximated(place, "a refusal is told as text");
                parts.addObject().put("text", text);
            }
            case Part.Image(Source source, String detail) ->
                source(place, source, "image").ifPresent(image -> {
                    resolution(place, detail, image);
                    parts.add(image);
                });
            case Part.Document(Source source, String name) -> document(place, source, name, parts);
            case Part.Audio(String format, String data) ->
                parts.addObject()
                        .putObject("inlineData")
                        .put("mimeType", "audio/" + format)
                        .put("data", data);
            case Part.CacheMark _ -> losses.ignored(place, "the provider caches prompts by itself");
            case Part.Opaque(String what, JsonNode _) ->
                losses.changed(place, what + " is known to the caller's format only");
            case Part.Thinking _, Part.HiddenThinking _, Part.ToolCall _, Part.ToolResult _ ->
                losses.changed(place, "it cannot stand in a turn of this role");
        }
    }

    private Optional<ObjectNode> source(String place, Source source, String kind) {
        ObjectNode part = JSON.createObjectNode();
        switch (source) {
            case Source.Bytes(String type, String data) ->
                part.putObject("inlineData").put("mimeType", type).put("data", data);
            case Source.Url(String url) -> {
                ObjectNode file = part.putObject("fileData");
                type(url, kind).ifPresent(type -> file.put("mimeType", type));
                file.put("fileUri", url);
            }
            case Source.Kept _, Source.Text _ -> {
                losses.changed(place, "it is kept at another provider");
                return Optional.empty();
            }
        }
        return Optional.of(part);
    }

    /// What an address says of the type of what is there.
    private static Optional<String> type(String url, String kind) {
        String path = url.replaceFirst("[?#].*", "").toLowerCase(Locale.ROOT);
        String ending = path.substring(path.lastIndexOf('.') + 1);
        return switch (ending) {
            case "jpg", "jpeg" -> Optional.of("image/jpeg");
            case "png", "webp", "gif", "heic", "heif" -> Optional.of("image/" + ending);
            case "pdf" -> Optional.of("application/pdf");
            default -> kind.equals("document") ? Optional.of("application/pdf") : Optional.empty();
        };
    }

    private void resolution(String place, String detail, ObjectNode image) {
        boolean says = detail.equals("low") || detail.equals("high");
        if (says && model.takesMediaInResults()) {
            losses.approximated(place, "how closely an image is looked at is another measure there");
            image.putObject("mediaResolution").put("level", "MEDIA_RESOLUTION_" + detail.toUpperCase(Locale.ROOT));
        } else if (!detail.isEmpty() && !detail.equals("auto")) {
            losses.ignored(place, "how closely an image is looked at cannot be said");
        }
    }

    private void document(String place, Source source, String name, ArrayNode parts) {
        if (source instanceof Source.Text(String text)) {
            losses.approximated(place, "the document is told as text");
            parts.addObject().put("text", name.isEmpty() ? text : name + "\n\n" + text);
            return;
        }
        if (!name.isEmpty()) {
            losses.ignored(place, "a document has no name there");
        }
        source(place, source, "document").ifPresent(parts::add);
    }
}
