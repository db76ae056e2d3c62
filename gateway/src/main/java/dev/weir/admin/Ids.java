package dev.weir.admin;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Ids of what is made here: random, so that nobody guesses one from another.
final class Ids {

    private static final int BYTES = 10;

    private Ids() {}

    static String next(String prefix) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
