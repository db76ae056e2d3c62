package dev.weir.telemetry;

import dev.weir.config.GatewayConfig;
import dev.weir.config.ModelConfig;
import dev.weir.config.ProviderConfig;
import dev.weir.config.RoutingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which names the configuration knows. Only these become labels: what callers make up would be another series each.
///
/// @param kinds of the configured providers, as the catalogue calls them
/// @param models every name by which callers or providers know a configured model
/// @param patterns what callers may write in more than one way, with a `*`
public record Names(Map<String, String> kinds, Set<String> models, List<String> patterns) {

    /// Stands for whatever is not known.
    public static final String OTHER = "other";

    public static final Names NONE = new Names(Map.of(), Set.of(), List.of());

    public Names {
        kinds = Map.copyOf(kinds);
        models = Set.copyOf(models);
        patterns = List.copyOf(patterns);
    }

    public static Names of(GatewayConfig config) {
        var kinds = new HashMap<String, String>();
        config.providers().forEach((String name, ProviderConfig provider) -> kinds.put(name, provider.kind()));
        var models = new HashSet<String>();
        var patterns = new ArrayList<String>();
        config.models().forEach((String name, ModelConfig model) -> {
            if (name.indexOf('*') < 0) {
                models.add(name);
            } else {
                patterns.add(name);
            }
            models.addAll(model.aliases());
            for (RoutingNode.Leaf leaf : model.route().leaves()) {
                leaf.model().ifPresent(models::add);
            }
        });
        return new Names(kinds, models, patterns);
    }

    /// The model as a label: itself if it is configured, the pattern that it fits, or [#OTHER]; empty stays empty.
    public String model(String asked) {
        if (asked.isEmpty() || models.contains(asked)) {
            return asked;
        }
        return patterns.stream()
                .filter(pattern -> fits(pattern, asked))
                .findFirst()
                .orElse(OTHER);
    }

    /// A provider at an address that a caller chose (`name@address`) counts as the one whose rights it has.
    public String provider(String name) {
        int at = name.indexOf('@');
        String plain = at < 0 ? name : name.substring(0, at);
        return plain.isEmpty() || kinds.containsKey(plain) ? plain : OTHER;
    }

    /// What kind a provider is; its name if that is not known.
    public String kind(String name) {
        String provider = provider(name);
        return kinds.getOrDefault(provider, provider);
    }

    private static boolean fits(String pattern, String name) {
        int star = pattern.indexOf('*');
        String prefix = pattern.substring(0, star);
        String suffix = pattern.substring(star + 1);
        return name.length() >= prefix.length() + suffix.length() && name.startsWith(prefix) && name.endsWith(suffix);
    }
}
