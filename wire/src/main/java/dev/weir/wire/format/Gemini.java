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
import dev.weir.wire.frame.Frame;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.json.JsonNumbers;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The Gemini API of Google, on AI Studio and on Vertex AI.
///
/// Each frame of a stream is a whole answer with a part of the content; the usage on it is cumulative, so the last one
/// holds. A stream has no frame that says that it is complete: it is once each candidate has said why it finished, or
/// the prompt was blocked. Input counts include what was cached; thoughts are not among the candidates' tokens.
public final class Gemini implements WireFormat, Language {

    public static final Gemini FORMAT = new Gemini();

    /// What every thought signature begins with that holds the seals of another provider.
    public static final String FOREIGN_SIGNATURE =
            Base64.getEncoder().encodeToString(GeminiSeal.FOREIGN.getBytes(UTF_8));

    /// Stands for the signature of a call whose thoughts are lost.
    public static final String NO_SIGNATURE = GeminiSeal.SKIP;

    private static final String USAGE = "usageMetadata";

    /// What Google searched for, for the model.
    private static final String QUERIES = "webSearchQueries";

    private static final JsonMapper JSON = JsonMapper.shared();

    private Gemini() {}

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public ErrorWords words() {
        return ErrorWords.GOOGLE;
    }

    @Override
    public HttpResponse refusal(Problem problem, String requestId) {
        return Refusals.json(problem.kind().status(), GoogleErrors.error(problem, requestId), problem, requestId);
    }

    /// A piece with no text. Google's SDK for JavaScript finds nothing more behind a comment.
    @Override
    public byte[] heartbeat() {
        ObjectNode piece = GeminiAnswer.answer(List.of(GeminiParts.text("")), "", "");
        piece.remove(List.of("responseId", "modelVersion"));
        return GeminiStreamEncoder.frame(piece);
    }

    @Override
    public StreamWatch watch() {
        return new Watch();
    }

    @Override
    public JsonNumbers usageNumbers() {
        return JsonNumbers.counting(QUERIES, USAGE);
    }

    @Override
    public boolean counts(Map<String, Long> numbers) {
        return numbers.keySet().stream().anyMatch(name -> !name.equals(QUERIES));
    }

    @Override
    public Usage usage(Map<String, Long> numbers) {
        long cached = numbers.getOrDefault("cachedContentTokenCount", 0L);
        long prompt =
                numbers.getOrDefault("promptTokenCount", 0L) + numbers.getOrDefault("toolUsePromptTokenCount", 0L);
        long thoughts = numbers.getOrDefault("thoughtsTokenCount", 0L);
        return new Usage(
                        Math.max(0, prompt - cached),
                        cached,
                        CacheWrite.NONE,
                        numbers.getOrDefault("candidatesTokenCount", 0L) + thoughts,
                        thoughts,
                        numbers.getOrDefault(QUERIES, 0L))
                .withAudio(
                        audio(numbers, "promptTokensDetails") + audio(numbers, "toolUsePromptTokensDetails"),
                        audio(numbers, "cacheTokensDetails"),
                        audio(numbers, "candidatesTokensDetails"));
    }

    /// What a list of counts by modality has of sound.
    private static long audio(Map<String, Long> numbers, String details) {
        return numbers.getOrDefault(details + ".AUDIO.tokenCount", 0L);
    }

    @Override
    public Optional<Language> language() {
        return Optional.of(this);
    }

    @Override
    public boolean keepsSignedThoughts() {
        return true;
    }

    @Override
    public boolean signsThoughts(ChatRequest request) {
        return GeminiRequestEncoder.signs(request);
    }

    /// The model and whether the answer streams are in the path, and missing here.
    @Override
    public ChatRequest decode(JsonNode request, Losses losses) {
        return GeminiRequestDecoder.decode(request, losses);
    }

    @Override
    public ObjectNode encode(ChatRequest request, ToolWords words, Losses losses) {
        return GeminiRequestEncoder.encode(request, words, losses);
    }

    @Override
    public StreamDecoder decoder(ToolWords words) {
        return new JsonStream(new GeminiStreamDecoder(words));
    }

    @Override
    public StreamEncoder encoder(Telling telling) {
        return new GeminiStreamEncoder(telling.id(), telling.model());
    }

    @Override
    public void decodeWhole(JsonNode answer, ToolWords words, Consumer<? super ChatEvent> out) {
        var stream = new JsonStream(new GeminiStreamDecoder(words));
        stream.read("", answer, out);
        stream.end(out);
    }

    @Override
    public ObjectNode encodeWhole(Telling telling, List<ChatEvent> events) {
        return GeminiAnswer.encode(telling.id(), telling.model(), events);
    }

    private static final class Watch implements StreamWatch {

        private static final SaidBytes SAID = new SaidBytes("text", "args");

        private final Set<Integer> begun = new HashSet<>();
        private final Set<Integer> finished = new HashSet<>();
        private Map<String, Long> numbers = Map.of();
        private boolean stopped;
        private long searches;
        private long said;

        @Override
        public void saw(Frame frame) {
            Map<String, Long> counted = FORMAT.usageNumbers().in(frame.data());
            searches = Math.max(searches, counted.getOrDefault(QUERIES, 0L));
            numbers = FORMAT.counts(counted) ? counted : numbers;
            said += SAID.in(frame.data());
            try (JsonParser json = JSON.createParser(frame.data())) {
                json.nextToken();
                answer(json);
            } catch (JacksonException notJson) {
                // it goes on to the client as it is; nothing can be told from it
            }
        }

        private void answer(JsonParser json) {
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken token = json.nextToken();
                if (name.equals("candidates") && token == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        candidate(json);
                    }
                } else if (name.equals("promptFeedback") && token == JsonToken.START_OBJECT) {
                    feedback(json);
                } else {
                    stopped |= name.equals("error") && token == JsonToken.START_OBJECT;
                    json.skipChildren();
                }
            }
        }

        private void candidate(JsonParser json) {
            int index = 0;
            boolean ends = false;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken token = json.nextToken();
                if (name.equals("index") && token == JsonToken.VALUE_NUMBER_INT) {
                    index = json.getIntValue();
                } else if (name.equals("finishReason")) {
                    ends = token == JsonToken.VALUE_STRING;
                }
                json.skipChildren();
            }
            begun.add(index);
            if (ends) {
                finished.add(index);
            }
        }

        private void feedback(JsonParser json) {
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                stopped |= json.nextToken() == JsonToken.VALUE_STRING && name.equals("blockReason");
                json.skipChildren();
            }
        }

        @Override
        public Usage usage() {
            return FORMAT.usage(numbers).withSearches(searches);
        }

        @Override
        public boolean counted() {
            return ended() && !numbers.isEmpty();
        }

        @Override
        public long said() {
            return said;
        }

        @Override
        public boolean ended() {
            return stopped || (!begun.isEmpty() && finished.containsAll(begun));
        }

        @Override
        public boolean isContent(Frame frame) {
            return true; // there is nothing like a preamble
        }

        @Override
        public boolean isFailure(Frame frame) {
            return ErrorWords.read(Headers.NONE, frame.data())
                    .filter(told -> told.words() == ErrorWords.GOOGLE)
                    .isPresent();
        }

        @Override
        public byte[] failure(Problem problem, String requestId) {
            return ("data: " + JSON.writeValueAsString(GoogleErrors.error(problem, requestId)) + "\n\n")
                    .getBytes(UTF_8);
        }
    }
}
