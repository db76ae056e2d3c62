package dev.weir.simulator.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Seals a thought: a text that only the simulator can make, and that says of which model, which conversation and which
/// thought it is. Two simulators with the same seed know each other's seals.
public final class Seal {

    /// Stands for a conversation that is not known whole.
    public static final String ANY_CONVERSATION = "*";

    private static final int MAC_BYTES = 32;

    private final SecretKeySpec key;
    private final Binding binding;

    public Seal(long seed, Binding binding) {
        this.key = new SecretKeySpec(("simulator seal " + seed).getBytes(UTF_8), "HmacSHA256");
        this.binding = binding;
    }

    public String seal(String model, String conversation, String thought) {
        byte[] facts = facts(model, conversation, thought).getBytes(UTF_8);
        byte[] mac = mac(facts);
        byte[] all = Arrays.copyOf(mac, MAC_BYTES + facts.length);
        System.arraycopy(facts, 0, all, MAC_BYTES, facts.length);
        return Base64.getEncoder().encodeToString(all);
    }

    /// Whether it is one of ours and everything that it is bound to is as it was.
    public boolean holds(String sealed, String model, String conversation, String thought) {
        if (binding == Binding.NONE) {
            return true;
        }
        byte[] all;
        try {
            all = Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException notOurs) {
            return false;
        }
        if (all.length < MAC_BYTES) {
            return false;
        }
        byte[] facts = Arrays.copyOfRange(all, MAC_BYTES, all.length);
        return MessageDigest.isEqual(mac(facts), Arrays.copyOf(all, MAC_BYTES))
                && agrees(new String(facts, UTF_8), model, conversation, thought);
    }

    private boolean agrees(String facts, String model, String conversation, String thought) {
        String sealedFor = facts.substring(facts.lastIndexOf('\n') + 1);
        boolean free =
                binding == Binding.MODEL || sealedFor.equals(ANY_CONVERSATION) || conversation.equals(ANY_CONVERSATION);
        return facts.equals(facts(model, free ? sealedFor : conversation, thought));
    }

    private static String facts(String model, String conversation, String thought) {
        return model + "\n" + Fingerprint.of(thought) + "\n" + conversation;
    }

    private byte[] mac(byte[] facts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(facts);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
