package dev.weir.config;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What has to hold of a request for a condition to choose a target.
public sealed interface Query {

    record All(List<Query> parts) implements Query {
        public All {
            parts = List.copyOf(parts);
        }
    }

    record Any(List<Query> parts) implements Query {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /// @param field as it was written
    record Test(String field, Operand operand, Comparison comparison) implements Query {}

    /// What is asked of a value. Numbers are compared as numbers also where they are written as text.
    sealed interface Comparison {

        /// A value as a number; none, which compares with nothing, if it is not one.
        static double number(JsonNode value) {
            if (value.isNumber()) {
                return value.doubleValue();
            }
            try {
                return value.isString() ? Double.parseDouble(value.stringValue().strip()) : Double.NaN;
            } catch (NumberFormatException none) {
                return Double.NaN;
            }
        }

        record Equal(JsonNode wanted) implements Comparison {}

        record Unequal(JsonNode unwanted) implements Comparison {}

        record Greater(double than) implements Comparison {}

        record GreaterOrEqual(double than) implements Comparison {}

        record Less(double than) implements Comparison {}

        record LessOrEqual(double than) implements Comparison {}

        record In(List<JsonNode> values) implements Comparison {
            public In {
                values = List.copyOf(values);
            }
        }

        record NotIn(List<JsonNode> values) implements Comparison {
            public NotIn {
                values = List.copyOf(values);
            }
        }

        /// Somewhere in the value.
        record Matching(Pattern pattern) implements Comparison {}
    }
}
