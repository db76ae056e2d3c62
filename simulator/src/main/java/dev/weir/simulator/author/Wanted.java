package dev.weir.simulator.author;

import tools.jackson.databind.JsonNode;

/// What an answer in text has to look like.
public sealed interface Wanted {
    record Words() implements Wanted {}

    record AnyJson() implements Wanted {}

    record Fitting(JsonNode schema) implements Wanted {}
}
