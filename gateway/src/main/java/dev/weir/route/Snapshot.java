package dev.weir.route;

import dev.weir.config.Routing;
import dev.weir.config.RoutingNode;
import dev.weir.provider.Provider;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The compiled configuration: what calls are planned with. Replaced as a whole; a call keeps the one it arrived with.
///
/// @param elsewhere providers at the further addresses that operators allow, by the names of [#elsewhere]
/// @param models by the name that callers use
/// @param patterns names with a `*`, the most exact first
/// @param aliases other names of providers, as headers may give them
/// @param routings those that callers can name
public record Snapshot(
        String version,
        Map<String, Provider> providers,
        Map<String, Provider> elsewhere,
        Map<String, String> aliases,
        Map<String, RoutingNode> models,
        List<Pattern> patterns,
        Routing routing,
        Map<String, NamedRouting> routings) {

    /// All models whose name begins and ends so.
    public record Pattern(String prefix, String suffix, RoutingNode route) {

        public static Pattern of(String glob, RoutingNode route) {
            int star = glob.indexOf('*');
            return new Pattern(glob.substring(0, star), glob.substring(star + 1), route);
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
        elsewhere = Map.copyOf(elsewhere);
        aliases = Map.copyOf(aliases);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        patterns = List.copyOf(patterns);
        routings = Collections.unmodifiableMap(new LinkedHashMap<>(routings));
    }

    /// The same with other routing configurations that callers can name.
    public Snapshot with(Map<String, NamedRouting> others) {
        return new Snapshot(version, providers, elsewhere, aliases, models, patterns, routing, others);
    }

    /// The route of the model of that name, or of the most exact pattern that fits it.
    public Optional<RoutingNode> model(String name) {
        RoutingNode exact = models.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Pattern pattern : patterns) {
            if (pattern.matches(name)) {
                return Optional.of(pattern.route());
            }
        }
        return Optional.empty();
    }

    /// The provider of that configured name or alias.
    public Optional<Provider> provider(String name) {
        Provider configured = providers.get(aliases.getOrDefault(name, name));
        return Optional.ofNullable(configured == null ? elsewhere.get(name) : configured);
    }

    /// A provider at another address, if its operator allows that one.
    public Optional<Provider> provider(Provider provider, URI host) {
        return Optional.ofNullable(elsewhere.get(elsewhere(provider.name(), host)));
    }

    static String elsewhere(String provider, URI host) {
        return provider + "@" + host;
    }

    /// For messages.
    public List<String> providerNames() {
        return providers.keySet().stream().sorted().toList();
    }
}
