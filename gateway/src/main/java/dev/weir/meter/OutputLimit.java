package dev.weir.meter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.BedrockConverse;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.OpenAiResponses;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.RequestShape.Member;
import dev.weir.wire.json.Splice;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How much a request lets the model say, and where it says so.
public final class OutputLimit {

    /// A member that holds the limit, at the top level or in an object there.
    ///
    /// @param object empty for the top level
    private record Spot(String object, String name) {}

    /// Of what a format calls it.
    ///
    /// @param limits all members that can hold it, the usual one first
    /// @param choices the members that can say how many answers are wanted
    /// @param thinking where the budget of the thoughts stands: a top-level member, and names inside it
    private record Words(List<Spot> limits, List<Spot> choices, List<List<String>> thinking) {}

    private static final Words NONE = new Words(List.of(), List.of(), List.of());

    private static final Words CHAT = new Words(
            List.of(new Spot("", "max_completion_tokens"), new Spot("", "max_tokens")),
            List.of(new Spot("", "n")),
            List.of(List.of("thinking", "budget_tokens")));

    private static final Words RESPONSES = new Words(List.of(new Spot("", "max_output_tokens")), List.of(), List.of());

    private static final Words MESSAGES =
            new Words(List.of(new Spot("", "max_tokens")), List.of(), List.of(List.of("thinking", "budget_tokens")));

    private static final Words CONVERSE = new Words(
            List.of(new Spot("inferenceConfig", "maxTokens")),
            List.of(),
            List.of(
                    List.of("additionalModelRequestFields", "thinking", "budget_tokens"),
                    List.of("additionalModelRequestFields", "reasoning_config", "budget_tokens")));

    private static final Words GEMINI = new Words(
            List.of(
                    new Spot("generationConfig", "maxOutputTokens"),
                    new Spot("generationConfig", "max_output_tokens"),
                    new Spot("generation_config", "max_output_tokens"),
                    new Spot("generation_config", "maxOutputTokens")),
            List.of(
                    new Spot("generationConfig", "candidateCount"),
                    new Spot("generationConfig", "candidate_count"),
                    new Spot("generation_config", "candidate_count"),
                    new Spot("generation_config", "candidateCount")),
            List.of(
                    List.of("generationConfig", "thinkingConfig", "thinkingBudget"),
                    List.of("generation_config", "thinking_config", "thinking_budget")));

    private final RequestShape request;
    private final Words words;

    private OutputLimit(RequestShape request, Words words) {
        this.request = request;
        this.words = words;
    }

    /// @param format the format of the request
    public static OutputLimit of(RequestShape request, WireFormat format) {
        return new OutputLimit(request, words(format));
    }

    private static Words words(WireFormat format) {
        if (format == OpenAiChat.FORMAT) {
            return CHAT;
        } else if (format == OpenAiResponses.FORMAT) {
            return RESPONSES;
        } else if (format == AnthropicMessages.FORMAT) {
            return MESSAGES;
        } else if (format == BedrockConverse.FORMAT) {
            return CONVERSE;
        } else {
            return format == Gemini.FORMAT ? GEMINI : NONE;
        }
    }

    /// The limit of one answer, if the request has one that can be read; the largest, if it has several.
    public OptionalLong tokens() {
        return largest(words.limits(), 0);
    }

    /// How many answers are wanted.
    public long choices() {
        return largest(words.choices(), 1).orElse(1);
    }

    /// The largest number of those that are there and not too small to be meant.
    private OptionalLong largest(List<Spot> spots, long least) {
        OptionalLong largest = OptionalLong.empty();
        for (Spot spot : spots) {
            OptionalLong number = number(spot);
            if (number.isPresent() && number.getAsLong() >= Math.max(least, largest.orElse(least))) {
                largest = number;
            }
        }
        return largest;
    }

    /// What may be said at most, all choices together.
    ///
    /// @param mostOutput what the model says at most
    public long most(long mostOutput) {
        return NanoUsd.times(tokens().orElse(mostOutput), choices());
    }

    /// How many tokens the model is told that it may think; a limit has to be more than that.
    public OptionalLong thinking() {
        return words.thinking().stream()
                .flatMapToLong(path -> budget(path).stream())
                .max();
    }

    /// Whether the limit of such a request can be lowered at all.
    public boolean canBeLowered() {
        return !words.limits().isEmpty();
    }

    /// The body with another limit for each answer, wherever one stands, or where one would.
    public byte[] lowered(long tokens) {
        if (words.limits().isEmpty()) {
            return request.body();
        }
        var edits = new Splice(request);
        List<Spot> there = words.limits().stream().filter(this::isThere).toList();
        for (Spot spot : there.isEmpty() ? List.of(words.limits().getFirst()) : there) {
            if (spot.object().isEmpty()) {
                edits.value(spot.name(), Long.toString(tokens));
            } else {
                edits.value(spot.object(), spot.name(), Long.toString(tokens));
            }
        }
        return edits.apply();
    }

    private boolean isThere(Spot spot) {
        return spot.object().isEmpty()
                ? request.member(spot.name()).isPresent()
                : request.member(spot.object(), spot.name()).isPresent();
    }

    private OptionalLong number(Spot spot) {
        return spot.object().isEmpty() ? request.number(spot.name()) : request.number(spot.object(), spot.name());
    }

    private OptionalLong budget(List<String> path) {
        var outer = request.member(path.getFirst());
        if (outer.isEmpty()) {
            return OptionalLong.empty();
        }
        Member member = outer.get();
        JsonNode node = JsonMapper.shared()
                .readTree(new String(request.body(), member.from(), member.to() - member.from(), UTF_8));
        for (String name : path.subList(1, path.size())) {
            node = node.path(name);
        }
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }
}
