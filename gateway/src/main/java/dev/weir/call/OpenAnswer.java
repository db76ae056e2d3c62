package dev.weir.call;

import dev.weir.problem.Problem;
import dev.weir.wire.http.HttpResponse;
import java.util.Optional;

/// What somebody is answered who needs no credential of ours to ask.
///
/// @param by who it turned out to be; empty if nobody proved to be anybody
/// @param refusal why nothing was given, for us; the response says it to whoever asked
public record OpenAnswer(HttpResponse response, Optional<Principal> by, Optional<Problem> refusal) {

    /// To whoever it is.
    public static OpenAnswer to(HttpResponse response) {
        return new OpenAnswer(response, Optional.empty(), Optional.empty());
    }

    public Outcome outcome() {
        return refusal.<Outcome>map(problem -> new Outcome.Refused(problem, Optional.of(response)))
                .orElseGet(() -> new Outcome.Answered(response));
    }
}
