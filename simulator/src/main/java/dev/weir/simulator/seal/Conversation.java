package dev.weir.simulator.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A conversation as it goes on, told one saying after the other, and recognised at any point. For one thread.
public final class Conversation {

    private final MessageDigest told;

    public Conversation() {
        try {
            told = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public void say(String who, String what) {
        told.update((who + "\n" + what.length() + "\n" + what).getBytes(UTF_8));
    }

    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) told.clone()).digest(), 0, 16);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
