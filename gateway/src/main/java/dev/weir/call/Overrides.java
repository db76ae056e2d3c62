package dev.weir.call;

import dev.weir.config.TargetSettings;
import dev.weir.wire.json.RequestShape;
import dev.weir.wire.json.Splice;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a route says in place of the caller. The model is not among it: that belongs to the target.
public final class Overrides {

    private Overrides() {}

    /// Whether anything but the model is overridden.
    public static boolean any(TargetSettings settings) {
        Map<String, JsonNode> overrides = settings.overrides();
        return overrides.size() > (overrides.containsKey("model") ? 1 : 0);
    }

    /// The request as the target is to have it.
    public static RequestShape.Read of(RequestShape request, TargetSettings settings) {
        if (!any(settings)) {
            return new RequestShape.Read.Shape(request);
        }
        var edits = new Splice(request);
        for (Map.Entry<String, JsonNode> one : settings.overrides().entrySet()) {
            if (!one.getKey().equals("model")) {
                edits.value(one.getKey(), one.getValue().toString());
            }
        }
        return RequestShape.read(edits.apply());
    }

    /// The same where it can be read; what cannot is not sent either.
    public static RequestShape asked(RequestShape request, TargetSettings settings) {
        return switch (of(request, settings)) {
            case RequestShape.Read.Shape(RequestShape shape) -> shape;
            case RequestShape.Read.Refused _ -> request;
        };
    }
}
