package dev.weir.simulator.format;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What Converse refuses. For one request.
final class ConverseRules {

    private static final Set<String> MEMBERS = Set.of(
            "messages",
            "system",
            "inferenceConfig",
            "toolConfig",
            "guardrailConfig",
            "additionalModelRequestFields",
            "additionalModelResponseFieldPaths",
            "promptVariables",
            "requestMetadata",
            "performanceConfig",
            "serviceTier",
            "outputConfig");
    private static final Set<String> BLOCKS =
            Set.of("text", "image", "document", "audio", "toolUse", "toolResult", "cachePoint", "reasoningContent");
    private static final Set<String> IMAGES = Set.of("png", "jpeg", "gif", "webp");
    private static final Set<String> DOCUMENTS =
            Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md");
    private static final Pattern WORD = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern DOCUMENT = Pattern.compile("[a-zA-Z0-9\\-()\\[\\]]+( [a-zA-Z0-9\\-()\\[\\]]+)*");
    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{1,256}");
    private static final int MOST_MARKS = 4;

    private final String model;
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private boolean called;
    private int marks;

    ConverseRules(String model) {
        this.model = model;
    }

    /// The first thing that is wrong with a request.
    Optional<String> wrong(JsonNode body) {
        only(body, "", MEMBERS);
        JsonNode messages = body.path("messages");
        if (messages.isEmpty()) {
            say("messages", "a conversation must start with a user message");
        }
        conversation(messages);
        for (int i = 0; i < body.path("system").size(); i++) {
            JsonNode block = body.path("system").get(i);
            String at = "system." + i;
            if (one(block, at, Set.of("text", "cachePoint"))) {
                block(block, at, i == 0, false);
            }
        }
        tools(body.path("toolConfig"));
        inference(body.path("inferenceConfig"));
        additional(body.path("additionalModelRequestFields"));
        output(body.path("outputConfig"));
        metadata(body.path("requestMetadata"));
        only(body.path("serviceTier"), "serviceTier", Set.of("type"));
        if (called && body.path("toolConfig").path("tools").isEmpty()) {
            say("toolConfig", "The toolConfig field must be defined when using toolUse and toolResult content blocks.");
        }
        if (marks > MOST_MARKS) {
            say("cachePoint", "at most " + MOST_MARKS + " are permitted, found " + marks);
        }
        return wrong.stream().findFirst();
    }

    private void say(String at, String what) {
        wrong.add(at + ": " + what);
    }

    private void only(JsonNode object, String at, Set<String> permitted) {
        for (String name : object.propertyNames()) {
            if (!permitted.contains(name)) {
                say(at.isEmpty() ? name : at + "." + name, "extraneous key is not permitted");
            }
        }
    }

    /// Whether it is an object with one of these members and nothing else.
    private boolean one(JsonNode block, String at, Set<String> permitted) {
        if (block.size() != 1 || !permitted.containsAll(block.propertyNames())) {
            say(at, "exactly one of " + permitted.stream().sorted().toList() + " is wanted");
            return false;
        }
        return true;
    }

