package dev.weir.relay;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Names calls: `req_`, 16 digits that are random for each process, 8 that count.
public final class CallIds {

    private static final HexFormat HEX = HexFormat.of();

    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    public CallIds() {
        var bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        prefix = "req_" + HEX.formatHex(bytes);
    }

    String next() {
        return prefix + HEX.toHexDigits(count.incrementAndGet(), 8);
    }
}
