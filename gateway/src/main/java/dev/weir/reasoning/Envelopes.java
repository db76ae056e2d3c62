package dev.weir.reasoning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.Part;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Wraps thoughts for callers who speak another format than the provider: `weir-r1.` and, in base64url, a nonce of 12
/// bytes and what AES-256-GCM makes of the deflated thoughts and of where they come from. A caller can keep an envelope
/// and send it back, but neither read nor change it, nor use it elsewhere.
public final class Envelopes {

    /// What every envelope begins with.
    public static final String PREFIX = "weir-r1.";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LEAST_SECRET = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int LONGEST = 32 * 1024 * 1024;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /// What is in an envelope that came back.
    public sealed interface Opened {
        /// The thoughts as their provider wants them back.
        record Thoughts(Part part) implements Opened {}

        record Lost(String why) implements Opened {}
    }

    /// @param secret shared by all gateways that callers may reach; 32 bytes or more that nobody can guess
    ///
    /// @throws IllegalArgumentException if it is shorter
    public Envelopes(byte[] secret) {
        if (secret.length < LEAST_SECRET) {
            throw new IllegalArgumentException("/reasoning/key: has %d bytes, wanted %d or more that nobody can guess"
                    .formatted(secret.length, LEAST_SECRET));
        }
        this.key = new SecretKeySpec(derived(secret), "AES");
    }

    /// Those of a process that nobody else understands.
    public static Envelopes ofThisProcess() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return new Envelopes(secret);
    }

    /// @param thoughts [Part.Thinking] or [Part.HiddenThinking]
    public String wrap(Part thoughts, Origin origin, Conversation conversation) {
        ObjectNode json = JSON.createObjectNode()
                .put("p", origin.provider())
                .put("f", origin.format())
                .put("m", origin.model())
                .put("t", conversation.team())
                .put("c", conversation.beginning());
        switch (thoughts) {
            case Part.Thinking(String text, String seal) -> json.put("x", text).put("s", seal);
            case Part.HiddenThinking(String seal) -> json.put("s", seal);
            default -> throw new IllegalArgumentException("no thoughts: " + thoughts);
        }
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(deflated(JSON.writeValueAsBytes(json)));
            byte[] all = Arrays.copyOf(nonce, NONCE + closed.length);
            System.arraycopy(closed, 0, all, NONCE, closed.length);
            return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Opens what a caller sent as the seal of thoughts.
    ///
    /// @param to where it is to go
    public Opened open(String envelope, Origin to, Conversation conversation) {
        if (!envelope.startsWith(PREFIX)) {
            return new Opened.Lost("the thoughts were signed by another provider than " + to);
        }
        Optional<JsonNode> opened = decrypted(envelope);
        if (opened.isEmpty()) {
            return new Opened.Lost("the thoughts were wrapped with another key, or changed on their way");
        }
        JsonNode json = opened.get();
        var from = new Origin(text(json, "p"), text(json, "f"), text(json, "m"));
        if (!from.equals(to)) {
            return new Opened.Lost("the thoughts are those of %s, not of %s".formatted(from, to));
        }
        if (!conversation.isOf(text(json, "t"), text(json, "c"))) {
            return new Opened.Lost("the thoughts belong to another conversation");
        }
        return new Opened.Thoughts(
                json.has("x")
                        ? new Part.Thinking(text(json, "x"), text(json, "s"))
                        : new Part.HiddenThinking(text(json, "s")));
    }

    private Optional<JsonNode> decrypted(String envelope) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(envelope.substring(PREFIX.length()));
            if (all.length <= NONCE) {
                return Optional.empty();
            }
            byte[] clear =
                    cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE)).doFinal(all, NONCE, all.length - NONCE);
            return Optional.of(JSON.readTree(inflated(clear)));
        } catch (GeneralSecurityException | IllegalArgumentException | DataFormatException | JacksonException not) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(PREFIX.getBytes(UTF_8));
        return cipher;
    }

    private static byte[] derived(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal("weir reasoning envelopes 1".getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] deflated(byte[] bytes) {
        try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream(bytes.length);
            byte[] piece = new byte[8192];
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            return out.toByteArray();
        }
    }

    private static byte[] inflated(byte[] bytes) throws DataFormatException {
        try (var inflater = new Inflater()) {
            inflater.setInput(bytes);
            var out = new ByteArrayOutputStream(bytes.length * 2);
            byte[] piece = new byte[8192];
            while (!inflater.finished() && out.size() <= LONGEST) {
                int length = inflater.inflate(piece);
                if (length == 0) {
                    throw new DataFormatException("it ends too early");
                }
                out.write(piece, 0, length);
            }
            return out.toByteArray();
        }
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).stringValue("");
    }
}
