package dev.weir.call;

import dev.weir.config.StatusRule;
import dev.weir.config.TargetSettings;
import java.util.List;

/// A target in a plan, and what follows if it fails.
///
/// @param path where it stands in its routing configuration, as answers tell it
/// @param onward what the groups around it say, the innermost first
public record Step(Target target, String path, TargetSettings settings, List<Onward> onward) {

    /// Where a call goes on.
    ///
    /// @param on after which statuses; what is not the provider's own doing always does
    /// @param to the number of a later step
    public record Onward(StatusRule on, int to) {}

    public Step {
        onward = List.copyOf(onward);
    }

    /// One that stands alone.
    public static Step of(Target target) {
        return new Step(target, "config", TargetSettings.NONE, List.of());
    }
}
