package dev.weir.call;

import dev.weir.wire.chat.Loss;
import java.time.Duration;
import java.util.List;

/// One request to one provider on behalf of a call.
///
/// @param credential the name of the gateway's credential that was used, never its value
/// @param status what the provider answered; 0 if it did not
/// @param lost what of the request the provider was not told as the caller said it
/// @param error the code of the problem that it ended with; empty if there was none
/// @param after from the call's arrival to the request
/// @param took from the request to the last byte of the answer, or to the failure
/// @param work what the provider may want money for
public record Attempt(
        Target target,
        String credential,
        int status,
        List<Loss> lost,
        String error,
        Duration after,
        Duration took,
        Work work) {

    public Attempt {
        lost = List.copyOf(lost);
    }
}
