package dev.weir.provider;

import dev.weir.call.Operation;
import dev.weir.config.ProviderKinds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The kinds of provider that Weir knows: a row of `providers.csv` each. No cell of that file holds a comma, and
/// several aliases are separated by semicolons.
public final class ProviderCatalog implements ProviderKinds {

    private static final List<String> COLUMNS = List.of(
            "id",
            "aliases",
            "base",
            "auth",
            "chat",
            "responses",
            "messages",
            "count_tokens",
            "converse",
            "embeddings",
            "generate_content",
            "count_content_tokens",
            "embed_content",
            "doubt",
            "notes");

    private final Map<String, ProviderKind> kinds = new LinkedHashMap<>();
    private final Map<String, ProviderKind> byName = new LinkedHashMap<>();

    private ProviderCatalog(String csv) {
        List<String> lines = csv.lines().toList();
        if (!cells(lines.getFirst()).equals(COLUMNS)) {
            throw new IllegalArgumentException(
                    "the columns are %s, wanted %s".formatted(cells(lines.getFirst()), COLUMNS));
        }
        lines.stream().skip(1).map(ProviderCatalog::row).forEach(this::add);
    }

    /// The rows that come with Weir.
    public static ProviderCatalog builtIn() {
        try (InputStream csv = ProviderCatalog.class.getResourceAsStream("providers.csv")) {
            if (csv == null) {
                throw new IllegalStateException("providers.csv is not beside its class");
            }
            return of(new String(csv.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProviderCatalog of(String csv) {
        return new ProviderCatalog(csv);
    }

    @Override
    public Optional<ProviderKind> kind(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Collection<String> ids() {
        return kinds.keySet();
    }

    public Collection<ProviderKind> all() {
        return kinds.values();
    }

    private void add(ProviderKind kind) {
        kinds.put(kind.id(), kind);
        name(kind.id(), kind);
        kind.aliases().forEach(alias -> name(alias, kind));
    }

    private void name(String name, ProviderKind kind) {
        ProviderKind other = byName.putIfAbsent(name, kind);
        if (other != null) {
            throw new IllegalArgumentException("%s is the name of %s and of %s".formatted(name, other.id(), kind.id()));
        }
    }

    private static ProviderKind row(String line) {
        List<String> cells = cells(line);
        if (cells.size() != COLUMNS.size()) {
            throw new IllegalArgumentException(
                    "%s has %d cells, wanted %d".formatted(line, cells.size(), COLUMNS.size()));
        }
        return new ProviderKind(
                cell(cells, "id"),
                Arrays.stream(cell(cells, "aliases").split(";", -1))
                        .filter(alias -> !alias.isEmpty())
                        .toList(),
                Base.of(cell(cells, "base")),
                Auth.of(cell(cells, "auth")),
                services(cells),
                cell(cells, "notes"),
                cell(cells, "doubt"));
    }

    private static Map<Operation, Service> services(List<String> cells) {
        var services = new EnumMap<Operation, Service>(Operation.class);
        for (Operation operation : Operation.values()) {
            String cell = cell(cells, operation.name().toLowerCase(Locale.ROOT));
            if (!cell.isEmpty()) {
                services.put(operation, Service.of(operation, cell));
            }
        }
        return services;
    }

    private static String cell(List<String> cells, String column) {
        return cells.get(COLUMNS.indexOf(column));
    }

    private static List<String> cells(String line) {
        return List.of(line.split(",", -1));
    }
}
