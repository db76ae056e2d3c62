package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Family;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.chat.Usage.On;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.json.JsonNumbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The Messages API of Anthropic.
///
/// Its streams name every event, count input tokens at the start and output tokens cumulatively at the end, and count
/// cached input apart from other input.
public final class AnthropicMessages implements WireFormat, Language {

    public static final AnthropicMessages FORMAT = new AnthropicMessages();

    private static final Set<String> MEMBERS = Set.of(
            "model",
            "max_tokens",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "output_format",
            "stop_sequences",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "cache_control",
            "metadata",
            "service_tier",
            "speed",
            "inference_geo",
            "container",
            "diagnostics",
            "context_management",
            "mcp_servers",
            "compaction",
            "fallbacks",
            "fallback_credit_token",
            "thread",
            "billing_policy",
            "anthropic_version",
            "anthropic_beta");

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String SPEED = "speed";
    private static final String GEO = "inference_geo";
    private static final String SEARCHES = "server_tool_use.web_search_requests";

    private AnthropicMessages() {}

    @Override
    public String name() {
        return "anthropic-messages";
    }

    @Override
    public Set<String> members() {
        return MEMBERS;
    }

    @Override
    public ErrorWords words() {
        return ErrorWords.ANTHROPIC;
    }

    @Override
    public HttpResponse refusal(Problem problem, String requestId) {
        return Refusals.json(
                problem.kind().status(), error(type(problem.kind().family()), problem, requestId), problem, requestId);
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
        return new JsonNumbers("usage").noting("usage." + SPEED, "usage." + GEO);
    }

    @Override
    public Usage usage(Map<String, Long> numbers) {
        return Iterations.with(own(numbers), numbers);
    }

    /// Its `service_tier` is about capacity that was bought ahead, and has no price of its own.
    @Override
    public On on(Map<String, String> words) {
        return new On(words.getOrDefault(SPEED, ""), words.getOrDefault(GEO, ""));
    }

    /// Without what was done beside the answer.
    static Usage own(Map<String, Long> numbers) {
        long written = numbers.getOrDefault("cache_creation_input_tokens", 0L);
        long hour = numbers.getOrDefault("cache_creation.ephemeral_1h_input_tokens", 0L);
        return new Usage(
                numbers.getOrDefault("input_tokens", 0L),
                numbers.getOrDefault("cache_read_input_tokens", 0L),
                new CacheWrite(Math.max(0, written - hour), 0, hour, 0),
                numbers.getOrDefault("output_tokens", 0L),
                numbers.getOrDefault("output_tokens_details.thinking_tokens", 0L),
                numbers.getOrDefault(SEARCHES, 0L));
    }

    private static ObjectNode error(String type, Problem problem, String requestId) {
        ObjectNode body = JSON.createObjectNode().put("type", "error");
        body.putObject("error")
                .put("type", type)
                .put("message", problem.detail())
                .putObject("details")
                .put("error_code", problem.kind().code());
        return body.put("request_id", requestId);
    }

    private static String type(Family family) {
        return switch (family) {
            case INVALID, METHOD_NOT_ALLOWED -> "invalid_request_error";
            case AUTHENTICATION -> "authentication_error";
            case PERMISSION, MODEL_NOT_ALLOWED -> "permission_error";
            case MODEL_UNKNOWN, NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMIT -> "rate_limit_error";
            case BILLING -> "billing_error";
            case POLICY -> "policy_blocked";
            case OVERLOADED -> "overloaded_error";
            case TIMEOUT -> "timeout_error";
            case NOT_SUPPORTED -> "not_supported";
            case UPSTREAM, INTERNAL -> "api_error";
        };
    }

    @Override
    public boolean keepsSignedThoughts() {
        return true;
    }

    @Override
    public boolean signsThoughts(ChatRequest request) {
        return ClaudeThinking.happens(request);
    }

    @Override
    public ChatRequest decode(JsonNode request, Losses losses) {
        return MessagesRequestDecoder.decode(request, losses);
    }

    @Override
    public ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return MessagesRequestEncoder.encode(request, words, losses);
    }

    @Override
    public StreamDecoder decoder(ToolWords words) {
        return new JsonStream(new MessagesStreamDecoder(words));
    }

    @Override
    public StreamEncoder encoder(Telling telling) {
        return new MessagesStreamEncoder("msg_" + telling.id(), telling.model());
    }

    @Override
    public void decodeWhole(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        MessagesAnswer.decode(answer, words, out);
    }

    @Override
    public ObjectNode encodeWhole(Telling telling, List<ChatEvent> events) {
        return MessagesAnswer.encode("msg_" + telling.id(), telling.model(), events);
    }

    /// `message_start` brings the input, `message_delta` the output so far; what is said later replaces what was said
    /// before.
    private static final class Watch implements StreamWatch {

        private static final SaidBytes SAID = new SaidBytes("text", "thinking", "partial_json");

        /// What a block begins with in which the provider calls a tool of its own.
        private static final ByteSearch OWN_TOOL = new ByteSearch("\"server_tool_use\"");

        private static final ByteSearch WEB_SEARCH = new ByteSearch("\"web_search\"");

        private final Map<String, Long> numbers = new HashMap<>();
        private final Map<String, String> words = new HashMap<>();
        private long searches;
        private boolean counted;
        private boolean ended;
        private long said;

        @Override
        public void saw(Frame frame) {
            switch (frame.event()) {
                case "message_start" ->
                    read(
                            new JsonNumbers("message.usage").noting("message.usage." + SPEED, "message.usage." + GEO),
                            frame);
                case "message_delta" -> {
                    JsonNumbers last = FORMAT.usageNumbers();
                    read(last, frame);
                    counted |= !last.found().isEmpty();
                }
                case "content_block_start" -> searches += searches(frame) ? 1 : 0;
                case "content_block_delta" -> said += SAID.in(frame.data());
                case "message_stop", "error" -> ended = true;
                default -> {}
            }
        }

        private void read(JsonNumbers how, Frame frame) {
            numbers.putAll(how.in(frame.data()));
            words.putAll(how.words());
        }

        private static boolean searches(Frame frame) {
            return OWN_TOOL.in(frame.data()) && WEB_SEARCH.in(frame.data());
        }

        /// Searches are counted in the end, if at all; else they are those that began.
        @Override
        public Usage usage() {
            Usage usage = FORMAT.usage(numbers).on(FORMAT.on(words));
            return numbers.containsKey(SEARCHES) ? usage : usage.withSearches(searches);
        }

        @Override
        public boolean counted() {
            return counted;
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
            return frame.event().equals("content_block_start") || frame.event().equals("content_block_delta");
        }

        @Override
        public boolean isFailure(Frame frame) {
            return frame.event().equals("error");
        }

        /// After `api_error` Claude Code asks once more without streaming; after `overloaded_error` it asks for a
        /// stream again, which is what a broken stream calls for.
        @Override
        public byte[] failure(Problem problem, String requestId) {
            Family family = problem.kind().family();
            boolean again = family == Family.UPSTREAM || family == Family.TIMEOUT;
            ObjectNode error = error(again ? "overloaded_error" : type(family), problem, requestId);
            return ("event: error\ndata: " + JSON.writeValueAsString(error) + "\n\n").getBytes(UTF_8);
        }
    }
}
