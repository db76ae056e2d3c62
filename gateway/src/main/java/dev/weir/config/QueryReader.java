package dev.weir.config;

import dev.weir.config.Query.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/// Reads conditions: `{"metadata.plan": {"$eq": "paid"}}`, `{"$or": [...]}`. All members of an object have to hold.
final class QueryReader {

    static final Query NOTHING = new Query.All(List.of());

    private static final int LONGEST_PATTERN = 500;
    private static final List<String> OPERATORS =
            List.of("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$regex");

    private QueryReader() {}

    static Query read(JsonNode json, Spot here) {
        if (!json.isObject() || json.isEmpty()) {
            here.add("is %s, wanted an object such as {\"metadata.plan\": {\"$eq\": \"paid\"}}"
                    .formatted(json.isObject() ? "empty" : Value.sort(json)));
            return NOTHING;
        }
        var parts = new ArrayList<Query>();
        json.propertyStream().forEach(member -> {
            Spot there = here.at(member.getKey());
            switch (member.getKey()) {
                case "$and" -> parts.add(new Query.All(list(member.getValue(), there)));
                case "$or" -> parts.add(new Query.Any(list(member.getValue(), there)));
                default -> tests(member.getKey(), member.getValue(), there, parts);
            }
        });
        return parts.size() == 1 ? parts.getFirst() : new Query.All(parts);
    }

    private static List<Query> list(JsonNode json, Spot here) {
        if (!json.isArray() || json.isEmpty()) {
            here.add("is %s, wanted a list of conditions".formatted(json.isArray() ? "empty" : Value.sort(json)));
            return List.of();
        }
        var parts = new ArrayList<Query>();
        for (int i = 0; i < json.size(); i++) {
            parts.add(read(json.get(i), here.at(i)));
        }
        return parts;
    }

    private static void tests(String field, JsonNode wanted, Spot here, List<Query> parts) {
        Optional<Operand> operand = Operand.parse(field);
        if (operand.isEmpty()) {
            here.add("is not something to look at, wanted metadata.*, params.*, headers.*, url.pathname, $and or $or");
            return;
        }
        if (!wanted.isObject()) {
            parts.add(new Query.Test(field, operand.get(), new Comparison.Equal(wanted)));
            return;
        }
        here.require(!wanted.isEmpty(), "is empty, wanted one of %s", OPERATORS);
        wanted.propertyStream()
                .forEach(one -> comparison(one.getKey(), one.getValue(), here.at(one.getKey()))
                        .ifPresent(comparison -> parts.add(new Query.Test(field, operand.get(), comparison))));
    }

    private static Optional<Comparison> comparison(String operator, JsonNode value, Spot here) {
        return switch (operator) {
            case "$eq" -> Optional.of(new Comparison.Equal(value));
            case "$ne" -> Optional.of(new Comparison.Unequal(value));
            case "$gt" -> number(value, here).map(Comparison.Greater::new);
            case "$gte" -> number(value, here).map(Comparison.GreaterOrEqual::new);
            case "$lt" -> number(value, here).map(Comparison.Less::new);
            case "$lte" -> number(value, here).map(Comparison.LessOrEqual::new);
            case "$in" -> values(value, here).map(Comparison.In::new);
            case "$nin" -> values(value, here).map(Comparison.NotIn::new);
            case "$regex" -> pattern(value, here).map(Comparison.Matching::new);
            default -> {
                here.add("is not an operator; there are %s".formatted(OPERATORS));
                yield Optional.empty();
            }
        };
    }

    private static Optional<Double> number(JsonNode value, Spot here) {
        double number = Comparison.number(value);
        if (Double.isNaN(number)) {
            here.add("is %s, wanted a number".formatted(Value.sort(value)));
            return Optional.empty();
        }
        return Optional.of(number);
    }

    private static Optional<List<JsonNode>> values(JsonNode value, Spot here) {
        if (!value.isArray()) {
            here.add("is %s, wanted a list".formatted(Value.sort(value)));
            return Optional.empty();
        }
        return Optional.of(value.valueStream().toList());
    }

    private static Optional<Pattern> pattern(JsonNode value, Spot here) {
        String text = value.stringValue("");
        if (text.isEmpty() || text.length() > LONGEST_PATTERN) {
            here.add("is %s, wanted a regular expression of at most %d characters"
                    .formatted(text.isEmpty() ? Value.sort(value) : text.length() + " long", LONGEST_PATTERN));
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(text));
        } catch (PatternSyntaxException wrong) {
            here.add("is not a regular expression: " + wrong.getDescription());
            return Optional.empty();
        }
    }
}
