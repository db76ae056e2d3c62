package dev.weir.adapters.http;

import dev.weir.edge.Connections;

/// What stands at the sockets of a process.
///
/// @param connections how many are taken
/// @param patience how long is waited for those that are
/// @param egress where connections are made to
public record Guards(Connections connections, Patience patience, ConnectRule egress) {}
