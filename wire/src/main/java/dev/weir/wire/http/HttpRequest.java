package dev.weir.wire.http;

/// A request that has been read whole: what functions from request to response are given.
///
/// @param method in capitals
public record HttpRequest(String method, RequestTarget target, Headers headers, byte[] body) {}
