package dev.weir.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How the gateway reaches what is outside, and what it may reach there.
///
/// @param proxy through which everything goes, if there is one; the environment's `HTTPS_PROXY` means nothing
/// @param caBundle certificates in PEM that are trusted besides those of the Java runtime
/// @param allow what may be reached although it is not public, not encrypted or not on the usual port
public record Egress(Optional<HostAndPort> proxy, Optional<Path> caBundle, List<EgressRule> allow) {

    private static final Value<HostAndPort> PROXY = Value.text(
                    "a proxy such as http://proxy.example.com:3128, without user or path",
                    new HostAndPort("invalid", 1),
                    text -> text.startsWith("http://")
                            ? HostAndPort.parse(text.substring("http://".length()))
                                    .filter(proxy -> proxy.port() > 0)
                            : Optional.empty())
            .mentionedIf(text -> text.indexOf('@') < 0);

    private static final Value<EgressRule> RULE = Value.text(
            "a host, an address or a network, with or without a port, such as 10.0.0.0/8, 127.0.0.1:9000 or models.internal:8000",
            new EgressRule("invalid", 1),
            EgressRule::parse);

    public Egress {
        allow = List.copyOf(allow);
    }

    static Egress read(Section egress) {
        return new Egress(
                egress.value("proxy", PROXY), egress.value("ca-bundle", Values.FILE), egress.values("allow", RULE));
    }

    /// Why an address may not be reached; nothing if it may.
    public Optional<String> refusal(URI address) {
        boolean tls = "https".equals(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
        Reach reach = Reach.of(address.getHost());
        if (reach == Reach.AMBIGUOUS) {
            return Optional.of("%s is %s".formatted(address.getHost(), reach.words()));
        }
        if (permits(address.getHost(), port)) {
            return Optional.empty();
        }
        if (reach != Reach.PUBLIC) {
            return Optional.of(needsRule("%s is %s".formatted(address.getHost(), reach.words()), address, port));
        }
        if (!tls) {
            return Optional.of(needsRule("%s is not https".formatted(address), address, port));
        }
        return port == 443
                ? Optional.empty()
                : Optional.of(needsRule("%s is not on port 443".formatted(address), address, port));
    }

    /// Why an address may not be connected to that a name was resolved to; nothing if it may. What the name alone tells
    /// was looked at before, by the other method.
    public Optional<String> refusal(String host, InetAddress address, int port) {
        Reach reach = Reach.of(address);
        boolean allowed = reach == Reach.PUBLIC
                || permits(host, port)
                || permits(address.getHostAddress(), port)
                || proxy.filter(new HostAndPort(host, port)::equals).isPresent();
        return allowed
                ? Optional.empty()
                : Optional.of("%s leads to %s, which is %s; if it is meant, egress.allow needs the entry %s:%d"
                        .formatted(host, address.getHostAddress(), reach.words(), host, port));
    }

    /// Whether an entry of `allow` names this host and port.
    public boolean permits(String host, int port) {
        return allow.stream().anyMatch(rule -> rule.covers(host, port));
    }

    private static String needsRule(String why, URI address, int port) {
        return "%s; if it is meant, egress.allow needs the entry %s:%d".formatted(why, address.getHost(), port);
    }
}
