package dev.weir.wire.format;

import static java.util.stream.Collectors.joining;

import dev.weir.wire.format.Matrix.Cell;
import dev.weir.wire.format.Matrix.Grade;
import java.util.Arrays;
import java.util.Map;

/// The matrix as it is written: as data, and as pages for people.
final class MatrixPages {

    private static final String FIXTURES = "../../wire/src/test/resources/golden/";

    private MatrixPages() {}

    static String json(Matrix matrix) {
        var out = new StringBuilder("{\n  \"features\": {\n");
        out.append(matrix.features().entrySet().stream()
                .map(one ->
                        "    %s: %s".formatted(GoldenAnswer.quoted(one.getKey()), GoldenAnswer.quoted(one.getValue())))
                .collect(joining(",\n")));
        out.append("\n  },\n  \"callers\": {\n");
        out.append(GoldenFormat.ALL.stream()
                .map(caller -> "    \"%s\": {\n%s\n    }".formatted(caller, providers(matrix, caller)))
                .collect(joining(",\n")));
        return out.append("\n  }\n}\n").toString();
    }

    private static String providers(Matrix matrix, GoldenFormat caller) {
        return GoldenFormat.ALL.stream()
                .map(provider -> "      \"%s\": {\n%s\n      }"
                        .formatted(
                                provider,
                                matrix.between(caller.name(), provider.name()).entrySet().stream()
                                        .map(cell -> "        \"%s\": [\"%s\", \"%s\", \"%s\"]"
                                                .formatted(
                                                        cell.getKey(),
                                                        cell.getValue()
                                                                .request()
                                                                .word(),
                                                        cell.getValue().whole().word(),
                                                        cell.getValue().stream().word()))
                                        .collect(joining(",\n"))))
                .collect(joining(",\n"));
    }

    private static final String LEGEND = """
            | | |
            |---|---|
            | **=** exact | passes byte for byte |
            | **≈** equivalent | said in other words; nothing is lost |
            | **!** reported | passes; what is lost is in `x-weir-lost` and in the log |
            | **<** reduced | the answer tells less than the provider said, for want of a word in the caller's format |
            | **✗** refused | with 400 `not_translatable`, and the place and the reason |
            | – | the format cannot tell it, or there is nothing of the kind |
            """;

    static String summary(Matrix matrix) {
        var out = new StringBuilder("""
                # The matrix

                What becomes of %d features of chats between each format of a caller and each format of a provider. Each of them is a
                conversation that stands in the fixtures in every format's own words, and what stands here is made of what the code makes of
                them; a test fails when it is not true any more. `GET /v1/capabilities?model=…` says the same for one model.

                """.formatted(matrix.features().size()));
        out.append(LEGEND).append("\nRequests, by what becomes of them:\n\n| Caller, then provider |");
        GoldenFormat.ALL.forEach(provider -> out.append(' ').append(provider).append(" |"));
        out.append("\n|---|").append("---|".repeat(GoldenFormat.ALL.size())).append('\n');
        for (GoldenFormat caller : GoldenFormat.ALL) {
            out.append("| [%s](matrix/%s.md) |".formatted(caller, caller));
            for (GoldenFormat provider : GoldenFormat.ALL) {
                out.append(' ')
                        .append(counted(matrix.between(caller.name(), provider.name())))
                        .append(" |");
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String counted(Map<String, Cell> cells) {
        return Arrays.stream(Grade.values())
                .filter(grade -> grade != Grade.NONE)
                .filter(grade -> cells.values().stream().anyMatch(cell -> cell.request() == grade))
                .map(grade -> sign(grade) + " "
                        + cells.values().stream()
                                .filter(cell -> cell.request() == grade)
                                .count())
                .collect(joining(", "));
    }

    static String page(Matrix matrix, GoldenFormat caller) {
        var out = new StringBuilder("""
                # Callers of %s

                Three signs for each feature and provider: the request, an answer in one piece, an answer that streams. Each is a link to the
                fixture that shows it. [The other callers](../matrix.md).

                """.formatted(caller));
        out.append(LEGEND).append("\n| |");
        GoldenFormat.ALL.forEach(provider -> out.append(' ').append(provider).append(" |"));
        out.append("\n|---|").append("---|".repeat(GoldenFormat.ALL.size())).append('\n');
        matrix.features().forEach((name, about) -> {
            out.append("| **%s**: %s |".formatted(name, about));
            for (GoldenFormat provider : GoldenFormat.ALL) {
                Cell cell = matrix.between(caller.name(), provider.name()).getOrDefault(name, Cell.NOTHING);
                String asked = caller + "/" + name + "/";
                String answered = provider + "/" + name + "/";
                boolean same = caller.equals(provider);
                out.append(' ')
                        .append(linked(cell.request(), asked + (same ? "request.json" : "to-" + provider + ".json")))
                        .append(' ')
                        .append(linked(cell.whole(), answered + (same ? "answer.json" : "told-" + caller + ".json")))
                        .append(' ')
                        .append(linked(cell.stream(), answered + (same ? "stream.sse" : "told-" + caller + ".sse")))
                        .append(" |");
            }
            out.append('\n');
        });
        return out.toString();
    }

    private static String linked(Grade grade, String fixture) {
        return grade == Grade.NONE ? sign(grade) : "[" + sign(grade) + "](" + FIXTURES + fixture + ")";
    }

    private static String sign(Grade grade) {
        return switch (grade) {
            case EXACT -> "=";
            case EQUIVALENT -> "≈";
            case REPORTED -> "!";
            case REDUCED -> "<";
            case REFUSED -> "✗";
            case NONE -> "–";
        };
    }
}
