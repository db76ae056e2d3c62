package dev.weir.route;

import dev.weir.config.Query;
import dev.weir.config.Query.Comparison;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Whether a query holds of a request.
final class Conditions {

    private final Facts facts;

    Conditions(Facts facts) {
        this.facts = facts;
    }

    boolean hold(Query query) {
        return switch (query) {
            case Query.All(List<Query> parts) -> parts.stream().allMatch(this::hold);
            case Query.Any(List<Query> parts) -> parts.stream().anyMatch(this::hold);
            case Query.Test(String _, var operand, Comparison comparison) -> holds(facts.of(operand), comparison);
        };
    }

    private static boolean holds(JsonNode value, Comparison comparison) {
        return switch (comparison) {
            case Comparison.Equal(JsonNode wanted) -> equal(value, wanted);
            case Comparison.Unequal(JsonNode unwanted) -> !equal(value, unwanted);
            case Comparison.Greater(double than) -> Comparison.number(value) > than;
            case Comparison.GreaterOrEqual(double than) -> Comparison.number(value) >= than;
            case Comparison.Less(double than) -> Comparison.number(value) < than;
            case Comparison.LessOrEqual(double than) -> Comparison.number(value) <= than;
            case Comparison.In(List<JsonNode> values) -> values.stream().anyMatch(one -> equal(value, one));
            case Comparison.NotIn(List<JsonNode> values) -> values.stream().noneMatch(one -> equal(value, one));
            case Comparison.Matching(Pattern pattern) -> Bounded.finds(pattern, value.asString(""));
        };
    }

    private static boolean equal(JsonNode value, JsonNode wanted) {
        if (value.isMissingNode()) {
            return wanted.isNull();
        }
        return value.equals(wanted)
                || Comparison.number(value) == Comparison.number(wanted)
                || (value.isValueNode()
                        && wanted.isValueNode()
                        && value.asString("").equals(wanted.asString("")));
    }
}
