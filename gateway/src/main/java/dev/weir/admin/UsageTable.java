package dev.weir.admin;

import dev.weir.policy.Figure;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Tally;
import dev.weir.store.UsageQuery;
import dev.weir.store.UsageQuery.Dimension;
import dev.weir.store.Used;
import dev.weir.wire.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Usage as rows, in JSON or for a spreadsheet.
record UsageTable(UsageQuery query, List<Used> rows) {

    private static final Map<String, Dimension> NAMES = names();

    UsageTable {
        rows = List.copyOf(rows);
    }

    /// As the caller wants it.
    HttpResponse answer(Ask ask) {
        return csvWanted(ask) ? csv() : HttpResponse.json(200, json());
    }

    /// Whether it is wanted for a spreadsheet: with `format`, or else with `accept`.
    static boolean csvWanted(Ask ask) {
        String format = ask.request().target().parameters().getOrDefault("format", "");
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            case "" ->
                ask.request()
                        .headers()
                        .first("accept")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .contains("text/csv");
            default -> throw new Refusal(Kind.FIELD_INVALID, "format is %s; csv or json is wanted".formatted(format));
        };
    }

    private ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("from", query.from().toString());
        json.put("to", query.to().toString());
        ArrayNode by = json.putArray("group_by");
        query.by().forEach(dimension -> by.add(word(dimension)));
        write(json.putArray("items"));
        json.put("count", rows.size());
        Figure.write(total(), json.putObject("total"));
        return json;
    }

    /// Writes the rows.
    void write(ArrayNode items) {
        for (Used row : rows) {
            ObjectNode item = items.addObject();
            query.by().forEach(dimension -> item.put(word(dimension), row.by().getOrDefault(dimension, "")));
            Figure.write(row.tally(), item);
        }
    }

    Tally total() {
        return rows.stream().map(Used::tally).reduce(Tally.NOTHING, Tally::plus);
    }

    HttpResponse csv() {
        var csv = new Csv();
        query.by().forEach(dimension -> csv.cell(word(dimension)));
        for (Figure figure : Figure.values()) {
            csv.cell(figure.word());
        }
        csv.end();
        for (Used row : rows) {
            query.by().forEach(dimension -> csv.said(row.by().getOrDefault(dimension, "")));
            for (Figure figure : Figure.values()) {
                csv.cell(figure.text(row.tally()));
            }
            csv.end();
        }
        return csv.answer("usage-%s-%s".formatted(query.from(), query.to()));
    }

    static String word(Dimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }

    /// The dimension of that name.
    static Optional<Dimension> dimension(String word) {
        return Optional.ofNullable(NAMES.get(word));
    }

    private static Map<String, Dimension> names() {
        var names = new LinkedHashMap<String, Dimension>();
        for (Dimension dimension : Dimension.values()) {
            names.put(word(dimension), dimension);
        }
        names.put("cost_centre", Dimension.COST_CENTER);
        return names;
    }
}
