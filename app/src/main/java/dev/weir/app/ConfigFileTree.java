package dev.weir.app;

import dev.weir.config.Locations;
import dev.weir.config.Place;
import dev.weir.config.Pointers;
import dev.weir.config.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A YAML file as a tree, with the place of everything in it and what is wrong with it as YAML.
///
/// Only what JSON could say is taken: no anchors and so nothing that expands, no tags, no key twice, no second
/// document.
///
/// @param whole whether the file could be read to its end
record ConfigFileTree(JsonNode document, Locations places, List<Violation> violations, boolean whole) {

    ConfigFileTree {
        violations = List.copyOf(violations);
    }

    static ConfigFileTree read(String yaml) {
        return new Reader().read(yaml);
    }

    private static final class Reader {

        private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

        private static final YAMLFactory YAML = YAMLFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(32)
                        .maxNumberLength(32)
                        .build())
                .build();

        private final Map<String, Place> places = new HashMap<>();
        private final List<Violation> violations = new ArrayList<>();

        ConfigFileTree read(String yaml) {
            JsonNode document = NODES.objectNode();
            boolean whole = false;
            try (var parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), yaml)) {
                if (parser.nextToken() != null) {
                    places.put("", place(parser));
                    document = value(parser, "");
                    if (parser.nextToken() != null) {
                        wrong("", "a second document begins here, wanted one", place(parser));
                    }
                }
                whole = true;
            } catch (JacksonException e) {
                violations.add(syntax(e));
            }
            return new ConfigFileTree(document, new Locations(places), violations, whole);
        }

        private JsonNode value(YAMLParser parser, String path) {
            refuseWhatJsonCannotSay(parser, path);
            return switch (parser.currentToken()) {
                case START_OBJECT -> object(parser, path);
                case START_ARRAY -> array(parser, path);
                case VALUE_STRING -> parser.isCurrentAlias() ? NODES.nullNode() : NODES.stringNode(parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
                case VALUE_TRUE -> NODES.booleanNode(true);
                case VALUE_FALSE -> NODES.booleanNode(false);
                case VALUE_NULL, VALUE_EMBEDDED_OBJECT, PROPERTY_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE ->
                    NODES.nullNode();
            };
        }

        /// Whole numbers that fit, as numbers; all else as it is written, as nothing here wants it.
        private static JsonNode number(YAMLParser parser) {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getString().matches("-?\\d{1,18}")) {
                long whole = Long.parseLong(parser.getString());
                return whole == (int) whole ? NODES.numberNode((int) whole) : NODES.numberNode(whole);
            }
            return NODES.numberNode(parser.getDoubleValue());
        }

        private JsonNode object(YAMLParser parser, String path) {
            var object = NODES.objectNode();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                String member = Pointers.member(path, key);
                Place place = place(parser);
                Place first = places.putIfAbsent(member, place);
                parser.nextToken();
                if (first == null) {
                    object.set(key, value(parser, member));
                } else {
                    wrong(member, "is there twice, first in line %d".formatted(first.line()), place);
                    parser.skipChildren();
                }
            }
            return object;
        }

        private JsonNode array(YAMLParser parser, String path) {
            var array = NODES.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                String item = Pointers.item(path, array.size());
                places.put(item, place(parser));
                array.add(value(parser, item));
            }
            return array;
        }

        private void refuseWhatJsonCannotSay(YAMLParser parser, String path) {
            if (parser.isCurrentAlias() || parser.getObjectId() != null) {
                wrong(path, "has an anchor or an alias, wanted the value itself", place(parser));
            }
            if (parser.getRawTag() != null) {
                wrong(path, "has a tag, wanted a plain value", place(parser));
            }
        }

        private void wrong(String path, String message, Place place) {
            violations.add(new Violation(path, message, place));
        }

        private static Place place(YAMLParser parser) {
            return place(parser.currentTokenLocation());
        }

        private static Place place(TokenStreamLocation location) {
            return location.getLineNr() > 0 ? new Place(location.getLineNr(), location.getColumnNr()) : Place.UNKNOWN;
        }

        /// Says nothing of the text around, which may be a secret.
        private static Violation syntax(JacksonException e) {
            String why = "cannot be read as YAML";
            Place place = e.getLocation() == null ? Place.UNKNOWN : place(e.getLocation());
            if (e instanceof StreamConstraintsException) {
                why = "is nested too deeply or holds a number that is too long";
            }
            if (e.getCause() instanceof MarkedYamlEngineException yaml) {
                why += ": " + yaml.getProblem();
                place = yaml.getProblemMark()
                        .map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                        .orElse(place);
            }
            return new Violation("", why, place);
        }
    }
}
