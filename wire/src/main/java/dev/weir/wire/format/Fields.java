package dev.weir.wire.format;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Losses;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/// The members of one object of a caller's request while it is read. What nobody has taken in the end is reported, so
/// that a decoder cannot drop anything without a word.
///
/// A member that is `null` says nothing, so it is as good as absent.
final class Fields {

    private static final ArrayNode NOTHING = JsonNodeFactory.instance.arrayNode();
    private static final Pattern HUMP = Pattern.compile("[A-Z]");

    private final JsonNode object;
    private final String place;
    private final Losses losses;
    private final boolean eitherWay;
    private final Set<String> taken = new HashSet<>();

    Fields(JsonNode object, String place, Losses losses) {
        this(object, place, losses, false);
    }

    private Fields(JsonNode object, String place, Losses losses, boolean eitherWay) {
        this.object = object;
        this.place = place;
        this.losses = losses;
        this.eitherWay = eitherWay;
        if (!object.isObject()) {
            losses.invalid(place, "an object is wanted");
        }
    }

    /// Those of an object whose names may be spelled `likeThis` or `like_this`, as Google's interfaces take them.
    static Fields spelledEitherWay(JsonNode object, String place, Losses losses) {
        return new Fields(object, place, losses, true);
    }

    /// A name as it stands in the object.
    private String spelled(String name) {
        if (!eitherWay || object.has(name)) {
            return name;
        }
        String other = HUMP.matcher(name).replaceAll(hump -> "_" + hump.group().toLowerCase(Locale.ROOT));
        return object.has(other) ? other : name;
    }

    String place() {
        return place;
    }

    String place(String name) {
        return At.inside(place, spelled(name));
    }

    boolean has(String name) {
        JsonNode value = object.path(spelled(name));
        return !value.isMissingNode() && !value.isNull();
    }

    /// A member; missing if it is not there.
    JsonNode take(String name) {
        String spelled = spelled(name);
        taken.add(spelled);
        JsonNode value = object.path(spelled);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    /// A string; empty if it is not there.
    String text(String name) {
        JsonNode value = take(name);
        if (!value.isMissingNode() && !value.isString()) {
            losses.invalid(place(name), "a string is wanted");
        }
        return value.stringValue("");
    }

    /// An array that has to be there.
    JsonNode wanted(String name) {
        if (!has(name)) {
            losses.invalid(place(name), "an array is wanted, and nothing is there");
        }
        return array(name);
    }

    /// An array; empty if it is not there or is something else, which is reported.
    JsonNode array(String name) {
        JsonNode value = take(name);
        if (value.isArray()) {
            return value;
        }
        if (!value.isMissingNode()) {
            losses.invalid(place(name), "an array is wanted");
        }
        return NOTHING;
    }

    /// Reads an object inside, and reports what of it nobody takes.
    void inside(String name, BiConsumer<Fields, JsonNode> reader) {
        if (has(name)) {
            JsonNode value = take(name);
            var fields = new Fields(value, place(name), losses, eitherWay);
            reader.accept(fields, value);
            fields.rest();
        }
    }

    /// Passes over members that say nothing to anybody else.
    void skip(Collection<String> names) {
        names.forEach(name -> taken.add(spelled(name)));
    }

    /// Reports whatever is left as a wish that is not passed on.
    void rest() {
        for (String name : object.propertyNames()) {
            if (!taken.contains(name) && has(name)) {
                losses.ignored(place(name), "the provider's format has no word for it");
            }
        }
    }
}
