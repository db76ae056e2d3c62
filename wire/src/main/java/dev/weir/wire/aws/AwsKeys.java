package dev.weir.wire.aws;

import java.util.Optional;

/// Access keys of AWS.
///
/// @param session the token that belongs to keys which lapse
public record AwsKeys(String id, String secret, Optional<String> session) {

    public AwsKeys(String id, String secret) {
        this(id, secret, Optional.empty());
    }

    /// The id alone, which is no secret.
    @Override
    public String toString() {
        return "AwsKeys[" + id + "]";
    }
}
