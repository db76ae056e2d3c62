package dev.weir.wire.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private static final String ODD =
            ": odd\r\n\r\nevent:a\ndata: {\"x\" : 1}\n\nid: 7\ndata:one\ndata: two\n\nevent: b\r\ndata: é\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1000})
    void letsEveryByteThroughAndOnlyWholeFrames(int slice) {
        byte[] stream = (ODD + "data: half").getBytes(UTF_8);
        var cutter = new FrameCutter(1000);
        var passed = new ByteArrayOutputStream();

        for (byte[] piece : sliced(stream, slice)) {
            byte[] whole = cutter.feed(piece);
            passed.writeBytes(whole);
            assertThat(whole.length == 0 || endsFrame(whole)).isTrue();
        }

        assertThat(passed.toString(UTF_8)).isEqualTo(ODD);
        assertThat(new String(cutter.rest(), UTF_8)).isEqualTo("data: half");
    }

    @Test
    void copiesNothingWhenNothingHasToBeKept() {
        byte[] stream = ODD.getBytes(UTF_8);

        assertThat(new FrameCutter(10).feed(stream)).isSameAs(stream);
    }

    @Test
    void s_dos_8_noticesAFrameThatNeverEnds() {
        var cutter = new FrameCutter(10);

        cutter.feed("data: 4567".getBytes(UTF_8));
        assertThat(cutter.overflown()).isFalse();
        cutter.feed("8".getBytes(UTF_8));
        assertThat(cutter.overflown()).isTrue();
    }

    @Test
    void takesFramesApartWithoutLosingAByte() {
        List<byte[]> frames = FrameCutter.frames(ODD.getBytes(UTF_8));

        assertThat(frames.stream().map(frame -> new String(frame, UTF_8)))
                .containsExactly(
                        ": odd\r\n\r\n",
                        "event:a\ndata: {\"x\" : 1}\n\n",
                        "id: 7\ndata:one\ndata: two\n\n",
                        "event: b\r\ndata: é\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1000})
    void readsTheSameEventsHoweverTheNetworkSlicesThem(int slice) {
        var reader = new SseReader();
        var events = new ArrayList<String>();

        for (byte[] piece : sliced(ODD.getBytes(UTF_8), slice)) {
            reader.feed(piece).forEach(frame -> events.add(frame.event() + "|" + new String(frame.data(), UTF_8)));
        }

        assertThat(events).containsExactly("a|{\"x\" : 1}", "|one\ntwo", "b|é");
    }

    private static boolean endsFrame(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        return text.endsWith("\n\n") || text.endsWith("\n\r\n");
    }

    private static List<byte[]> sliced(byte[] bytes, int slice) {
        var slices = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; at += slice) {
            slices.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + slice)));
        }
        return slices;
    }
}
