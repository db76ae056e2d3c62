package dev.weir.wire.format;

import dev.weir.wire.chat.Leg;
import dev.weir.wire.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What Anthropic lists in `usage.iterations`: each time that it had a model do something for one answer. Its own
/// counts beside them are those of the model that answered and leave out what was done to compact the conversation and
/// what an advisor said. Where another model took over after a refusal, they do not say whose they are, so the list is
/// all that counts.
final class Iterations {

    private static final String PREFIX = "iterations.";
    private static final String MESSAGE = "message";
    private static final String TAKEN_OVER = "fallback_message";

    private Iterations() {}

    /// Counts with the legs that they leave out.
    ///
    /// @param numbers as [dev.weir.wire.json.JsonNumbers] finds them; entries with the same type and model are one
    static Usage with(Usage counts, Map<String, Long> numbers) {
        Map<Entry, Map<String, Long>> entries = entries(numbers);
        if (entries.isEmpty()) {
            return counts;
        }
        boolean takenOver = entries.keySet().stream().anyMatch(entry -> entry.type.equals(TAKEN_OVER));
        List<Leg> legs = new ArrayList<>();
        entries.forEach((entry, own) -> {
            if (takenOver || !entry.type.equals(MESSAGE)) {
                legs.add(new Leg(entry.model, AnthropicMessages.own(own)));
            }
        });
        Usage main = takenOver ? Usage.NONE.withSearches(counts.searches()) : counts;
        return main.withLegs(legs);
    }

    /// @param model empty if the entry does not say one
    private record Entry(String type, String model) implements Comparable<Entry> {

        /// The texts of an entry: its type, and perhaps its model.
        static Entry of(String texts) {
            for (String type : List.of(TAKEN_OVER, "advisor_message", "compaction", MESSAGE)) {
                if (texts.equals(type)) {
                    return new Entry(type, "");
                }
                if (texts.startsWith(type + "/")) {
                    return new Entry(type, texts.substring(type.length() + 1));
                }
                if (texts.endsWith("/" + type)) {
                    return new Entry(type, texts.substring(0, texts.length() - type.length() - 1));
                }
            }
            return new Entry(texts, "");
        }

        @Override
        public int compareTo(Entry other) {
            int types = type.compareTo(other.type);
            return types == 0 ? model.compareTo(other.model) : types;
        }
    }

    private static Map<Entry, Map<String, Long>> entries(Map<String, Long> numbers) {
        var entries = new TreeMap<Entry, Map<String, Long>>();
        numbers.forEach((path, value) -> {
            int field = path.indexOf("cache_creation.", PREFIX.length());
            int dot = field > 0 ? field - 1 : path.lastIndexOf('.');
            if (path.startsWith(PREFIX) && dot >= PREFIX.length()) {
                entries.computeIfAbsent(Entry.of(path.substring(PREFIX.length(), dot)), _ -> new TreeMap<>())
                        .put(path.substring(dot + 1), value);
            }
        });
        return entries;
    }
}
