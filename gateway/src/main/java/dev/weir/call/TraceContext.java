package dev.weir.call;

import dev.weir.wire.http.Headers;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/// Where a call stands among the spans of whoever asked, as W3C Trace Context says it. Without a `traceparent` that can
/// be understood it begins a trace of its own.
///
/// @param trace 32 hexadecimal digits
/// @param span 16 hexadecimal digits: the call itself
/// @param parent the caller's span; empty if the trace begins here
/// @param sampled whether the caller records its trace; false if the trace begins here
/// @param state what vendors want handed on, unread
public record TraceContext(String trace, String span, String parent, boolean sampled, String state) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int LENGTH = 55;
    private static final int LONGEST_STATE = 512;

    /// Of no call that came from anywhere.
    public static final TraceContext NONE = new TraceContext("", "", "", false, "");

    /// @param random makes ids; need not be secret
    public static TraceContext of(Headers headers, RandomGenerator random) {
        List<String> parents = headers.all("traceparent");
        String said = parents.size() == 1 ? parents.getFirst().strip() : "";
        if (!isParent(said)) {
            return new TraceContext(newId(random) + newId(random), newId(random), "", false, "");
        }
        String state = String.join(",", headers.all("tracestate"));
        return new TraceContext(
                said.substring(3, 35),
                newId(random),
                said.substring(36, 52),
                (HexFormat.fromHexDigit(said.charAt(54)) & 1) == 1,
                state.length() <= LONGEST_STATE ? state : "");
    }

    public boolean hasParent() {
        return !parent.isEmpty();
    }

    /// The id of a new span.
    public static String newId(RandomGenerator random) {
        long bits = random.nextLong();
        while (bits == 0) { // which W3C means to be none
            bits = random.nextLong();
        }
        return HEX.toHexDigits(bits);
    }

    /// Whether it is `00-trace-span-flags`, or of a later version that begins in the same way.
    private static boolean isParent(String said) {
        return said.length() >= LENGTH
                && said.charAt(2) == '-'
                && said.charAt(35) == '-'
                && said.charAt(52) == '-'
                && isHex(said, 0, 2)
                && isHex(said, 3, 35)
                && isHex(said, 36, 52)
                && isHex(said, 53, LENGTH)
                && !said.startsWith("ff")
                && (said.startsWith("00") ? said.length() == LENGTH : goesOn(said))
                && !isZero(said, 3, 35)
                && !isZero(said, 36, 52);
    }

    private static boolean goesOn(String said) {
        return said.length() == LENGTH || said.charAt(LENGTH) == '-';
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
