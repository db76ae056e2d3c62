package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.On;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.json.JsonNumbers;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What JSON says in one vendor's words: how bodies, errors and streams look. One file per format; each is the only
/// place that knows its words.
public interface WireFormat {

    /// The name in logs, metrics and documents, for example `anthropic-messages`.
    String name();

    /// How it is translated, if it is.
    default Optional<Language> language() {
        return Optional.empty();
    }

    /// The members that its vendor defines for a request; empty where that is not known here.
    default Set<String> members() {
        return Set.of();
    }

    /// In whose words it tells errors.
    ErrorWords words();

    /// A refusal as the SDKs of this format understand it, with the headers that tell them whether to try again.
    HttpResponse refusal(Problem problem, String requestId);

    /// Marks in `edits` what has to be changed in a request that is otherwise passed on as it is, beyond the model.
    ///
    /// @return what of the answer the caller did not ask for
    default Unasked prepare(RequestShape request, Splice edits) {
        return Unasked.NOTHING;
    }

    /// What is taken out of an answer because we asked for it and the caller did not.
    enum Unasked {
        NOTHING,
        /// The frame that holds nothing but the usage.
        USAGE_FRAME
    }

    /// What tells those who wait for a stream that somebody is there: a comment, unless their SDKs cannot read one.
    default byte[] heartbeat() {
        return ": keepalive\n\n".getBytes(UTF_8);
    }

    /// A reader of one stream in this format, as it passes.
    StreamWatch watch();

    /// A reader of what an answer that is not streamed says of its usage.
    JsonNumbers usageNumbers();

    /// Whether the numbers that it found say how many tokens were used.
    default boolean counts(Map<String, Long> numbers) {
        return !numbers.isEmpty();
    }

    /// The usage from the numbers that it found.
    Usage usage(Map<String, Long> numbers);

    /// On which terms it was answered, from the texts that it noted.
    default On on(Map<String, String> words) {
        return On.UNSAID;
    }

    /// All that was read.
    default Usage usage(JsonNumbers read) {
        return usage(read.found()).on(on(read.words()));
    }

    /// The same of an answer that is a tree already.
    ///
    /// @param members in which it may say anything of it
    default Usage usage(JsonNode answer, String... members) {
        ObjectNode told = JsonMapper.shared().createObjectNode();
        for (String member : members) {
            told.set(member, answer.path(member));
        }
        JsonNumbers read = usageNumbers();
        read.feed(JsonMapper.shared().writeValueAsBytes(told));
        return usage(read);
    }
}
