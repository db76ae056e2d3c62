package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.json.JsonNumbers;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// The Gemini API of Google, on AI Studio and on Vertex AI.
///
/// Each frame of a stream is a whole answer with a part of the content; the usage on it is cumulative, so the last one
/// holds. A stream has no frame that says that it is complete: it is once each candidate has said why it finished, or
/// the prompt was blocked. Input counts include what was cached; thoughts are not among the candidates' tokens.
public final class Gemini implements WireFormat {

    public static final Gemini FORMAT = new Gemini();

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

    @Override
    public StreamWatch watch() {
        return new Watch();
    }

    @Override
    public String usagePath() {
        return "usageMetadata";
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
                thoughts);
    }

    private static final class Watch implements StreamWatch {

        private final Set<Integer> begun = new HashSet<>();
        private final Set<Integer> finished = new HashSet<>();
        private Map<String, Long> numbers = Map.of();
        private boolean stopped;

        @Override
        public void saw(Frame frame) {
            Map<String, Long> counted = JsonNumbers.of("usageMetadata", frame.data());
            numbers = counted.isEmpty() ? numbers : counted;
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
            return FORMAT.usage(numbers);
        }

        @Override
        public boolean metered() {
            return !numbers.isEmpty();
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
