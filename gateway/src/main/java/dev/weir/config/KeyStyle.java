package dev.weir.config;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// How the keys of a document are spelt. Whoever reads one names them as `weir.yaml` does: `on-status-codes`.
enum KeyStyle {
    HYPHENS {
        @Override
        List<String> spellings(String key) {
            return List.of(key);
        }
    },

    /// `on_status_codes` or `onStatusCodes`. Keys that nobody knows are no violation there, but are told.
    SNAKE_OR_CAMEL {
        @Override
        List<String> spellings(String key) {
            String snake = key.replace('-', '_');
            var camel = new StringBuilder();
            for (int i = 0; i < key.length(); i++) {
                boolean upper = i > 0 && key.charAt(i - 1) == '-';
                if (key.charAt(i) != '-') {
                    camel.append(upper ? Character.toUpperCase(key.charAt(i)) : key.charAt(i));
                }
            }
            return snake.contentEquals(camel) ? List.of(snake) : List.of(snake, camel.toString());
        }
    };

    /// The usual one first.
    abstract List<String> spellings(String key);

    /// As it is spelt in a node; if it is not there, the usual spelling.
    String in(JsonNode node, String key) {
        List<String> spellings = spellings(key);
        return spellings.stream().filter(node::has).findFirst().orElse(spellings.getFirst());
    }
}
