package dev.weir.reasoning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Part;
import dev.weir.wire.chat.Turn;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Recognises what was said, whatever instructions and marks stand beside it and whether or not its thoughts are told
/// again.
final class Digest {

    private static final int BYTES = 16;

    private final MessageDigest digest;

    Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(Turn turn) {
        if (turn.role().instructs()) {
            return;
        }
        for (At<Part> part : turn.parts()) {
            switch (part.value()) {
                case Part.CacheMark _, Part.Thinking _, Part.HiddenThinking _ -> {}
                case Part.Text(String text) -> add(text);
                default -> add(part.value().toString());
            }
        }
    }

    void add(String text) {
        digest.update(text.getBytes(UTF_8));
        digest.update((byte) 0);
    }

    /// Of all that was added so far.
    String hex() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest(), 0, BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
