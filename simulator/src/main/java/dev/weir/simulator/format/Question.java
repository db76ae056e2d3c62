package dev.weir.simulator.format;

import dev.weir.wire.http.Headers;
import tools.jackson.databind.node.ObjectNode;

/// A request whose caller, body and model are known.
///
/// @param credential the fingerprint of the key that it was asked with
/// @param second the time, in seconds since 1970
public record Question(Headers headers, ObjectNode body, String credential, Ids ids, long second) {

    String model() {
        return Json.text(body, "model");
    }

    boolean streams() {
        return body.path("stream").booleanValue(false);
    }

    /// Who shares a prompt cache.
    String scope() {
        return credential + "\n" + model();
    }
}
