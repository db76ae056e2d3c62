package dev.weir.call;

import java.util.Map;

/// How much somebody may have of each measure. What is not named has no limit.
///
/// @param holder for whom it is counted: all calls of the same holder count together
/// @param models which models it is about, as the provider knows them; one `*` stands for any letters
public record Quota(String holder, String models, Map<Measure, Long> most) {

    public static final String ALL_MODELS = "*";

    public Quota {
        most = Map.copyOf(most);
    }

    public boolean isAbout(String model) {
        return Access.fits(models, model);
    }
}
