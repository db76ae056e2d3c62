package dev.weir.route;

import dev.weir.provider.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The compiled configuration: what calls are planned with. Replaced as a whole; a call keeps the one it arrived with.
///
/// @param models by the name that callers use
/// @param patterns names with a `*`, the most exact first
/// @param aliases other names of providers, as headers may give them
public record Snapshot(
        String version,
        Map<String, Provider> providers,
        Map<String, String> aliases,
        Map<String, Model> models,
        List<Pattern> patterns) {

    /// Where calls of a model go.
    ///
    /// @param upstream the name that the provider knows it by; empty for the name that the caller used
    public record Model(String provider, Optional<String> upstream) {}

    /// All models whose name begins and ends so.
    public record Pattern(String prefix, String suffix, Model model) {

        public static Pattern of(String glob, Model model) {
            int star = glob.indexOf('*');
            return new Pattern(glob.substring(0, star), glob.substring(star + 1), model);
        }

        boolean matches(String name) {
            return name.length() >= prefix.length() + suffix.length()
                    && name.startsWith(prefix)
                    && name.endsWith(suffix);
        }

        public int exactness() {
            return prefix.length() + suffix.length();
        }
    }

    public Snapshot {
        providers = Map.copyOf(providers);
        aliases = Map.copyOf(aliases);
        patterns = List.copyOf(patterns);
    }

    /// The model of that name, or the most exact pattern that fits it.
    public Optional<Model> model(String name) {
        Model exact = models.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Pattern pattern : patterns) {
            if (pattern.matches(name)) {
                return Optional.of(pattern.model());
            }
        }
        return Optional.empty();
    }

    /// The provider of that configured name or alias.
    public Optional<Provider> provider(String name) {
        return Optional.ofNullable(providers.get(aliases.getOrDefault(name, name)));
    }
}
