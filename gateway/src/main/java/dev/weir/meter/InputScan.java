package dev.weir.meter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// One pass over a body that is valid JSON. Knows of each string under which key it stands, and under which key its
/// object stands, as that is what tells media from text. Makes no objects on its way.
final class InputScan {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    private static final int DEEPEST = 130;
    private static final long SOUND_BYTES_A_TOKEN = 16;

    /// Under these stands what a model said or is told as JSON, in which nothing is a picture.
    private static final byte[][] ARGUMENTS =
            all("input", "args", "arguments", "json", "response", "parameters", "input_schema", "schema");

    private static final byte[][] PICTURE_TYPES = all("image", "image_url", "input_image");
    private static final byte[][] KEPT_ELSEWHERE = all("file_url", "fileUri", "file_uri");
    private static final byte[][] INLINE = all("inlineData", "inline_data");
    private static final byte[] TTL = ascii("ttl");

    /// How long things stay in a provider's cache unless somebody asks for more.
    private static final byte[][] USUAL_TTLS = all("5m", "30m");

    /// Where tools stand: in a list in the request.
    private static final int TOOL = 3;

    private static final byte[] TOOLS = ascii("tools");

    /// How the types of tools begin with which a provider searches the web, or asks another model.
    private static final byte[][] PROVIDED = all("web_search", "advisor_");

    private static final byte[][] GOOGLE_SEARCH = all("googleSearch", "google_search");

    private static final byte[] TYPE = ascii("type");
    private static final byte[] DATA = ascii("data");
    private static final byte[] BYTES = ascii("bytes");
    private static final byte[] URL = ascii("url");
    private static final byte[] URI = ascii("uri");
    private static final byte[] FILE_ID = ascii("file_id");
    private static final byte[] FILE_DATA = ascii("file_data");
    private static final byte[] IMAGE_URL = ascii("image_url");
    private static final byte[] SOURCE = ascii("source");
    private static final byte[] INPUT_AUDIO = ascii("input_audio");
    private static final byte[] S3 = ascii("s3Location");

    /// How the first bytes of PNG, JPEG and GIF look in base64.
    private static final byte[][] PICTURES = all("iVBORw0KGgo", "/9j/", "\\/9j\\/", "R0lGOD");

    /// The same of MP3, Ogg and FLAC.
    private static final byte[][] SOUNDS = all("SUQz", "//s", "//v", "//N", "//M", "//I", "T2dnUw", "ZkxhQ");

    private static final byte[][] PDF = all("JVBERi");
    private static final byte[] RIFF = ascii("UklGR");

    /// Where in RIFF it says that it is WEBP; else it is sound.
    private static final byte[] WEBP = ascii("XRUJQ");

    private static final int WEBP_AT = 11;

    private enum Media {
        NONE,
        PICTURE,
        SOUND,
        OTHER,
        /// By reference, of unknown size.
        OPEN
    }

    private final byte[] body;
    private final int[] keyFrom = new int[DEEPEST];
    private final int[] keyTo = new int[DEEPEST];
    private final boolean[] picture = new boolean[DEEPEST];
    private int depth;
    private int arguments; // at which depth they began; 0 for not within any
    private long halves;
    private long images;
    private long media;
    private boolean open;
    private boolean keptLong;
    private boolean extras;

    InputScan(byte[] body) {
        this.body = body;
    }

    /// Tokens of text, twice.
    long halves() {
        return halves;
    }

    long images() {
        return images;
    }

    long media() {
        return media;
    }

    boolean open() {
        return open;
    }

    boolean keptLong() {
        return keptLong;
    }

    /// Whether there may be a tool that the provider runs for money.
    boolean extras() {
        return extras;
    }

    void run() {
        int at = 0;
        while (at < body.length) {
            byte one = body[at];
            if (one == '"') {
                at = string(at + 1);
            } else {
                if (one == '{' || one == '[') {
                    enter(one == '{');
                } else if (one == '}' || one == ']') {
                    leave();
                }
                halves++;
                at++;
            }
        }
    }

    private void enter(boolean object) {
        if (object && arguments == 0 && depth >= 2 && isKey(depth, ARGUMENTS)) {
            arguments = depth + 1;
        }
        depth = Math.min(depth + 1, DEEPEST - 1);
        picture[depth] = false;
        keyFrom[depth] = 0;
        keyTo[depth] = 0;
    }

    private void leave() {
        if (depth == arguments) {
            arguments = 0;
        }
        depth = Math.max(depth - 1, 0);
    }

