package dev.weir.directory;

import dev.weir.call.Measure;
import dev.weir.config.Section;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a document says of limits. Of what it does not mention, what stands below it counts: a team's limits lie over
/// those of its tier.
public record Caps(Map<Measure, Cap> byMeasure) {

    public static final Caps NOTHING = new Caps(Map.of());

    public Caps {
        byMeasure = Map.copyOf(byMeasure);
    }

    public static Caps read(Section limits) {
        var caps = new EnumMap<Measure, Cap>(Measure.class);
        for (Measure measure : Measure.values()) {
            Optional<Cap> cap = limits.value(name(measure), Shapes.CAP);
            cap.ifPresent(one -> caps.put(measure, one));
        }
        return new Caps(caps);
    }

    public ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        for (Measure measure : Measure.values()) {
            switch (byMeasure.get(measure)) {
                case Cap.AtMost(long number) -> json.put(name(measure), number);
                case Cap.None() -> json.put(name(measure), "none");
                case null -> {}
            }
        }
        return json;
    }

    /// These, and where they say nothing, those below.
    public Caps over(Caps below) {
        var all = new EnumMap<Measure, Cap>(Measure.class);
        all.putAll(below.byMeasure);
        all.putAll(byMeasure);
        return new Caps(all);
    }

    /// The limits that there are in the end.
    public Map<Measure, Long> most() {
        var most = new EnumMap<Measure, Long>(Measure.class);
        byMeasure.forEach((measure, cap) -> {
            if (cap instanceof Cap.AtMost(long number)) {
                most.put(measure, number);
            }
        });
        return most;
    }

    private static String name(Measure measure) {
        return measure.name().toLowerCase(Locale.ROOT);
    }
}
