package dev.weir.simulator.format;

import dev.weir.simulator.seal.Conversation;
import dev.weir.simulator.seal.Seal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What the Messages API refuses.
final class AnthropicRules {

    private static final Set<String> VERSIONS = Set.of("2023-01-01", "2023-06-01", AnthropicRules.NEWEST);
    private static final String NEWEST = "2026-10-21";
    private static final int MOST_MARKS = 4;

    private final Seal seal;

    AnthropicRules(Seal seal) {
        this.seal = seal;
    }

    /// What is wrong with a request for a count.
    Optional<Refusal> count(Question question) {
        return version(question)
                .or(() -> question.body().path("messages").isArray()
                        ? Optional.empty()
                        : refuse("messages: Field required"))
                .or(() -> question.body().path("messages").isEmpty()
                        ? refuse("messages: at least one message is required")
                        : Optional.empty())
                .or(() -> question.headers().first("anthropic-version").equals(Optional.of(NEWEST))
                        ? newest(question.body())
                        : Optional.empty())
                .or(() -> marks(question.body()))
                .or(() -> seals(question));
    }

    /// What is wrong with a request for an answer.
    Optional<Refusal> message(Question question) {
        return limit(question.body().path("max_tokens"))
                .or(() -> count(question))
                .or(() -> thinking(question));
    }

    private static Optional<Refusal> version(Question question) {
        Optional<String> version = question.headers().first("anthropic-version");
        if (version.isEmpty()) {
            return refuse("anthropic-version: header is required");
        }
        return VERSIONS.contains(version.get())
                ? Optional.empty()
                : refuse("anthropic-version: \"" + version.get() + "\" is not a valid version");
    }

    private static Optional<Refusal> limit(JsonNode limit) {
        if (limit.isMissingNode() || limit.isNull()) {
            return refuse("max_tokens: Field required");
        }
        if (!limit.isIntegralNumber()) {
            return refuse("max_tokens: Input should be a valid integer");
        }
        return limit.longValue(0) < 0
                ? refuse("max_tokens: Input should be greater than or equal to 0")
                : Optional.empty();
    }

    private static Optional<Refusal> newest(JsonNode body) {
        for (String removed : List.of("temperature", "top_p", "top_k")) {
            if (body.has(removed)) {
                return refuse(removed + ": Extra inputs are not permitted");
            }
        }
        int at = 0;
        for (JsonNode message : body.path("messages")) {
            String role = Json.text(message, "role");
            int in = 0;
            for (JsonNode block : message.path("content").valueStream().toList()) {
                String path = "messages." + at + ".content." + in++;
                if (role.equals("assistant") && Json.text(block, "type").equals("document")) {
                    return refuse(path + ": `document` blocks are not permitted in an assistant message");
                }
                if (role.equals("user") && block.path("citations").size() > 0 && block.has("text")) {
                    return refuse(path + ".citations: Extra inputs are not permitted");
                }
            }
            at++;
        }
        return Optional.empty();
    }

    private static Optional<Refusal> marks(JsonNode body) {
        long marks = AnthropicPrompt.marks(body);
        return marks > MOST_MARKS
                ? refuse("A maximum of " + MOST_MARKS + " blocks with cache_control may be provided. Found " + marks
                        + ".")
                : Optional.empty();
    }

    private static Optional<Refusal> thinking(Question question) {
        JsonNode thinking = question.body().path("thinking");
        if (!Json.text(thinking, "type").equals("enabled")) {
            return Optional.empty();
        }
        long budget = thinking.path("budget_tokens").longValue(0);
        if (budget < 1024) {
            return refuse("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
        }
        boolean interleaved = question.headers().all("anthropic-beta").stream()
                .anyMatch(betas -> betas.contains("interleaved-thinking"));
        return !interleaved && budget >= question.body().path("max_tokens").longValue(0)
                ? refuse("`max_tokens` must be greater than `thinking.budget_tokens`.")
                : Optional.empty();
    }

    /// Every thought that comes back has to be one of ours, from this model and from this conversation.
    private Optional<Refusal> seals(Question question) {
        var conversation = new Conversation();
        int at = 0;
        for (JsonNode message : question.body().path("messages")) {
            int in = 0;
            for (JsonNode block : message.path("content").valueStream().toList()) {
                String type = Json.text(block, "type");
                boolean broken = switch (type) {
                    case "thinking" ->
                        !seal.holds(
                                Json.text(block, "signature"),
                                question.model(),
                                conversation.fingerprint(),
                                Json.text(block, "thinking"));
                    case "redacted_thinking" ->
                        !seal.holds(
                                Json.text(block, "data"),
                                question.model(),
                                conversation.fingerprint(),
                                AnthropicMessages.REDACTED);
                    default -> false;
                };
                if (broken) {
                    String member = type.equals("thinking") ? "signature" : "data";
                    return refuse("messages.%d.content.%d: Invalid `%s` in `%s` block".formatted(at, in, member, type));
                }
                in++;
            }
            AnthropicPrompt.tell(message, conversation);
            at++;
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(String message) {
        return Optional.of(Refusal.invalid(message));
    }
}
