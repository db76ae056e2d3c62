package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SaidBytesTest {

    private static final SaidBytes SAID = new SaidBytes("text", "args");

    private static long in(String json) {
        return SAID.in(json.getBytes(UTF_8));
    }

    @Test
    void countsTheTextAndNothingAroundIt() {
        assertThat(in("{\"type\":\"text\",\"text\" : \"hello\",\"other\":\"text\"}"))
                .isEqualTo(5);
        assertThat(in("{\"a\":[{\"text\":\"ab\"},{\"b\":{\"text\":\"cde\"}}]}")).isEqualTo(5);
    }

    @Test
    void countsBytesOfUtf8() {
        assertThat(in("{\"text\":\"é世\"}")).isEqualTo(5);
        assertThat(in("{\"text\":\"a\\n\\\"b\\u00e9\"}")).isEqualTo(7);
    }

    @Test
    void takesAnObjectForWhatItIsLong() {
        assertThat(in("{\"args\":{\"q\":\"}\"},\"text\":\"x\"}")).isEqualTo("{\"q\":\"}\"}".length() + 1);
    }

    @Test
    void isNotDeceivedByTextThatLooksLikeAMember() {
        assertThat(in("{\"note\":\"\\\"text\\\":\\\"xxxx\\\"\"}")).isZero();
        assertThat(in("{\"text\":null,\"args\":3}")).isZero();
    }

    @Test
    void endsWhereverItIsCut() {
        byte[] whole = "{\"args\":{\"q\":\"\\\\\"},\"text\":\"x\\u12\"}".getBytes(UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertThat(SAID.in(java.util.Arrays.copyOf(whole, length))).isBetween(0L, (long) length);
        }
    }
}
