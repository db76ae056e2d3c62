package dev.weir.admin;

import dev.weir.wire.http.HttpResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One thing that the control plane does.
///
/// @param path with names in braces for what differs, as OpenAPI writes it; a last name that ends in `...` stands for
/// the whole rest, slashes and all
/// @param action what the audit calls it
record Route(String method, String path, Permission permission, String action, Function<Ask, HttpResponse> handler) {

    private static final String REST = "...}";

    /// What stands in place of the names, if the path is one of these.
    Optional<Map<String, String>> values(String wanted) {
        String[] template = path.split("/", -1);
        String[] segments = wanted.split("/", -1);
        boolean rest = path.endsWith(REST);
        if (rest ? segments.length < template.length : segments.length != template.length) {
            return Optional.empty();
        }
        var values = new HashMap<String, String>();
        for (int i = 0; i < template.length; i++) {
            if (rest && i == template.length - 1) {
                String all = String.join("/", Arrays.asList(segments).subList(i, segments.length));
                values.put(template[i].substring(1, template[i].length() - REST.length()), all);
            } else if (template[i].startsWith("{")) {
                values.put(template[i].substring(1, template[i].length() - 1), segments[i]);
            } else if (!template[i].equals(segments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /// The path as OpenAPI writes it, which knows no name for the whole rest.
    String described() {
        return path.replace(REST, "}");
    }

    /// Whether less of its path is left open: of two that a path fits, this one is meant.
    boolean saysMoreThan(Route other) {
        return names() < other.names();
    }

    private long names() {
        return path.chars().filter(c -> c == '{').count();
    }
}
