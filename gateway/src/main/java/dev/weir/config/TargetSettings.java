package dev.weir.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How a target is asked. What a group says holds for all of its targets that do not say otherwise.
///
/// @param overrides members of the body that are replaced, without the model
/// @param requestTimeout until an answer begins, and of the whole answer if it does not stream
/// @param forwardHeaders names of the caller's headers that go on to the provider, if the operator lets them
/// @param customHost where the provider is asked instead of at its base, if the operator lets it be
public record TargetSettings(
        Map<String, JsonNode> overrides,
        Optional<Retry> retry,
        Optional<Duration> requestTimeout,
        List<String> forwardHeaders,
        Optional<URI> customHost) {

    public static final TargetSettings NONE =
            new TargetSettings(Map.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    public TargetSettings {
        overrides = overrides.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        forwardHeaders = List.copyOf(forwardHeaders);
    }

    /// These, and where they say nothing what the group around says.
    public TargetSettings within(TargetSettings group) {
        var merged = new LinkedHashMap<>(group.overrides);
        merged.putAll(overrides);
        return new TargetSettings(
                merged,
                retry.or(group::retry),
                requestTimeout.or(group::requestTimeout),
                forwardHeaders.isEmpty() ? group.forwardHeaders : forwardHeaders,
                customHost.or(group::customHost));
    }

    /// The same with what a caller's own headers say, which comes before everything.
    public TargetSettings under(TargetSettings headers) {
        if (headers.equals(NONE)) {
            return this;
        }
        var forwarded = new LinkedHashSet<>(headers.forwardHeaders.isEmpty() ? forwardHeaders : headers.forwardHeaders);
        return new TargetSettings(
                overrides,
                retry,
                headers.requestTimeout.or(this::requestTimeout),
                new ArrayList<>(forwarded),
                headers.customHost.or(this::customHost));
    }
}
