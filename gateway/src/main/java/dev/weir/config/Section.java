package dev.weir.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A part of a document while it is read: one line of code for each key.
///
/// Reading never stops at what is wrong. It is written down, and a stand-in takes its place. A key that nobody asked
/// for is wrong too: [#read] says so when the section has been read.
public final class Section {

    private final JsonNode node;
    private final Spot here;
    /// The path with `*` for the names of entries and `#` for the numbers of items.
    private final String shape;
    private final KeyStyle style;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> spelt = new HashSet<>();

    private Section(JsonNode node, Spot here, String shape, KeyStyle style) {
        this.node = node;
        this.here = here;
        this.shape = shape;
        this.style = style;
    }

    /// Reads a whole document.
    static <T> T read(JsonNode document, Findings findings, Function<Section, T> reading) {
        return read(document, findings, KeyStyle.HYPHENS, reading);
    }

    static <T> T read(JsonNode document, Findings findings, KeyStyle style, Function<Section, T> reading) {
        return new Section(document, new Spot("", findings), "", style).read(reading);
    }

    private <T> T read(Function<Section, T> reading) {
        if (!node.isObject() && !empty(node)) {
            here.add("is %s, wanted a section".formatted(Value.sort(node)));
            var nowhere = new Spot(here.path(), new Findings(Locations.UNKNOWN));
            return new Section(MissingNode.getInstance(), nowhere, shape, style).read(reading);
        }
        T value = reading.apply(this);
        if (here.findings().strict()) {
            node.propertyNames().stream().filter(key -> !spelt.contains(key)).forEach(this::unknown);
        }
        return value;
    }

    /// Whether anything stands at a key.
    public boolean has(String key) {
        known(key);
        return !empty(at(node, key));
    }

    /// What stands at a key, whatever it is.
    JsonNode json(String key) {
        known(key);
        return at(node, key);
    }

    private JsonNode at(JsonNode object, String key) {
        return object.path(style.in(object, key));
    }

    public <T> T value(String key, Value<T> value, T otherwise) {
        known(key);
        return at(node, key).isMissingNode() ? otherwise : value(at(node, key), at(key), value);
    }

    public <T> Optional<T> value(String key, Value<T> value) {
        known(key);
        return at(node, key).isMissingNode() ? Optional.empty() : Optional.of(value(at(node, key), at(key), value));
    }

    public <T> T required(String key, Value<T> value) {
        known(key);
        if (at(node, key).isMissingNode()) {
            at(key).add("is missing, wanted " + value.wanted());
            return value.standIn();
        }
        return value(at(node, key), at(key), value);
    }

    /// A list of plain values; empty if there is none.
    public <T> List<T> values(String key, Value<T> value) {
        var values = new ArrayList<T>();
        items(key, (item, where) -> values.add(value(item, where, value)));
        return List.copyOf(values);
    }

    /// The section at a key; if there is none, an empty one, so that all its defaults are read.
    public <T> T section(String key, Function<Section, T> reading) {
        known(key);
        return new Section(at(node, key), at(key), shape(key), style).read(reading);
    }

    /// The section at a key; nothing if there is none.
    public <T> Optional<T> optional(String key, Function<Section, T> reading) {
        T value = section(key, reading);
        return has(key) ? Optional.of(value) : Optional.empty();
    }

    /// The sections of a list, in order; empty if there is none.
    public <T> List<T> sections(String key, Function<Section, T> reading) {
        var sections = new ArrayList<T>();
        items(key, (item, where) -> sections.add(new Section(item, where, shape(key) + "/#", style).read(reading)));
        return List.copyOf(sections);
    }

    /// The same of sections that hold sections of their own kind: all of them have the keys of the outermost.
    <T> List<T> nested(String key, BiFunction<Integer, Section, T> reading) {
        String inside = shape.endsWith("/" + key + "/#") ? shape : shape(key) + "/#";
        known(key);
        var sections = new ArrayList<T>();
        items(key, (item, where) -> {
            int index = sections.size();
            sections.add(new Section(item, where, inside, style).read(section -> reading.apply(index, section)));
        });
        return List.copyOf(sections);
    }

    /// The sections that an operator gave names to, in the order of the document; empty if there are none.
    public <T> Map<String, T> entries(String key, BiFunction<String, Section, T> reading) {
        var entries = new LinkedHashMap<String, T>();
        members(key, (name, member) -> {
            var entry = new Section(member, at(key).at(name), shape(key) + "/*", style);
            entries.put(name, entry.read(section -> reading.apply(name, section)));
        });
        return entries;
    }

    /// Text for each name; empty if there is none. Its values are never repeated in a message.
    Map<String, String> texts(String key) {
        var texts = new LinkedHashMap<String, String>();
        members(key, (name, member) -> texts.put(name, value(member, at(key).at(name), Values.TEXT.unmentioned())));
        return texts;
    }

    /// A value for each name; empty if there is none.
    <T> Map<String, T> named(String key, Value<T> value) {
        var values = new LinkedHashMap<String, T>();
        members(key, (name, member) -> values.put(name, value(member, at(key).at(name), value)));
        return values;
    }

    /// The place of a key, to say something about it.
    public Spot at(String key) {
        return here.at(style.in(node, key));
    }

    public Spot here() {
        return here;
    }

    private <T> T value(JsonNode found, Spot where, Value<T> value) {
        return value.read(found).orElseGet(() -> {
            where.add("is %s, wanted %s".formatted(value.found(found), value.wanted()));
            return value.standIn();
        });
    }

    private void members(String key, BiConsumer<String, JsonNode> each) {
        known(key);
        JsonNode members = at(node, key);
        if (!members.isObject() && !empty(members)) {
            at(key).add("is %s, wanted a section with names of your own".formatted(Value.sort(members)));
        }
        members.propertyNames().forEach(name -> each.accept(name, members.path(name)));
    }

    private void items(String key, BiConsumer<JsonNode, Spot> each) {
        known(key);
        JsonNode list = at(node, key);
        if (!list.isArray() && !empty(list)) {
            at(key).add("is %s, wanted a list".formatted(Value.sort(list)));
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            each.accept(list.path(i), at(key).at(i));
        }
    }

    private void unknown(String key) {
        if (style == KeyStyle.SNAKE_OR_CAMEL) {
            here.at(key).notice("no key is named %s; there are %s".formatted(Value.shortened(key), known));
            return;
        }
        String nearest = Spelling.nearest(key, known)
                .map(name -> ", perhaps " + name + " is meant")
                .orElse("");
        at(key).add("no key is named %s%s; there are %s".formatted(Value.shortened(key), nearest, known));
    }

    private void known(String key) {
        List<String> spellings = style.spellings(key);
        known.add(spellings.getFirst());
        spelt.addAll(spellings);
        here.findings().keys().add(shape(key));
        List<String> there = spellings.stream().filter(node::has).toList();
        here.at(there.isEmpty() ? "" : there.getLast())
                .require(there.size() < 2, "is there as %s, too", there.isEmpty() ? "" : there.getFirst());
    }

    private String shape(String key) {
        return Pointers.member(shape, key);
    }

    private static boolean empty(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
