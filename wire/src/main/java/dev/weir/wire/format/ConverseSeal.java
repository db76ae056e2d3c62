package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/// Thoughts that nobody may read stand in base64 in Converse, for SDKs of AWS decode them. What is not base64, such as
/// what the gateway wrapped, is encoded, and decoded again when it comes back; a blob that came from a provider goes
/// back to it as it was.
final class ConverseSeal {

    private ConverseSeal() {}

    static String blob(String seal) {
        return isBase64(seal) ? seal : Base64.getEncoder().encodeToString(seal.getBytes(UTF_8));
    }

    static String seal(String blob) {
        if (!isBase64(blob)) {
            return blob;
        }
        String inside = new String(Base64.getDecoder().decode(blob), UTF_8);
        boolean words = !inside.isEmpty() && inside.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return words && !isBase64(inside) ? inside : blob;
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return text.length() % 4 == 0;
        } catch (IllegalArgumentException not) {
            return false;
        }
    }
}
