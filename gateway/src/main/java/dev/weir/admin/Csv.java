package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;

/// A table as RFC 4180 writes it, which a spreadsheet can open without running what somebody has put into it.
final class Csv {

    private static final String FORMULAS = "=+-@\t\r";

    private final StringBuilder text = new StringBuilder();
    private boolean begun;

    /// A text that somebody else may have chosen: where it could be read as a formula, a quote goes before it.
    Csv said(String cell) {
        return cell(!cell.isEmpty() && FORMULAS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell);
    }

    /// A name or a number of ours.
    Csv cell(String cell) {
        if (begun) {
            text.append(',');
        }
        begun = true;
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        text.append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
        return this;
    }

    void end() {
        text.append("\r\n");
        begun = false;
    }

    HttpResponse answer(String name) {
        return new HttpResponse(
                200,
                Headers.of(
                        "content-type",
                        "text/csv; charset=utf-8; header=present",
                        "content-disposition",
                        "attachment; filename=\"%s.csv\"".formatted(name)),
                text.toString().getBytes(UTF_8));
    }
}
