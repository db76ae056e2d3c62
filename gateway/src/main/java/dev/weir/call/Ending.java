package dev.weir.call;

import dev.weir.problem.Problem;
import java.util.Locale;

/// How a call ended, in the words that the log line, metrics, spans and the audit trail share.
///
/// @param word the outcome: `served`, `refused`, `broken_by_provider`, …
/// @param error the problem's code; empty if there was none
/// @param why the problem's text
/// @param failed whether it is the fault of a provider, a connection or the gateway
public record Ending(String word, String error, String why, boolean failed) {

    public static Ending of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Served _ -> new Ending("served", "", "", false);
            case Outcome.Answered _ -> new Ending("answered", "", "", false);
            case Outcome.Refused refused -> of("refused", refused.problem(), false);
            case Outcome.Unserved unserved -> of("unserved", unserved.problem(), true);
            case Outcome.Broken broken ->
                of("broken_by_" + broken.by().name().toLowerCase(Locale.ROOT), broken.problem(), true);
            case Outcome.Failed _ -> new Ending("failed", Problem.Kind.INTERNAL.code(), "", true);
        };
    }

    private static Ending of(String word, Problem problem, boolean failed) {
        return new Ending(word, problem.kind().code(), problem.detail(), failed);
    }
}
