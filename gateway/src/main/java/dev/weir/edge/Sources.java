package dev.weir.edge;

import dev.weir.config.Network;
import dev.weir.wire.http.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where requests come from: the other end of the connection, or whoever a trusted proxy names.
public final class Sources {

    private static final int LONGEST_ADDRESS = 45; // characters, of IPv6 with an IPv4 address in it

    private final List<Network> trusted;
    private final int prefix;

    /// @param trusted the proxies whose `x-forwarded-for` is believed
    /// @param prefix how many bits of an IPv6 address tell one subscriber from another
    public Sources(List<Network> trusted, int prefix) {
        this.trusted = List.copyOf(trusted);
        this.prefix = prefix;
    }

    public boolean isProxy(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    /// Who sent a request. Each proxy adds at the end of `x-forwarded-for` whom it heard it from, so from the end
    /// backwards it is true as long as proxies are trusted; what stands before that anybody could have written.
    public InetAddress of(InetAddress peer, Headers headers) {
        if (trusted.isEmpty() || !isProxy(peer)) {
            return peer;
        }
        InetAddress known = peer;
        List<String> hops =
                Arrays.asList(String.join(",", headers.all("x-forwarded-for")).split(",", -1));
        for (String hop : hops.reversed()) {
            Optional<InetAddress> named = literal(hop.strip());
            if (named.isEmpty()) {
                return known;
            }
            known = named.get();
            if (!isProxy(known)) {
                return known;
            }
        }
        return known;
    }

    /// What limits per address count together: an IPv4 address, or the network of an IPv6 address.
    public InetAddress group(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4 || prefix == 128) {
            return address;
        }
        for (int bit = prefix; bit < 128; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }

    /// Never asks a name server. Some proxies add the port; it is of no interest here.
    private static Optional<InetAddress> literal(String hop) {
        String address = hop;
        if (address.startsWith("[") && address.indexOf(']') > 0) {
            address = address.substring(1, address.indexOf(']'));
        } else if (address.indexOf(':') == address.lastIndexOf(':') && address.indexOf(':') > 0) {
            address = address.substring(0, address.indexOf(':'));
        }
        if (address.isEmpty() || address.length() > LONGEST_ADDRESS) {
            return Optional.empty();
        }
        return Network.parse(address).filter(one -> address(one)).map(Network::base);
    }

    private static boolean address(Network network) {
        return network.bits() == network.base().getAddress().length * 8;
    }
}
