package dev.weir.bench;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.StopReason;
import dev.weir.wire.chat.StreamDecoder;
import dev.weir.wire.chat.StreamEncoder;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.Language.Telling;
import dev.weir.wire.format.ToolWords;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// One streamed token from a provider's bytes to a caller's: cut, read, told in the caller's format.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StreamBench {

    private static final int TOKENS = 1_000;
    private static final Telling TELLING = new Telling("7", "a-model", 1_700_000_000, true, true);

    @Param
    Formats provider;

    @Param
    Formats caller;

    private List<byte[]> reads = List.of();

    @Setup
    public void stream() {
        StreamEncoder encoder = provider.language().encoder(TELLING);
        var pieces = new ArrayList<byte[]>();
        var head = new ByteArrayOutputStream();
        head.writeBytes(encoder.encode(new ChatEvent.Started("id", "a-model")));
        head.writeBytes(encoder.encode(new ChatEvent.Opened(0, new Block.Text())));
        pieces.add(head.toByteArray());
        for (int i = 0; i < TOKENS; i++) {
            pieces.add(encoder.encode(new ChatEvent.TextDelta(0, " token")));
        }
        var tail = new ByteArrayOutputStream();
        tail.writeBytes(encoder.encode(new ChatEvent.Closed(0)));
        tail.writeBytes(encoder.encode(new ChatEvent.Metered(Usage.NONE)));
        tail.writeBytes(encoder.encode(new ChatEvent.Finished(StopReason.END, "")));
        pieces.add(tail.toByteArray());
        reads = List.copyOf(pieces);
    }

    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public void token(Blackhole told) {
        var frames = new SseReader();
        StreamDecoder decoder = provider.language().decoder(new ToolWords());
        StreamEncoder encoder = caller.language().encoder(TELLING);
        for (byte[] read : reads) {
            for (Frame frame : frames.feed(read)) {
                decoder.decode(frame, event -> told.consume(encoder.encode(event)));
            }
        }
        decoder.end(event -> told.consume(encoder.encode(event)));
    }
}
