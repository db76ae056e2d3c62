package dev.weir.relay;

import dev.weir.call.Call;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Loss.Grade;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a provider is not told as its caller said it: refused if it may not be lost, else reported.
record LossReport(List<Loss> losses) {

    static final String STRICT = "x-weir-strict";

    /// Names what was lost.
    static final String LOST = "x-weir-lost";

    private static final int LONGEST_HEADER = 4_000;
    private static final int MOST_TOLD = 5;

    LossReport {
        losses = List.copyOf(losses);
    }

    /// Why the call is not to be sent: what is lost changes its meaning, or the caller wants nothing to be lost.
    Optional<Problem> refusal(Call call) {
        boolean strict = call.headers().first(STRICT).filter("true"::equals).isPresent();
        List<Loss> refused = losses.stream()
                .filter(loss -> strict || loss.grade() == Grade.CHANGED || loss.grade() == Grade.INVALID)
                .toList();
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        boolean invalid = refused.stream().anyMatch(loss -> loss.grade() == Grade.INVALID);
        String more = refused.size() > MOST_TOLD ? "; and %d more".formatted(refused.size() - MOST_TOLD) : "";
        return Optional.of(new Problem(
                invalid ? Kind.FIELD_INVALID : Kind.NOT_TRANSLATABLE,
                String.join(
                                "; ",
                                refused.stream()
                                        .limit(MOST_TOLD)
                                        .map(Loss::toString)
                                        .toList())
                        + more));
    }

    /// The losses as a header: where, and how bad.
    Optional<String> header() {
        if (losses.isEmpty()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        int said = 0;
        for (Loss loss : losses) {
            String one = loss.place() + ";" + loss.grade().name().toLowerCase(Locale.ROOT);
            if (text.length() + one.length() > LONGEST_HEADER) {
                break;
            }
            text.append(said++ == 0 ? "" : ", ").append(visible(one));
        }
        return Optional.of(text + (said < losses.size() ? ", and %d more".formatted(losses.size() - said) : ""));
    }

    private static String visible(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "?").replace(',', '?');
    }
}
