package dev.weir.config;

import java.net.InetAddress;
import java.util.Optional;

/// A range of addresses as CIDR writes it; a single address is a range of one.
public record Network(InetAddress base, int bits) {

    /// Reads `10.0.0.0/8`, `fc00::/7` or a single address; never asks a name server.
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> base = Reach.literal(slash < 0 ? text : text.substring(0, slash));
        if (base.isEmpty()) {
            return Optional.empty();
        }
        int most = base.get().getAddress().length * 8;
        String digits = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        return digits.matches("\\d{1,3}") && Integer.parseInt(digits) <= most
                ? Optional.of(new Network(base.get(), Integer.parseInt(digits)))
                : Optional.empty();
    }

    static Network of(String text) {
        return parse(text).orElseThrow();
    }

    public boolean contains(InetAddress address) {
        byte[] ours = base.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
            if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return base.getHostAddress() + "/" + bits;
    }
}
