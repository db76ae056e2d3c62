package dev.weir.policy;

import dev.weir.call.Principal;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;

/// What every answer to a principal says besides the answer: what is left of limits, and what is decided without what
/// should be asked. Never waits.
@FunctionalInterface
public interface Notices {

    /// Nothing.
    Notices NONE = (_, _) -> Headers.NONE;

    /// Headers for an answer that begins now.
    Headers of(Principal principal, WireFormat words);
}
