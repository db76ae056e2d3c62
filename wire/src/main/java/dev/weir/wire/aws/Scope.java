package dev.weir.wire.aws;

/// What a signature is good for, besides its day.
///
/// @param service the name in signatures, for example `bedrock`
public record Scope(String region, String service) {}
