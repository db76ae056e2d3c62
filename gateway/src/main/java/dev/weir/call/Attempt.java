package dev.weir.call;

import java.time.Duration;

/// One request to one provider on behalf of a call.
///
/// @param credential the name of the gateway's credential that was used, never its value
/// @param status what the provider answered; 0 if it did not
/// @param took from the request to the last byte of the answer, or to the failure
public record Attempt(Target target, String credential, int status, Duration took) {}
