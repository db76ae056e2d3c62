package dev.weir.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Something that the gateway may reach although it would not do so by itself.
///
/// @param where a name, an address or a network in CIDR notation
/// @param port 0 for every port
public record EgressRule(String where, int port) {

    /// Brackets are needed only around an IPv6 address that a port follows.
    private static final Pattern WRITTEN = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?");

    static Optional<EgressRule> parse(String text) {
        Matcher parts = WRITTEN.matcher(Network.parse(text).isPresent() ? "[" + text + "]" : text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String where = parts.group(1) == null ? parts.group(2) : parts.group(1);
        int port = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        boolean sound = Network.parse(where).isPresent()
                || (NAME.matcher(where).matches() && Reach.of(where) != Reach.AMBIGUOUS);
        return sound && port <= 65535 ? Optional.of(new EgressRule(where, port)) : Optional.empty();
    }

    boolean covers(String host, int wanted) {
        boolean onPort = port == 0 || port == wanted;
        return onPort
                && (where.equalsIgnoreCase(host)
                        || Reach.literal(host).filter(this::covers).isPresent());
    }

    /// Whether it names this address or a network that it is in, on any port.
    public boolean covers(InetAddress address) {
        return Network.parse(where).filter(network -> network.contains(address)).isPresent();
    }
}