    private void conversation(JsonNode messages) {
        String before = "assistant";
        Set<String> open = Set.of();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String at = "messages." + i;
            only(message, at, Set.of("role", "content"));
            String role = Json.text(message, "role");
            if (!Set.of("user", "assistant", "system").contains(role)) {
                say(at + ".role", "user, assistant or system is wanted");
            } else if (role.equals(before)) {
                say(at, "roles must alternate between user and assistant, beginning with user");
            } else if (i == 0 && !role.equals("user")) {
                say(at, "a conversation must start with a user message");
            }
            before = role;
            content(message.path("content"), at + ".content");
            results(message.path("content"), open, at);
            open = ids(message, "toolUse");
        }
        if (!open.isEmpty()) {
            say("messages", "expected toolResult blocks for " + open);
        }
    }

    private static Set<String> ids(JsonNode message, String what) {
        var ids = new HashSet<String>();
        message.path("content").forEach(block -> {
            if (block.has(what)) {
                ids.add(Json.text(block.path(what), "toolUseId"));
            }
        });
        return ids;
    }

    /// Results come first, one for each call of the turn before.
    private void results(JsonNode content, Set<String> open, String at) {
        var answered = new ArrayList<String>();
        boolean other = false;
        for (JsonNode block : content) {
            if (block.has("toolResult")) {
                answered.add(Json.text(block.path("toolResult"), "toolUseId"));
                if (other) {
                    say(at, "toolResult blocks must come first");
                }
            } else {
                other |= !block.has("cachePoint");
            }
        }
        if (answered.size() != open.size() || !open.containsAll(answered)) {
            say(at + ".content", "expected toolResult blocks for " + open + ", found " + answered);
        }
    }

    private void content(JsonNode content, String at) {
        if (content.isEmpty()) {
            say(at, "the content field is empty");
        }
        boolean text = content.valueStream().anyMatch(block -> block.has("text"));
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            if (one(block, at + "." + i, BLOCKS)) {
                block(block, at + "." + i, i == 0, text);
            }
        }
    }

    private void block(JsonNode block, String at, boolean first, boolean beside) {
        String what = block.propertyNames().iterator().next();
        JsonNode value = block.path(what);
        switch (what) {
            case "text" -> {
                if (value.stringValue("").isBlank()) {
                    say(at + ".text", "the text field is blank");
                }
            }
            case "image" -> media(value, at + ".image", IMAGES);
            case "document" -> {
                media(value, at + ".document", DOCUMENTS);
                document(value, at + ".document", beside);
            }
            case "toolUse" -> {
                called = true;
                only(value, at + ".toolUse", Set.of("toolUseId", "name", "input"));
                word(value, "toolUseId", at);
                word(value, "name", at);
                if (!value.path("input").isObject()) {
                    say(at + ".toolUse.input", "an object is wanted");
                }
            }
            case "toolResult" -> result(value, at + ".toolResult");
            case "cachePoint" -> {
                marks++;
                only(value, at + ".cachePoint", Set.of("type", "ttl"));
                if (first) {
                    say(at, "a cachePoint must follow other content");
                }
            }
            case "reasoningContent" -> thought(value, at + ".reasoningContent");
            default -> {}
        }
    }

    private void word(JsonNode value, String name, String at) {
        if (!WORD.matcher(Json.text(value, name)).matches()) {
            say(at + "." + name, "must satisfy regular expression pattern: [a-zA-Z0-9_-]+");
        }
    }

    private void media(JsonNode media, String at, Set<String> formats) {
        if (!formats.contains(Json.text(media, "format"))) {
            say(at + ".format", "one of " + formats.stream().sorted().toList() + " is wanted");
        }
        if (one(media.path("source"), at + ".source", Set.of("bytes", "text", "content", "s3Location"))) {
            blob(media.path("source").path("bytes"), at + ".source.bytes");
        }
    }

    private void blob(JsonNode blob, String at) {
        try {
            Base64.getDecoder().decode(blob.stringValue(""));
        } catch (IllegalArgumentException notBase64) {
            say(at, "base64 is wanted");
        }
    }

    private void document(JsonNode document, String at, boolean beside) {
        only(document, at, Set.of("format", "name", "source", "context", "citations"));
        String name = Json.text(document, "name");
        if (!DOCUMENT.matcher(name).matches() || name.length() > 200) {
            say(at + ".name", "letters, digits, single spaces, hyphens, parentheses and brackets are wanted");
        }
        if (!names.add(name)) {
            say(at + ".name", "the name " + name + " is there twice");
        }
        if (!beside && !at.contains("toolResult")) {
            say(at, "a text block is wanted beside a document");
        }
    }

    private void result(JsonNode result, String at) {
        called = true;
        only(result, at, Set.of("toolUseId", "content", "status"));
        word(result, "toolUseId", at);
        JsonNode content = result.path("content");
        if (content.isEmpty()) {
            say(at + ".content", "the content field is empty");
        }
        for (int i = 0; i < content.size(); i++) {
            String here = at + ".content." + i;
            if (one(content.get(i), here, Set.of("text", "json", "image", "document"))) {
                block(content.get(i), here, i == 0, true);
            }
        }
    }

    private void thought(JsonNode thought, String at) {
        if (!one(thought, at, Set.of("reasoningText", "redactedContent"))) {
            return;
        }
        only(thought.path("reasoningText"), at + ".reasoningText", Set.of("text", "signature"));
        if (thought.has("redactedContent")) {
            blob(thought.path("redactedContent"), at + ".redactedContent");
        } else if (Models.isClaude(model) && !thought.path("reasoningText").has("signature")) {
            say(at + ".reasoningText.signature", "Field required");
        }
    }

    private void tools(JsonNode config) {
        only(config, "toolConfig", Set.of("tools", "toolChoice"));
        if (config.isObject() && config.path("tools").isEmpty()) {
            say("toolConfig.tools", "at least one is wanted");
        }
        for (int i = 0; i < config.path("tools").size(); i++) {
            JsonNode tool = config.path("tools").get(i);
            String at = "toolConfig.tools." + i;
            if (!one(tool, at, Set.of("toolSpec", "cachePoint"))) {
                continue;
            }
            if (tool.has("cachePoint")) {
                block(tool, at, i == 0, false);
                continue;
            }
            JsonNode spec = tool.path("toolSpec");
            only(spec, at + ".toolSpec", Set.of("name", "description", "inputSchema", "strict"));
            word(spec, "name", at);
            if (!Json.text(spec.path("inputSchema").path("json"), "type").equals("object")) {
                say(at + ".toolSpec.inputSchema.json.type", "must be object");
            }
            if (spec.has("description") && Json.text(spec, "description").isEmpty()) {
                say(at + ".toolSpec.description", "is empty");
            }
        }
        if (config.has("toolChoice")) {
            one(config.path("toolChoice"), "toolConfig.toolChoice", Set.of("auto", "any", "tool"));
        }
    }

    private void inference(JsonNode inference) {
        only(inference, "inferenceConfig", Set.of("maxTokens", "temperature", "topP", "stopSequences"));
        if (inference.has("maxTokens")
                && (!inference.path("maxTokens").isIntegralNumber()
                        || inference.path("maxTokens").longValue(0) < 1)) {
            say("inferenceConfig.maxTokens", "a whole number from 1 is wanted");
        }
        Stream.of("temperature", "topP").filter(inference::has).forEach(name -> {
            double value = inference.path(name).doubleValue(-1);
            if (value < 0 || value > 1) {
                say("inferenceConfig." + name, "a number from 0 to 1 is wanted");
            }
        });
    }

    /// Each family of models has its own words; another's are refused.
    private void additional(JsonNode fields) {
        Set<String> known = Models.isClaude(model)
                ? Set.of("thinking", "top_k", "anthropic_beta", "output_config")
                : model.contains("nova-2-")
                        ? Set.of("inferenceConfig", "reasoningConfig")
                        : model.contains("nova-")
                                ? Set.of("inferenceConfig")
                                : model.contains("gpt-oss") ? Set.of("reasoning_effort") : Set.of();
        only(fields, "additionalModelRequestFields", known);
    }

    private void output(JsonNode output) {
        only(output, "outputConfig", Set.of("textFormat", "effort"));
        JsonNode format = output.path("textFormat");
        if (format.isObject()
                && !format.path("structure").path("jsonSchema").path("schema").isString()) {
            say("outputConfig.textFormat.structure.jsonSchema.schema", "a string is wanted");
        }
        if (!Models.isClaude(model) && !output.isEmpty()) {
            say("outputConfig", "is not supported by this model");
        }
    }

    private void metadata(JsonNode metadata) {
        if (metadata.size() > 16) {
            say("requestMetadata", "at most 16 pairs are permitted");
        }
        metadata.propertyStream().forEach(one -> {
            if (!METADATA.matcher(one.getKey()).matches()
                    || !METADATA.matcher(one.getValue().stringValue("")).matches()) {
                say("requestMetadata." + one.getKey(), "holds what is not permitted");
            }
        });
    }
}
