package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Outcome.By;
import dev.weir.call.ResponseFilter.Verdict;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.StreamWatch;
import dev.weir.wire.format.WireFormat.Unasked;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.FrameCutter;
import dev.weir.wire.frame.SseReader;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// Hands a stream to a client who speaks the provider's own format: the bytes as they are, as soon as a frame is whole.
///
/// What it does between frames is its own: heartbeats, and the error event with which a broken stream ends. A stream
/// that stops without saying that it is complete is a broken one.
final class StreamRelay implements Relay {

    private static final byte[] EMPTY_LINE = "\n\n".getBytes(UTF_8);

    private final Dispatch dispatch;
    private final Headers head;
    private final StreamWatch watch;
    private final boolean stripsUsage;
    private final AnswerFilters filters;
    private final FrameCutter cutter;
    private final SseReader frames = new SseReader();
    private final Preamble preamble;
    private boolean over;

    StreamRelay(Dispatch dispatch, Headers head, StreamWatch watch, Unasked unasked) {
        this.dispatch = dispatch;
        this.head = head;
        this.watch = watch;
        this.stripsUsage = unasked == Unasked.USAGE_FRAME;
        this.filters = AnswerFilters.of(dispatch);
        this.cutter = new FrameCutter(dispatch.frameLimit());
        this.preamble = dispatch.preamble();
        if (!preamble.waits()) {
            dispatch.beginStream(head);
        }
    }

    @Override
    public void chunk(byte[] bytes) {
        byte[] whole = cutter.feed(bytes);
        if (cutter.overflown()) {
            broke(
                    By.PROVIDER,
                    new Problem(
                            Kind.UPSTREAM_PROTOCOL,
                            "one frame of the stream is longer than %d bytes".formatted(dispatch.frameLimit())));
        } else if (whole.length > 0 && preamble.waits()) {
            keep(whole);
        } else if (whole.length > 0) {
            forward(whole);
        }
    }

    /// Looks at frames before they leave. An error among the first ones is no answer.
    private void keep(byte[] whole) {
        boolean content = false;
        for (Frame frame : frames.feed(whole)) {
            watch.saw(frame);
            if (!content && watch.isFailure(frame)) {
                dispatch.fell(Failure.told(frame), watch.usage());
                return;
            }
            content |= watch.isContent(frame);
        }
        if (!preamble.keep(whole) || content) {
            letGo();
        }
    }

    @Override
    public void letGo() {
        if (preamble.waits()) {
            byte[] kept = preamble.release();
            dispatch.beginStream(head);
            pass(stripsUsage ? withoutUsage(kept) : kept);
        }
    }

    @Override
    public void ended() {
        byte[] rest = cutter.rest();
        boolean lastFrame = rest.length > 0 && endsStream(rest);
        if (!watch.ended()) {
            broke(
                    By.PROVIDER,
                    new Problem(Kind.UPSTREAM_RESET, "the provider's stream stopped before it was complete"));
            return;
        }
        letGo();
        if (over || (lastFrame && !pass(rest))) {
            return;
        }
        switch (filters.end()) {
            case Verdict.Stop(Problem problem) -> broke(By.FILTER, problem);
            case Verdict.Forward(byte[] kept) -> {
                over = true;
                dispatch.send(kept);
                dispatch.endClient();
                dispatch.served(watch.usage());
            }
        }
    }

    @Override
    public void broke(By by, Problem problem) {
        if (preamble.waits()) {
            if (by == By.PROVIDER && watch.ended()) {
                ended(); // it had said everything
            } else {
                dispatch.fell(by, problem, watch.usage());
            }
            return;
        }
        over = true;
        if (watch.ended() && by != By.FILTER) {
            dispatch.endClient(); // the client has the whole answer; how the connection ended is not its concern
            dispatch.served(watch.usage());
            return;
        }
        dispatch.send(watch.failure(problem, dispatch.callId()));
        dispatch.endClient();
        dispatch.broken(by, problem, watch.usage());
    }

    @Override
    public Usage usage() {
        return watch.usage();
    }

    @Override
    public boolean counted() {
        return watch.counted();
    }

    @Override
    public long said() {
        return watch.said();
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public boolean complete() {
        return watch.ended();
    }

    private void forward(byte[] whole) {
        if (stripsUsage) {
            List<Frame> read = frames.feed(whole);
            read.forEach(watch::saw);
            pass(read.stream().anyMatch(watch::isUsageOnly) ? withoutUsage(whole) : whole);
        } else if (pass(whole)) {
            frames.feed(whole)
                    .forEach(watch::saw); // after the bytes have left, so that counting costs the client nothing
        }
    }

    /// Sends what the filters let through.
    ///
    /// @return whether the stream goes on
    private boolean pass(byte[] bytes) {
        return switch (filters.piece(bytes)) {
            case Verdict.Forward(byte[] passed) -> {
                dispatch.send(passed);
                yield true;
            }
            case Verdict.Stop(Problem problem) -> {
                broke(By.FILTER, problem);
                yield false;
            }
        };
    }

    /// The same frames, each with its own bytes, but for those that hold nothing but the usage.
    private byte[] withoutUsage(byte[] whole) {
        var kept = new ByteArrayOutputStream(whole.length);
        for (byte[] frame : FrameCutter.frames(whole)) {
            if (new SseReader().feed(frame).stream().noneMatch(watch::isUsageOnly)) {
                kept.writeBytes(frame);
            }
        }
        return kept.toByteArray();
    }

    /// Whether these bytes, a last frame without its empty line, are how this stream says that it is complete.
    private boolean endsStream(byte[] rest) {
        frames.feed(rest).forEach(watch::saw);
        frames.feed(EMPTY_LINE).forEach(watch::saw);
        return watch.ended();
    }
}