    /// @param from behind the quote
    /// @return behind the closing one
    private int string(int from) {
        int wide = 0;
        int at = from;
        boolean escaped = false;
        while (at < body.length && body[at] != '"') {
            if (body[at] == '\\') {
                at += 2;
                escaped = true;
            } else if (at + Long.BYTES <= body.length) {
                long word = (long) WORDS.get(body, at);
                int plain = Long.numberOfTrailingZeros(found(word, '"') | found(word, '\\')) / Byte.SIZE;
                wide += Long.bitCount(
                        plain == Long.BYTES ? word & HIGH : word & HIGH & ((1L << (plain * Byte.SIZE)) - 1));
                at += plain;
            } else {
                wide += body[at] < 0 ? 1 : 0;
                at++;
            }
        }
        int to = Math.min(at, body.length);
        int counted = to - from + 2 + wide; // with the quotes
        if (colonFollows(to + 1)) {
            keyFrom[depth] = from;
            keyTo[depth] = to;
            halves += counted;
            keptLong |= escaped; // nobody looks what name that is
            extras |= (escaped && depth == 1) || (isTool() && (escaped || isOneOf(GOOGLE_SEARCH, from, to)));
        } else {
            extras |= escaped && isTool() && isKey(TOOL, TYPE);
            value(from, to, counted);
        }
        return to + 1;
    }

    /// A bit in the first byte that is the wanted one, perhaps in others behind it, too; none if there is no such byte.
    private static long found(long word, char wanted) {
        long other = word ^ (EACH * wanted);
        return (other - EACH) & ~other & HIGH;
    }

    private boolean colonFollows(int behind) {
        int at = behind;
        while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
        return at < body.length && body[at] == ':';
    }

    private void value(int from, int to, int counted) {
        keptLong |= isKey(depth, TTL) && !isOneOf(USUAL_TTLS, from, to);
        extras |= isTool() && isKey(TOOL, TYPE) && begins(PROVIDED, from, to);
        switch (depth < 2 || arguments > 0 ? Media.NONE : media(from, to)) {
            case NONE -> halves += counted;
            case PICTURE -> images++;
            case SOUND -> media += Math.ceilDiv(decoded(to - from), SOUND_BYTES_A_TOKEN);
            case OTHER -> {
                media += decoded(to - from);
                images++; // what a page takes at least
            }
            case OPEN -> open = true;
        }
    }

    private boolean isTool() {
        return depth == TOOL && isKey(1, TOOLS);
    }

    private static long decoded(int base64) {
        return base64 * 3L / 4;
    }

    private Media media(int from, int to) {
        if (isKey(depth, TYPE)) {
            picture[depth] = isOneOf(PICTURE_TYPES, from, to);
            return Media.NONE;
        }
        if (isKey(depth, DATA)) {
            return data(from, to);
        }
        if (isKey(depth, BYTES) && isKey(depth - 1, SOURCE)) {
            return orOther(beginning(from, to));
        }
        if (isKey(depth, IMAGE_URL) || (isKey(depth, URL) && isKey(depth - 1, IMAGE_URL))) {
            return Media.PICTURE;
        }
        if (isKey(depth, URL) && isKey(depth - 1, SOURCE)) {
            return picture[depth - 1] ? Media.PICTURE : Media.OPEN;
        }
        if (isKey(depth, FILE_DATA)) {
            return Media.OTHER;
        }
        if (isKey(depth, FILE_ID)) {
            return picture[depth] || picture[depth - 1] ? Media.PICTURE : Media.OPEN;
        }
        boolean elsewhere = isKey(depth, KEPT_ELSEWHERE) || (isKey(depth, URI) && isKey(depth - 1, S3));
        return elsewhere ? Media.OPEN : Media.NONE;
    }

    private Media data(int from, int to) {
        if (isKey(depth - 1, INPUT_AUDIO)) {
            return Media.SOUND;
        }
        if (isKey(depth - 1, INLINE)) {
            return orOther(beginning(from, to));
        }
        return isKey(depth - 1, SOURCE) ? beginning(from, to) : Media.NONE;
    }

    private static Media orOther(Media known) {
        return known == Media.NONE ? Media.OTHER : known;
    }

    /// What data is, as its first bytes tell.
    private Media beginning(int from, int to) {
        if (begins(PICTURES, from, to)) {
            return Media.PICTURE;
        } else if (begins(SOUNDS, from, to)) {
            return Media.SOUND;
        } else if (begins(PDF, from, to)) {
            return Media.OTHER;
        } else if (begins(RIFF, from, to)) {
            return begins(WEBP, from + WEBP_AT, to) ? Media.PICTURE : Media.SOUND;
        } else {
            return Media.NONE;
        }
    }

    private boolean begins(byte[][] any, int from, int to) {
        for (byte[] one : any) {
            if (begins(one, from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean begins(byte[] with, int from, int to) {
        return to - from >= with.length && is(with, from, from + with.length);
    }

    private boolean isKey(int at, byte[][] any) {
        return at >= 0 && isOneOf(any, keyFrom[at], keyTo[at]);
    }

    private boolean isKey(int at, byte[] name) {
        return at >= 0 && is(name, keyFrom[at], keyTo[at]);
    }

    private boolean isOneOf(byte[][] any, int from, int to) {
        for (byte[] one : any) {
            if (is(one, from, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean is(byte[] name, int from, int to) {
        return to - from == name.length && Arrays.equals(body, from, to, name, 0, name.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[][] all(String... texts) {
        return Arrays.stream(texts).map(InputScan::ascii).toArray(byte[][]::new);
    }
}
