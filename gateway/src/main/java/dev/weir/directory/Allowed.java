package dev.weir.directory;

import dev.weir.call.Access;
import dev.weir.config.Section;
import dev.weir.config.Values;
import tools.jackson.databind.node.ObjectNode;

/// How documents say which models and providers may be used.
public final class Allowed {

    private Allowed() {}

    public static Access read(Section document) {
        return new Access(document.values("providers", Values.TEXT), document.values("models", Shapes.MODELS));
    }

    static void write(Access access, ObjectNode json) {
        access.providers().forEach(json.putArray("providers")::add);
        access.models().forEach(json.putArray("models")::add);
    }
}
