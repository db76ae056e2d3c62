package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Outcome.By;
import dev.weir.call.ResponseFilter.Verdict;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.Unwrapping;
import dev.weir.wire.frame.FrameCutter;
import dev.weir.wire.frame.SseReader;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells an answer in the words of a caller who speaks another format than the provider. Each frame is told as soon as
/// it is whole; what the caller wants in one piece is told when the provider has said everything.
final class TranslatedRelay implements Relay {

    private static final int LONGEST_WHOLE = 64 * 1024 * 1024;

    private final Dispatch dispatch;
    private final Headers head;
    private final Translation translation;
    private final boolean fromStream;
    private final boolean toStream;
    private final AnswerFilters filters;
    private final FrameCutter cutter;
    private final SseReader frames = new SseReader();
    private final StreamDecoder decoder;
    private final StreamEncoder encoder;
    private final Consumer<ChatEvent> events;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream(0);
    private final List<ChatEvent> heard = new ArrayList<>();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private Usage usage = Usage.NONE;
    private Optional<Problem> failed = Optional.empty();
    private final Preamble preamble;
    private long bytes;
    private boolean content;
    private boolean finished;
    private boolean over;

    /// @param fromStream whether the provider's answer is one
    TranslatedRelay(Dispatch dispatch, Headers head, Translation translation, boolean fromStream) {
        this.dispatch = dispatch;
        this.head = head;
        this.translation = translation;
        this.fromStream = fromStream;
        this.toStream = translation.call().streams() || dispatch.clientBegun();
        this.filters = AnswerFilters.of(dispatch);
        this.cutter = new FrameCutter(dispatch.frameLimit());
        this.decoder = translation.provider().decoder(translation.words());
        this.encoder = translation.caller().encoder(translation.telling());
        this.events = new Unwrapping(
                translation.words(),
                dispatch.walk()
                        .place()
                        .tools()
                        .reasoning()
                        .wrapped(translation.caller(), translation.origin(), translation.conversation(), this::hear));
        this.preamble = dispatch.preamble();
        if (toStream && !preamble.waits()) {
            beginStream();
        }
    }

    private void beginStream() {
        dispatch.beginStream(
                head.toBuilder().set("content-type", "text/event-stream").build());
    }

    private void hear(ChatEvent event) {
        content |= isContent(event);
        switch (event) {
            case ChatEvent.Metered(Usage total) -> usage = total;
            case ChatEvent.Finished _ -> finished = true;
            case ChatEvent.TextDelta text -> bytes += text.text().getBytes(UTF_8).length;
            case ChatEvent.ArgumentsDelta arguments ->
                bytes += arguments.piece().getBytes(UTF_8).length;
            case ChatEvent.Failed(Problem problem) -> {
                failed = Optional.of(problem);
                return; // told with what it ends
            }
            default -> {}
        }
        if (toStream) {
            told.writeBytes(encoder.encode(event));
        } else {
            heard.add(event);
        }
    }

    @Override
    public void chunk(byte[] bytes) {
        if (!fromStream) {
            if (said.size() + bytes.length > LONGEST_WHOLE) {
                broke(By.PROVIDER, new Problem(Kind.UPSTREAM_PROTOCOL, "the provider's answer is longer than 64 MiB"));
            } else {
                said.writeBytes(bytes);
            }
            return;
        }
        byte[] whole = cutter.feed(bytes);
        if (cutter.overflown()) {
            broke(
                    By.PROVIDER,
                    new Problem(
                            Kind.UPSTREAM_PROTOCOL,
                            "one frame of the stream is longer than %d bytes".formatted(dispatch.frameLimit())));
            return;
        }
        frames.feed(whole).forEach(frame -> decoder.decode(frame, events));
        tell();
    }

    /// Sends what there is to say.
    private void tell() {
        byte[] bytes = told.toByteArray();
        told.reset();
        if (toStream && preamble.waits() && !over) {
            keep(bytes);
            return;
        }
        if (over || (bytes.length > 0 && !pass(filters.piece(bytes)))) {
            return;
        }
        failed.ifPresent(problem -> broke(By.PROVIDER, problem));
    }

    /// What comes before the first words waits; an error that comes instead of them is no answer.
    private void keep(byte[] bytes) {
        if (failed.isPresent() && !content) {
            over = true;
            dispatch.fell(Failure.told(failed.get()), usage);
        } else if (!preamble.keep(bytes) || content) {
            letGo();
        }
    }

    @Override
    public void letGo() {
        if (toStream && preamble.waits()) {
            beginStream();
            told.writeBytes(preamble.release());
            tell();
        }
    }

    private static boolean isContent(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Started _, ChatEvent.Metered _, ChatEvent.Waiting _, ChatEvent.Failed _ -> false;
            case ChatEvent.Opened _,
                    ChatEvent.TextDelta _,
                    ChatEvent.ArgumentsDelta _,
                    ChatEvent.Sealed _,
                    ChatEvent.Cited _,
                    ChatEvent.Closed _,
                    ChatEvent.Finished _ -> true;
        };
    }

    @Override
    public void ended() {
        if (fromStream) {
            frames.feed(cutter.rest()).forEach(frame -> decoder.decode(frame, events));
            frames.feed(new byte[] {'\n', '\n'}).forEach(frame -> decoder.decode(frame, events));
            decoder.end(events);
        } else {
            whole();
        }
        tell();
        if (!over) {
            tellEnd();
        }
    }

    private void whole() {
        switch (WholeAnswer.of(said.toByteArray())) {
            case WholeAnswer.Json(JsonNode answer) ->
                translation.provider().decodeWhole(answer, translation.words(), events);
            case WholeAnswer.None(Problem problem) -> failed = Optional.of(problem);
        }
    }

    private void tellEnd() {
        letGo();
        if (over) {
            return;
        }
        if (!toStream) {
            byte[] answer = JsonMapper.shared()
                    .writeValueAsBytes(translation.caller().encodeWhole(translation.telling(), heard));
            if (!pass(filters.piece(answer))) {
                return;
            }
        }
        if (pass(filters.end())) {
            over = true;
            dispatch.endClient();
            dispatch.served(usage);
        }
    }

    @Override
    public void broke(By by, Problem problem) {
        if (over) {
            return;
        }
        over = true;
        if (toStream ? preamble.waits() : !dispatch.clientBegun()) {
            dispatch.fell(by, problem, usage);
            return;
        }
        if (!toStream) {
            dispatch.cutClient();
        } else if (finished && by != By.FILTER) {
            dispatch.endClient(); // the client has the whole answer; how the connection ended is not its concern
            dispatch.served(usage);
            return;
        } else {
            dispatch.send(encoder.encode(new ChatEvent.Failed(problem)));
            dispatch.endClient();
        }
        dispatch.broken(by, problem, usage);
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public boolean counted() {
        return fromStream ? decoder.counted() : finished && !usage.equals(Usage.NONE);
    }

    @Override
    public long said() {
        return bytes;
    }

    @Override
    public boolean streams() {
        return fromStream;
    }

    @Override
    public boolean complete() {
        return finished && toStream;
    }

    /// @return whether the answer goes on
    private boolean pass(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Forward(byte[] bytes) -> {
                if (!toStream && !dispatch.clientBegun() && bytes.length > 0) {
                    dispatch.beginWhole(head.toBuilder()
                            .set("content-type", "application/json")
                            .build());
                }
                dispatch.send(bytes);
                yield true;
            }
            case Verdict.Stop(Problem problem) -> {
                broke(By.FILTER, problem);
                yield false;
            }
        };
    }
}
