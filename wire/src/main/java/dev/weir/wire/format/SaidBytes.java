package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/// Counts what a frame says: the bytes of some members' values, wherever in its JSON they stand. One pass, no tree;
/// of what is not JSON it counts what looks like it.
final class SaidBytes {

    private final byte[][] names;

    /// @param names of the members that hold text, or JSON objects that a model has written
    SaidBytes(String... names) {
        this.names = Arrays.stream(names).map(name -> name.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    long in(byte[] json) {
        long said = 0;
        int at = 0;
        while (at < json.length) {
            if (json[at] != '"') {
                at++;
                continue;
            }
            int end = closing(json, at);
            int value = value(json, end + 1);
            if (value < 0 || !isWanted(json, at + 1, end)) {
                at = end + 1;
            } else if (json[value] == '"') {
                int last = closing(json, value);
                said += characters(json, value + 1, last);
                at = last + 1;
            } else if (json[value] == '{') {
                int last = brace(json, value);
                said += last - value;
                at = last;
            } else {
                at = value;
            }
        }
        return said;
    }

    private boolean isWanted(byte[] json, int from, int to) {
        for (byte[] name : names) {
            if (Arrays.equals(json, from, Math.min(to, json.length), name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    /// Where the value begins of the member whose name ends before this place; -1 if it was no name.
    private static int value(byte[] json, int after) {
        int colon = pastSpace(json, after);
        if (colon >= json.length || json[colon] != ':') {
            return -1;
        }
        int value = pastSpace(json, colon + 1);
        return value < json.length ? value : -1;
    }

    private static int pastSpace(byte[] json, int from) {
        int at = from;
        while (at < json.length && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at;
    }

    /// The quote that ends a string; the end if none does.
    private static int closing(byte[] json, int open) {
        int at = open + 1;
        while (at < json.length && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return Math.min(at, json.length);
    }

    /// Behind the brace that ends an object; the end if none does.
    private static int brace(byte[] json, int open) {
        int depth = 0;
        int at = open;
        while (at < json.length) {
            switch (json[at]) {
                case '"' -> at = closing(json, at);
                case '{' -> depth++;
                case '}' -> depth--;
                default -> {}
            }
            at++;
            if (depth == 0) {
                return Math.min(at, json.length);
            }
        }
        return json.length;
    }

    /// The bytes of a string's text in UTF-8, of which an escaped one counts three at most.
    private static long characters(byte[] json, int from, int to) {
        long count = 0;
        int at = from;
        while (at < to) {
            if (json[at] != '\\') {
                count++;
                at++;
            } else if (at + 1 < to && json[at + 1] == 'u') {
                count += 3;
                at += 6;
            } else {
                count++;
                at += 2;
            }
        }
        return count;
    }
}
