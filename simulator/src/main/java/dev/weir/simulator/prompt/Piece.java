package dev.weir.simulator.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/// A piece of a prompt: a tool, a paragraph, an image.
///
/// @param bytes what is counted and compared
/// @param audio whether it is sound
public record Piece(byte[] bytes, Mark mark, boolean audio) {

    /// What an image, a document or a sound counts: 1,000 tokens.
    public static final int MEDIA_BYTES = 1_000 * Tokens.BYTES;

    public static Piece text(String text) {
        return new Piece(text.getBytes(UTF_8), Mark.NONE, false);
    }

    /// An image, a document, a sound: however large it is, so many bytes that depend on its content.
    public static Piece media(JsonNode block) {
        MessageDigest digest = Digests.sha256();
        byte[] print = HexFormat.of()
                .formatHex(digest.digest(block.toString().getBytes(UTF_8)))
                .getBytes(UTF_8);
        byte[] bytes = new byte[MEDIA_BYTES];
        for (int at = 0; at < bytes.length; at += print.length) {
            System.arraycopy(print, 0, bytes, at, Math.min(print.length, bytes.length - at));
        }
        return new Piece(bytes, Mark.NONE, false);
    }

    /// A sound, which counts as any other of the media does.
    public static Piece audio(JsonNode block) {
        return new Piece(media(block).bytes, Mark.NONE, true);
    }

    public Piece marked(Mark mark) {
        return new Piece(bytes, mark, audio);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Piece piece
                && mark == piece.mark
                && audio == piece.audio
                && Arrays.equals(bytes, piece.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
