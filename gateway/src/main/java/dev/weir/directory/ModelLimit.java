package dev.weir.directory;

import dev.weir.config.Section;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/// Limits of a team for some models alone.
///
/// @param models with at most one `*`; all that fit count together
public record ModelLimit(String models, Caps limits) {

    static List<ModelLimit> read(Section document) {
        return document.sections(
                "model_limits",
                one -> new ModelLimit(one.required("models", Shapes.MODELS), one.section("limits", Caps::read)));
    }

    static void write(List<ModelLimit> limits, ArrayNode json) {
        limits.forEach(one -> json.addObject().put("models", one.models).set("limits", one.limits.json()));
    }
}
