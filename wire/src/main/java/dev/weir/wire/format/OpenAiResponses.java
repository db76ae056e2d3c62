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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The Responses API of OpenAI.
///
/// Its streams number their events and end with the whole response, usage included, in an event that says how it went.
public final class OpenAiResponses implements WireFormat, Language {

    public static final OpenAiResponses FORMAT = new OpenAiResponses();

    private static final Set<String> MEMBERS = Set.of(
            "input",
            "instructions",
            "model",
            "max_output_tokens",
            "max_tool_calls",
            "temperature",
            "top_p",
            "top_logprobs",
            "reasoning",
            "text",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "store",
            "previous_response_id",
            "conversation",
            "include",
            "background",
            "stream",
            "stream_options",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "service_tier",
            "context_management",
            "metadata",
            "safety_identifier",
            "user",
            "moderation",
            "truncation",
            "image",
            "access_programs");

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String TIER = "service_tier";

    /// What an item of the output is that stands for a search.
    private static final String SEARCH = "web_search_call";

    /// What else it does for a model and takes money for.
    private static final List<String> OTHERS =
            List.of("file_search_call", "code_interpreter_call", "image_generation_call");

    private static final Set<String> CALLS =
            Stream.concat(Stream.of(SEARCH), OTHERS.stream()).collect(Collectors.toUnmodifiableSet());

    /// With these they begin in a stream.
    private static final Set<String> OTHERS_BEGIN =
            OTHERS.stream().map("response.%s.in_progress"::formatted).collect(Collectors.toUnmodifiableSet());

    private OpenAiResponses() {}

    @Override
    public String name() {
        return "openai-responses";
    }

    @Override
    public Set<String> members() {
        return MEMBERS;
    }

    /// Codex tries six times after a 403 or 404 and stops at once after a 400.
    @Override
    public ErrorWords words() {
        return ErrorWords.OPENAI;
    }

    @Override
    public HttpResponse refusal(Problem problem, String requestId) {
        Family family = problem.kind().family();
        boolean model = family == Family.MODEL_UNKNOWN || family == Family.MODEL_NOT_ALLOWED;
        HttpResponse answer = Refusals.json(model ? 400 : problem.kind().status(), error(problem), problem, requestId);
        return family == Family.BILLING
                ? answer.with("x-codex-promo-message", problem.detail().replaceAll("[^ -~]", "?"))
                : answer;
    }

    /// To Codex `usage_limit_reached` is what it does not ask again after, and what it shows a text of ours with;
    /// `insufficient_quota` it stops at, too, but shows a text of its own.
    private static ObjectNode error(Problem problem) {
        ObjectNode body = OpenAiErrors.error(problem);
        if (problem.kind().family() == Family.BILLING) {
            body.withObject("error").put("type", "usage_limit_reached");
        }
        return body;
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
        return new JsonNumbers("usage", "tool_usage").noting(TIER).tallying(CALLS);
    }

    @Override
    public boolean counts(Map<String, Long> numbers) {
        return numbers.containsKey("output_tokens");
    }

    /// Where it does not say how often it searched, the searches are in the output.
    @Override
    public Usage usage(Map<String, Long> numbers) {
        long read = numbers.getOrDefault("input_tokens_details.cached_tokens", 0L);
        long written = numbers.getOrDefault("input_tokens_details.cache_write_tokens", 0L);
        long hours12 = numbers.getOrDefault("input_tokens_details.cache_write_tokens_details.ttl_12h_tokens", 0L);
        long others = 0;
        for (String call : OTHERS) {
            others += numbers.getOrDefault(call, 0L);
        }
        return new Usage(
                        Math.max(0, numbers.getOrDefault("input_tokens", 0L) - read - written),
                        read,
                        new CacheWrite(0, Math.max(0, written - hours12), 0, hours12),
                        numbers.getOrDefault("output_tokens", 0L),
                        numbers.getOrDefault("output_tokens_details.reasoning_tokens", 0L),
                        numbers.getOrDefault("web_search.num_requests", numbers.getOrDefault(SEARCH, 0L)))
                .withOthers(others);
    }

