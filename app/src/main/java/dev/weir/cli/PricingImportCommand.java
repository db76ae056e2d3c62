package dev.weir.cli;

import dev.weir.cli.PriceFile.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads a file of prices that somebody has fetched, and prints an override for each row that can be one. Asks nobody
/// and changes nothing.
@Command(
        name = "import",
        description = {
            "Read the prices of models.dev (api.json) or LiteLLM (model_prices_and_context_window.json)",
            "from a file and print one override a line, as JSON: its path at the control plane, and the body",
            "to PUT there. Rows that cannot be used are listed on the error output, with the reason."
        },
        mixinStandardHelpOptions = true)
final class PricingImportCommand implements Callable<Integer> {

    /// Decimal fractions stay what they are.
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Parameters(paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--from", description = "Only rows of this provider, by its name in the file; repeatable.")
    private List<String> from = List.of();

    @Option(names = "--as", description = "The provider's name in weir.yaml; with one --from.")
    private @Nullable String as;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (as != null && from.size() != 1) {
            throw new Complaint("--as renames one provider; name it with --from");
        }
        List<Row> rows = rows();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int used = 0;
        for (Row row : rows) {
            if (!from.isEmpty() && !from.contains(row.provider())) {
                continue;
            }
            switch (row) {
                case Row.Used price -> {
                    used++;
                    out.println(price.line(as == null ? price.provider() : as));
                    if (!price.without().isEmpty()) {
                        err.println("%s: used without %s".formatted(price.name(), String.join(", ", price.without())));
                    }
                }
                case Row.Unusable unusable ->
                    err.println("%s: not used: %s".formatted(unusable.name(), unusable.why()));
            }
        }
        long others = rows.stream()
                .filter(row -> !from.isEmpty() && !from.contains(row.provider()))
                .count();
        err.println("%d of %d rows used%s"
                .formatted(used, rows.size(), others == 0 ? "" : ", %d of other providers".formatted(others)));
        out.flush();
        err.flush();
        return 0;
    }

    private List<Row> rows() throws IOException {
        if (!Files.isReadable(file)) {
            throw new Complaint("%s cannot be read".formatted(file));
        }
        try {
            return PriceFile.rows(EXACT.readTree(Files.readAllBytes(file)))
                    .orElseThrow(() -> new Complaint(
                            "%s is neither of models.dev nor of LiteLLM: in the one each provider has models, in the other each model has a litellm_provider"
                                    .formatted(file)));
        } catch (JacksonException broken) {
            throw new Complaint("%s is not JSON: %s".formatted(file, broken.getOriginalMessage()));
        }
    }
}
