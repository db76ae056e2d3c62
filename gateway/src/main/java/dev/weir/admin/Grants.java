package dev.weir.admin;

import dev.weir.call.Access;
import dev.weir.problem.Problem.Kind;

/// Nobody gives what they do not have: a credential that may use some models only makes none that may use others.
final class Grants {

    private Grants() {}

    static void check(Ask ask, Access wanted) {
        for (Access own : ask.principal().standing().access()) {
            if (!wanted.within(own)) {
                throw new Refusal(
                        Kind.GRANT_EXCEEDS_GRANTOR,
                        "the credential that asks may use the models %s of the providers %s; what it makes may not use more"
                                .formatted(
                                        own.models().isEmpty() ? "(all)" : own.models(),
                                        own.providers().isEmpty() ? "(all)" : own.providers()));
            }
        }
    }
}
