package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A thought signature of Gemini's and the part that it stood on, since it is good there and nowhere else. A signature
/// on a call seals what was thought before it; one on text stands behind it.
///
/// A caller of this format has no other place for the seals of other providers; there they stand in the same member, in
/// base64 as it wants it.
sealed interface GeminiSeal {

    /// What stands for the signature of a call whose thoughts are lost: the model goes on without.
    String SKIP = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

    /// On the call that follows.
    record OnCall(String signature) implements GeminiSeal {}

    /// On the last characters of the text before it.
    record OnText(int length, String signature) implements GeminiSeal {}

    /// On the thought itself.
    record OnThought(String signature) implements GeminiSeal {}

    String signature();

    Pattern SEAL = Pattern.compile("gemini-(call|thought|text:(\\d{1,9}))\\.(.+)", Pattern.DOTALL);

    /// Two ways in which it is written, the second by those who take it for base64 already.
    Set<String> SKIPS = Set.of(SKIP, "skip_thought_signature_validator");

    /// What the bytes begin with that are seals of other providers.
    String FOREIGN = "weir::"; // six bytes, so that it looks the same in all of base64

    /// The seal as our vocabulary has it.
    default String seal() {
        return switch (this) {
            case OnCall(String signature) -> "gemini-call." + signature;
            case OnText(int length, String signature) -> "gemini-text:" + length + "." + signature;
            case OnThought(String signature) -> "gemini-thought." + signature;
        };
    }

    /// @return nothing if it is another provider's
    static Optional<GeminiSeal> of(String seal) {
        Matcher known = SEAL.matcher(seal);
        if (!known.matches()) {
            return Optional.empty();
        }
        String signature = known.group(3);
        return Optional.of(
                switch (known.group(1)) {
                    case "call" -> new OnCall(signature);
                    case "thought" -> new OnThought(signature);
                    default -> new OnText(Integer.parseInt(known.group(2)), signature);
                });
    }

    /// Whether it only says that there is no signature.
    static boolean skips(String signature) {
        return SKIPS.contains(signature);
    }

    /// Seals of other providers as a caller of this format can keep them.
    static String wrapped(List<String> seals) {
        return Base64.getEncoder().encodeToString((FOREIGN + String.join("\n", seals)).getBytes(UTF_8));
    }

    /// The seals of other providers that a signature is; none if it is one of Gemini's own.
    static List<String> unwrapped(String signature) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(signature.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException notBase64) {
            return List.of();
        }
        String text = new String(bytes, ISO_8859_1);
        return text.startsWith(FOREIGN)
                ? Arrays.asList(
                        new String(bytes, UTF_8).substring(FOREIGN.length()).split("\n", -1))
                : List.of();
    }
}
