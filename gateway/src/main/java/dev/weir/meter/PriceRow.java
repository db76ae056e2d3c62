package dev.weir.meter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One row of a table of prices, which is read by the names of its columns. No cell holds a comma.
record PriceRow(Map<String, String> cells) {

    static List<PriceRow> all(String csv) {
        List<String> lines = csv.lines().toList();
        List<String> columns = List.of(lines.getFirst().split(",", -1));
        return lines.stream().skip(1).map(line -> of(columns, line)).toList();
    }

    private static PriceRow of(List<String> columns, String line) {
        String[] values = line.split(",", -1);
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(
                    "%s has %d cells, wanted %d".formatted(line, values.length, columns.size()));
        }
        var cells = new LinkedHashMap<String, String>();
        for (int i = 0; i < values.length; i++) {
            cells.put(columns.get(i), values[i].strip());
        }
        return new PriceRow(cells);
    }

    String text(String column) {
        String value = cells.get(column);
        if (value == null) {
            throw new IllegalArgumentException("the table has no column " + column);
        }
        return value;
    }

    String text(String column, String otherwise) {
        return text(column).isEmpty() ? otherwise : text(column);
    }

    List<String> texts(String column) {
        return text(column).isEmpty() ? List.of() : List.of(text(column).split(";", -1));
    }

    OptionalLong number(String column) {
        return text(column).isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text(column)));
    }

    /// Dollars for a million tokens.
    OptionalLong price(String column) {
        return text(column).isEmpty() ? OptionalLong.empty() : OptionalLong.of(Dollars.nano(text(column)));
    }

    Optional<SearchFee> search() {
        return SearchFee.read(text("search"));
    }

    Rates rates() {
        return new Rates(
                price("input").orElseThrow(),
                price("cached"),
                price("write_5m"),
                price("write_30m"),
                price("write_1h"),
                price("write_12h"),
                price("output").orElseThrow(),
                new Rates.Audio(price("audio"), price("audio_cached"), price("audio_output")));
    }
}
