package dev.weir.adapters.http;

import java.net.InetAddress;
import java.util.Optional;

/// What may be connected to.
@FunctionalInterface
public interface ConnectRule {

    /// Why not; nothing if it may.
    ///
    /// @param host the name that was resolved, or the address again
    Optional<String> refusal(String host, InetAddress address, int port);
}
