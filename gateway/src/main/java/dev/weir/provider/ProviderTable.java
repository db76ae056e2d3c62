package dev.weir.provider;

import static java.util.stream.Collectors.joining;

import dev.weir.call.Operation;
import dev.weir.config.CredentialKind;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The catalogue as a document for people, in Markdown.
public final class ProviderTable {

    private static final String HEAD = """
            # Kinds of provider

            Written from the catalogue by `./weir providers`; a test keeps the two the same.

            A provider in `weir.yaml` is of one of these kinds. `base` is where it is unless you say otherwise; what stands in braces
            comes from the keys of the same name, and `{name=value}` has a value that goes without saying. A row of which something is
            in doubt says so: check it before relying on it.

            | Kind | Also called | Base | Credentials | Serves | |
            |---|---|---|---|---|---|
            """;

    private static final String TAIL = """

            ## Paths that say the model

            | Kind | Operation | Path behind the base |
            |---|---|---|
            """;

    private static final String OMITTED = """

            ## Not served

            These are known to other gateways and are not here, because they speak a format of their own, or none of text:
            `bytez`, `milvus`, `meshy`, `nomic`, `oracle`, `palm`, `qdrant`, `recraft-ai`, `reka-ai`, `replicate`, `sagemaker`,
            `segmind`, `stability-ai`, `tripo3d`, `triton`.
            """;

    private ProviderTable() {}

    public static String markdown(ProviderCatalog catalog) {
        return HEAD
                + catalog.all().stream().map(ProviderTable::row).collect(joining())
                + TAIL
                + catalog.all().stream()
                        .filter(kind -> kind.services().values().stream().anyMatch(Service::modelInPath))
                        .flatMap(ProviderTable::services)
                        .collect(joining())
                + OMITTED;
    }

    private static String row(ProviderKind kind) {
        return "| `%s` | %s | %s | %s | %s | %s |%n"
                .formatted(
                        kind.id(),
                        kind.aliases().stream().map(ProviderTable::code).collect(joining(", ")),
                        kind.base().isElsewhereForEverybody()
                                ? "yours"
                                : code(kind.base().written()),
                        kind.accepts().stream()
                                        .map(CredentialKind::key)
                                        .map(ProviderTable::code)
                                        .collect(joining(" or "))
                                + (kind.needsCredential() ? "" : ", or none"),
                        kind.services().keySet().stream()
                                .sorted()
                                .map(ProviderTable::name)
                                .collect(joining(", ")),
                        Stream.of(kind.notes(), kind.doubt().isEmpty() ? "" : "**In doubt:** " + kind.doubt())
                                .filter(text -> !text.isEmpty())
                                .collect(joining(". ")));
    }

    private static Stream<String> services(ProviderKind kind) {
        return kind.services().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(service -> "| `%s` | %s | %s |%n"
                        .formatted(
                                kind.id(),
                                name(service.getKey()) + models(service.getValue()),
                                Stream.of(
                                                service.getValue().whole(),
                                                service.getValue().streamed())
                                        .distinct()
                                        .map(ProviderTable::code)
                                        .collect(joining(", streamed "))));
    }

    private static String models(Service service) {
        return service.models().isEmpty()
                ? ""
                : service.models().stream().map(pattern -> code(pattern.text())).collect(joining(", ", " of ", ""));
    }

    private static String name(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
