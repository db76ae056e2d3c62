package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Family;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.chat.Usage.On;
import dev.weir.wire.frame.EventFrames;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.json.JsonNumbers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Converse and ConverseStream of Amazon Bedrock.
///
/// Its streams are messages of AWS; inside, each is a server-sent event of the same name
/// ([dev.weir.wire.frame.EventFrames]). They say why the answer stopped before they count its tokens, and cached input
/// is counted apart from other input.
public final class BedrockConverse implements WireFormat, Language {

    public static final BedrockConverse FORMAT = new BedrockConverse();

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

    private BedrockConverse() {}

    @Override
    public String name() {
        return "bedrock-converse";
    }

    @Override
    public Set<String> members() {
        return MEMBERS;
    }

    @Override
    public ErrorWords words() {
        return ErrorWords.AWS;
    }

    @Override
    public HttpResponse refusal(Problem problem, String requestId) {
        return AwsErrors.refusal(problem, requestId);
    }

    @Override
    public Optional<Language> language() {
        return Optional.of(this);
    }

    @Override
    public StreamWatch watch() {
        return new Watch();
    }

    @Override
    public JsonNumbers usageNumbers() {
        return new JsonNumbers("usage").noting("serviceTier.type");
    }

    /// What is written to a cache is told in all, and by how long it stays where that is not five minutes.
    @Override
    public Usage usage(Map<String, Long> numbers) {
        long hour = numbers.getOrDefault("cacheDetails.1h.inputTokens", 0L);
        long half = numbers.getOrDefault("cacheDetails.30m.inputTokens", 0L);
        long hours = numbers.getOrDefault("cacheDetails.12h.inputTokens", 0L);
        long written = numbers.getOrDefault("cacheWriteInputTokens", 0L);
        return new Usage(
                numbers.getOrDefault("inputTokens", 0L),
                numbers.getOrDefault("cacheReadInputTokens", 0L),
                new CacheWrite(Math.max(0, written - hour - half - hours), half, hour, hours),
                numbers.getOrDefault("outputTokens", 0L),
                0);
    }

    @Override
    public On on(Map<String, String> words) {
        return new On(words.getOrDefault("type", ""), "");
    }

    @Override
    public boolean keepsSignedThoughts() {
        return true;
    }

    @Override
    public boolean signsThoughts(ChatRequest request) {
        return ConverseRequestEncoder.signsThoughts(request);
    }

    @Override
    public ChatRequest decode(JsonNode request, Losses losses) {
        return ConverseRequestDecoder.decode(request, losses);
    }

    @Override
    public ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return ConverseRequestEncoder.encode(request, words, losses);
    }

    @Override
    public StreamDecoder decoder(ToolWords words) {
        return new JsonStream(new ConverseStreamDecoder(words));
    }

    @Override
    public StreamEncoder encoder(Telling telling) {
        return new ConverseStreamEncoder();
    }

    @Override
    public void decodeWhole(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        ConverseAnswer.decode(answer, words, out);
    }

    @Override
    public ObjectNode encodeWhole(Telling telling, List<ChatEvent> events) {
        return ConverseAnswer.encode(events);
    }

    /// What a stream that ends with an exception failed of.
    ///
    /// @param exception its name
    public static Problem failure(String exception, String detail) {
        return switch (exception) {
            case "throttlingException" ->
                new Problem(Kind.UPSTREAM_RATE_LIMITED, detail).retryAfter(Duration.ofSeconds(1));
            case "serviceUnavailableException" -> new Problem(Kind.UPSTREAM_OVERLOADED, detail);
            case "modelTimeoutException" -> new Problem(Kind.UPSTREAM_TIMEOUT, detail);
            case "validationException" -> new Problem(Kind.UPSTREAM_REFUSED, detail);
            default -> new Problem(Kind.UPSTREAM_ERROR, detail);
        };
    }

    /// Once it is said why the answer stopped, all of it has been told; the count may still come.
    private static final class Watch implements StreamWatch {

        private static final SaidBytes SAID = new SaidBytes("text", "input");

        private final Map<String, Long> numbers = new HashMap<>();
        private final Map<String, String> words = new HashMap<>();
        private boolean ended;
        private long said;

        @Override
        public void saw(Frame frame) {
            switch (frame.event()) {
                case "metadata" -> {
                    JsonNumbers read = FORMAT.usageNumbers();
                    numbers.putAll(read.in(frame.data()));
                    words.putAll(read.words());
                }
                case "messageStop" -> ended = true;
                case "contentBlockDelta" -> said += SAID.in(frame.data());
                default -> {}
            }
        }

        @Override
        public Usage usage() {
            return FORMAT.usage(numbers).on(FORMAT.on(words));
        }

        @Override
        public boolean counted() {
            return !numbers.isEmpty();
        }

        @Override
        public long said() {
            return said;
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public boolean isContent(Frame frame) {
            return frame.event().equals("contentBlockStart") || frame.event().equals("contentBlockDelta");
        }

        @Override
        public boolean isFailure(Frame frame) {
            return frame.event().endsWith("Exception");
        }

        @Override
        public byte[] failure(Problem problem, String requestId) {
            String name = exception(problem.kind().family());
            ObjectNode message = JsonMapper.shared().createObjectNode().put("message", problem.detail());
            return EventFrames.sse(name, JsonMapper.shared().writeValueAsBytes(message));
        }

        /// Streams know five exceptions only.
        private static String exception(Family family) {
            String name = AwsErrors.exception(family);
            return switch (name) {
                case "ValidationException",
                        "ThrottlingException",
                        "ServiceUnavailableException",
                        "InternalServerException" -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
                case "ServiceQuotaExceededException" -> "throttlingException";
                case "ModelTimeoutException" -> "modelStreamErrorException";
                default -> "validationException";
            };
        }
    }
}
