package dev.weir.call;

import java.util.List;

/// Which targets somebody may use. What is decided on is the target that is asked, whatever name led to it.
///
/// @param providers by their names in the configuration; empty for all
/// @param models by the names that providers know them by, with at most one `*` each; empty for all
public record Access(List<String> providers, List<String> models) {

    public static final Access ALL = new Access(List.of(), List.of());

    public Access {
        providers = List.copyOf(providers);
        models = List.copyOf(models);
    }

    public boolean allows(Target target) {
        return (providers.isEmpty() || providers.contains(target.provider()))
                && (models.isEmpty() || models.stream().anyMatch(pattern -> fits(pattern, target.model())));
    }

    /// Whether it allows nothing that another does not allow.
    public boolean within(Access other) {
        return (other.providers.isEmpty() || (!providers.isEmpty() && other.providers.containsAll(providers)))
                && (other.models.isEmpty()
                        || (!models.isEmpty() && models.stream().allMatch(other::covers)));
    }

    private boolean covers(String pattern) {
        return models.stream().anyMatch(wider -> wider.equals(pattern) || fits(wider, pattern));
    }

    /// Whether a name is the one that a pattern with at most one `*` means.
    public static boolean fits(String pattern, String name) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(name);
        }
        String suffix = pattern.substring(star + 1);
        return name.length() >= pattern.length() - 1
                && name.startsWith(pattern.substring(0, star))
                && name.endsWith(suffix);
    }
}
