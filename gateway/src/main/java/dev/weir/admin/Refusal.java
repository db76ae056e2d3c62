package dev.weir.admin;

import dev.weir.config.Violation;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Leaves a handler at once with what is to be answered. Never leaves the control plane.
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Refusal(Kind kind, String detail) {
        this(new Problem(kind, detail));
    }

    Problem problem() {
        return problem;
    }

    /// Everything that is wrong with a body.
    static Refusal of(List<Violation> violations) {
        var more = new LinkedHashMap<String, Object>();
        more.put(
                "violations",
                violations.stream()
                        .map(one -> Map.of("path", one.path(), "message", one.message()))
                        .toList());
        return new Refusal(new Problem(
                Kind.DOCUMENT_INVALID,
                violations.size() == 1
                        ? violations.getFirst().toString()
                        : "%d things are wrong with the body".formatted(violations.size()),
                more));
    }

    /// Nothing of that name, or nothing that whoever asks may know of: nobody can tell which.
    static Refusal unknown(String what, String name) {
        return new Refusal(Kind.DOCUMENT_UNKNOWN, "there is no %s %s".formatted(what, name));
    }
}
