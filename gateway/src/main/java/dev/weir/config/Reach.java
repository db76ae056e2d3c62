package dev.weir.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How far away a host is, as far as its name or address alone tells. Never asks a name server.
public enum Reach {
    /// This machine.
    LOOPBACK("a loopback address"),
    /// Networks of one's own, links, metadata services, and whatever else the Internet does not carry.
    PRIVATE("a private address"),
    /// Something that some programs take for an address and others do not, for example `0x7f.1`.
    AMBIGUOUS("an address in an ambiguous notation"),
    PUBLIC("a public address");

    private static final Pattern FOUR_NUMBERS = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    /// The last label is a number: no name of the domain name system ends so.
    private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:\\d+|0[xX][0-9a-fA-F]*)");

    private static final List<Network> OURSELVES = List.of(Network.of("127.0.0.0/8"), Network.of("::1"));

    private static final List<Network> SPECIAL = List.of(
            Network.of("0.0.0.0/8"),
            Network.of("10.0.0.0/8"),
            Network.of("100.64.0.0/10"),
            Network.of("169.254.0.0/16"),
            Network.of("172.16.0.0/12"),
            Network.of("192.0.0.0/24"),
            Network.of("192.168.0.0/16"),
            Network.of("198.18.0.0/15"),
            Network.of("224.0.0.0/3"),
            Network.of("::/96"),
            Network.of("64:ff9b::/96"),
            Network.of("64:ff9b:1::/48"),
            Network.of("2002::/16"),
            Network.of("fc00::/7"),
            Network.of("fe80::/9"),
            Network.of("ff00::/8"));

    private final String words;

    Reach(String words) {
        this.words = words;
    }

    /// For a message: `a private address`.
    public String words() {
        return words;
    }

    public static Reach of(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            return AMBIGUOUS;
        }
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return LOOPBACK;
        }
        if (name.equals("metadata.google.internal") || name.equals("metadata.goog")) {
            return PRIVATE;
        }
        Optional<InetAddress> address = literal(name);
        return address.isPresent() ? of(address.get()) : NUMERIC.matcher(name).matches() ? AMBIGUOUS : PUBLIC;
    }

    /// The same of an address that a name was resolved to.
    public static Reach of(InetAddress address) {
        if (OURSELVES.stream().anyMatch(one -> one.contains(address))) {
            return LOOPBACK;
        }
        return SPECIAL.stream().anyMatch(one -> one.contains(address)) ? PRIVATE : PUBLIC;
    }

    /// The address that is written in the one usual way, with or without brackets; nothing for a name.
    static Optional<InetAddress> literal(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.indexOf(':') < 0 && !FOUR_NUMBERS.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
