package dev.weir.simulator.fault;

import dev.weir.wire.http.Headers;

/// What comes instead of an answer.
public sealed interface Instead extends Fault {

    /// @param headers to add to, or to replace those that come anyway
    /// @param body empty for the format's own words
    record Status(int status, Headers headers, String body) implements Instead {}

    /// A page, with status 200.
    record Html() implements Instead {}

    /// The format's own error, with status 200.
    record ErrorWith200() implements Instead {}

    record Redirect(int status, String location) implements Instead {}

    /// The connection is reset.
    record Reset() implements Instead {}

    /// Not even the headers come, until the client leaves.
    record Silence() implements Instead {}
}
