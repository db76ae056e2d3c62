package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
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
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// The Chat Completions API of OpenAI, and of all who copied it.
///
/// Its streams tell the usage only to those who ask, in a frame without choices after the one that says why the answer
/// ended. We always ask, and keep that frame from a caller who did not.
public final class OpenAiChat implements WireFormat, Language {

    public static final OpenAiChat FORMAT = new OpenAiChat();

    private static final Set<String> MEMBERS = Set.of(
            "model",
            "messages",
            "audio",
            "frequency_penalty",
            "presence_penalty",
            "function_call",
            "functions",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "max_completion_tokens",
            "max_tokens",
            "metadata",
            "modalities",
            "moderation",
            "n",
            "parallel_tool_calls",
            "prediction",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "reasoning_effort",
            "response_format",
            "safety_identifier",
            "seed",
            "service_tier",
            "stop",
            "store",
            "stream",
            "stream_options",
            "temperature",
            "top_p",
            "tool_choice",
            "tools",
            "user",
            "verbosity",
            "web_search_options");

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String TIER = "service_tier";

    private OpenAiChat() {}

    @Override
    public String name() {
        return "openai-chat";
    }

    @Override
    public Set<String> members() {
        return MEMBERS;
    }

    @Override
    public ErrorWords words() {
        return ErrorWords.OPENAI;
    }

    @Override
    public HttpResponse refusal(Problem problem, String requestId) {
        return Refusals.json(problem.kind().status(), OpenAiErrors.error(problem), problem, requestId);
    }

    @Override
    public Unasked prepare(RequestShape request, Splice edits) {
        if (!request.streams() || request.isTrue("stream_options", "include_usage")) {
            return Unasked.NOTHING;
        }
        edits.value("stream_options", "include_usage", "true");
        return Unasked.USAGE_FRAME;
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
        return new JsonNumbers("usage").noting(TIER);
    }

    @Override
    public Usage usage(Map<String, Long> numbers) {
        long read = numbers.getOrDefault("prompt_tokens_details.cached_tokens", 0L);
        long written = numbers.getOrDefault("prompt_tokens_details.cache_write_tokens", 0L);
        return new Usage(
                        Math.max(0, numbers.getOrDefault("prompt_tokens", 0L) - read - written),
                        read,
                        new CacheWrite(0, written, 0, 0),
                        numbers.getOrDefault("completion_tokens", 0L),
                        numbers.getOrDefault("completion_tokens_details.reasoning_tokens", 0L))
                .withAudio(
                        numbers.getOrDefault("prompt_tokens_details.audio_tokens", 0L),
                        0,
                        numbers.getOrDefault("completion_tokens_details.audio_tokens", 0L));
    }

    @Override
    public On on(Map<String, String> words) {
        return new On(words.getOrDefault(TIER, ""), "");
    }

    @Override
    public boolean keepsSignedThoughts() {
        return false;
    }

    @Override
    public boolean signsThoughts(ChatRequest request) {
        return false;
    }

    @Override
    public ChatRequest decode(JsonNode request, Losses losses) {
        return ChatRequestDecoder.decode(request, losses);
    }

    @Override
    public ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return ChatRequestEncoder.encode(request, words, losses);
    }

    @Override
    public StreamDecoder decoder(ToolWords words) {
        return new JsonStream(new ChatStreamDecoder(words));
    }

    @Override
    public StreamEncoder encoder(Telling telling) {
        return new ChatStreamEncoder("chatcmpl-" + telling.id(), telling);
    }

    @Override
    public void decodeWhole(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        ChatAnswer.decode(answer, words, out);
    }

    @Override
    public ObjectNode encodeWhole(Telling telling, List<ChatEvent> events) {
        return ChatAnswer.encode("chatcmpl-" + telling.id(), telling, events);
    }

    private static final class Watch implements StreamWatch {

        private static final SaidBytes SAID =
                new SaidBytes("content", "reasoning_content", "reasoning", "refusal", "arguments");

        private static final ByteSearch USAGE = new ByteSearch("\"usage\"");
        private static final ByteSearch FINISH = new ByteSearch("\"finish_reason\"");
        private static final ByteSearch ERROR = new ByteSearch("\"error\"");

        private Usage usage = Usage.NONE;
        private boolean metered;
        private boolean ended;
        private long said;

        @Override
        public void saw(Frame frame) {
            if (isDone(frame)) {
                ended = true;
                return;
            }
            said += SAID.in(frame.data());
            if (USAGE.in(frame.data())) {
                JsonNumbers read = FORMAT.usageNumbers();
                if (!read.in(frame.data()).isEmpty()) {
                    usage = FORMAT.usage(read);
                    metered = true;
                }
            }
            // Some who copied the format leave out [DONE]; and an error ends a stream as well.
            if (FINISH.in(frame.data()) || ERROR.in(frame.data())) {
                JsonNode json = tree(frame);
                ended |= json.path("error").isObject()
                        || json.path("choices").path(0).path("finish_reason").isString();
            }
        }

        @Override
        public Usage usage() {
            return usage;
        }

        @Override
        public boolean counted() {
            return metered && ended;
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
            if (isDone(frame)) {
                return true;
            }
            JsonNode choice = tree(frame).path("choices").path(0);
            JsonNode delta = choice.path("delta");
            return !delta.path("content").stringValue("").isEmpty()
                    || delta.path("tool_calls").isArray()
                    || delta.path("refusal").isString()
                    || choice.path("finish_reason").isString();
        }

        @Override
        public boolean isFailure(Frame frame) {
            return ERROR.in(frame.data()) && tree(frame).path("error").isObject();
        }

        @Override
        public boolean isUsageOnly(Frame frame) {
            if (isDone(frame) || !USAGE.in(frame.data())) {
                return false;
            }
            JsonNode json = tree(frame);
            return json.path("choices").isArray()
                    && json.path("choices").isEmpty()
                    && json.path("usage").isObject();
        }

        @Override
        public byte[] failure(Problem problem, String requestId) {
            return ("data: " + JSON.writeValueAsString(OpenAiErrors.error(problem)) + "\n\n").getBytes(UTF_8);
        }

        /// What the frame says; nothing if it is not JSON, for it passes all the same.
        private static JsonNode tree(Frame frame) {
            try {
                return JSON.readTree(frame.data());
            } catch (JacksonException notJson) {
                return MissingNode.getInstance();
            }
        }

        private static boolean isDone(Frame frame) {
            return frame.data().length == 6 && new String(frame.data(), UTF_8).equals("[DONE]");
        }
    }
}
