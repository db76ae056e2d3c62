package dev.weir.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where to listen or to connect to.
///
/// @param host a name or a literal, IPv6 without its brackets
/// @param port 0 asks the system for a free one
public record HostAndPort(String host, int port) {

    private static final Pattern WRITTEN = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");

    public static Optional<HostAndPort> parse(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65535) {
            return Optional.empty();
        }
        String six = parts.group(1);
        return Optional.of(new HostAndPort(six == null ? parts.group(2) : six, Integer.parseInt(parts.group(3))));
    }

    /// Whether only this machine can reach it.
    public boolean loopback() {
        return Reach.of(host) == Reach.LOOPBACK;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