    @Override
    public On on(Map<String, String> words) {
        return new On(words.getOrDefault(TIER, ""), "");
    }

    /// The event with which a stream fails.
    ///
    /// @param number of events that were before it
    static byte[] failure(Problem problem, String requestId, int number) {
        ObjectNode event =
                JSON.createObjectNode().put("type", "response.failed").put("sequence_number", number);
        ObjectNode response = event.putObject("response")
                .put("id", "resp_" + requestId)
                .put("object", "response")
                .put("status", "failed");
        response.putObject("error")
                .put("code", code(problem))
                .put("message", problem.detail())
                .put("weir_code", problem.kind().code());
        response.putArray("output");
        response.putNull("usage");
        return ("event: response.failed\ndata: " + JSON.writeValueAsString(event) + "\n\n").getBytes(UTF_8);
    }

    private static String code(Problem problem) {
        return problem.kind().family() == Family.RATE_LIMIT ? "rate_limit_exceeded" : "server_error";
    }

    @Override
    public boolean keepsSignedThoughts() {
        return true;
    }

    @Override
    public boolean signsThoughts(ChatRequest request) {
        return ResponsesRequestEncoder.reasons(request);
    }

    @Override
    public ChatRequest decode(JsonNode request, Losses losses) {
        return ResponsesRequestDecoder.decode(request, losses);
    }

    @Override
    public ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return ResponsesRequestEncoder.encode(request, words, losses);
    }

    @Override
    public StreamDecoder decoder(ToolWords words) {
        return new JsonStream(new ResponsesStreamDecoder(words));
    }

    @Override
    public StreamEncoder encoder(Telling telling) {
        return new ResponsesStreamEncoder(telling.id(), telling.model(), telling.created());
    }

    @Override
    public void decodeWhole(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        new ResponsesStreamDecoder(words).whole(answer, out);
    }

    @Override
    public ObjectNode encodeWhole(Telling telling, List<ChatEvent> events) {
        var encoder = new ResponsesStreamEncoder(telling.id(), telling.model(), telling.created());
        events.forEach(encoder::encode);
        return encoder.response();
    }

    private static final class Watch implements StreamWatch {

        private static final SaidBytes SAID = new SaidBytes("delta");

        private Usage usage = Usage.NONE;
        private boolean metered;
        private boolean ended;
        private int events;
        private long searches;
        private long others;
        private long said;

        @Override
        public void saw(Frame frame) {
            events++;
            switch (frame.event()) {
                case "response.completed", "response.incomplete", "response.failed" -> {
                    var read = new JsonNumbers("response.usage", "response.tool_usage")
                            .noting("response." + TIER)
                            .tallying(CALLS);
                    if (FORMAT.counts(read.in(frame.data()))) {
                        usage = FORMAT.usage(read);
                        metered = true;
                    }
                    ended = true;
                }
                case "error" -> ended = true;
                case "response.web_search_call.searching" -> searches++;
                default -> {
                    others += OTHERS_BEGIN.contains(frame.event()) ? 1 : 0;
                    said += frame.event().endsWith(".delta") ? SAID.in(frame.data()) : 0;
                }
            }
        }

        /// Searches are counted in the end, if at all; else they are those that there were.
        @Override
        public Usage usage() {
            Usage all = usage.withOthers(Math.max(usage.others(), others));
            return all.searches() > 0 ? all : all.withSearches(searches);
        }

        @Override
        public boolean counted() {
            return metered;
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
            return switch (frame.event()) {
                case "response.created", "response.queued", "response.in_progress", "keepalive" -> false;
                default -> true;
            };
        }

        @Override
        public boolean isFailure(Frame frame) {
            return frame.event().equals("error") || frame.event().equals("response.failed");
        }

        @Override
        public byte[] failure(Problem problem, String requestId) {
            return OpenAiResponses.failure(problem, requestId, events);
        }
    }
}
