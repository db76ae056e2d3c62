package dev.weir.wire.http;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The target of a request, parsed once. Everything that looks at a path (authentication, routes, audit) looks at this.
///
/// Only the origin form is taken (`/path?query`), so neither `Host` nor an absolute target has a say in where a request
/// goes. What could be read in two ways (dot segments, empty segments, backslashes, parameters, control characters) is
/// refused.
///
/// @param path as sent, not decoded
/// @param query as sent, with its question mark; empty if there is none
public record RequestTarget(String path, String query) {

    /// What came of reading a target.
    public sealed interface Parsed {
        record Target(RequestTarget target) implements Parsed {}

        record Refused(Problem problem) implements Parsed {}
    }

    private static final Pattern TWOFOLD = Pattern.compile(
            "//|\\\\|;|/\\.{1,2}(/|$)|%(?![0-9a-fA-F]{2})|%00|%5[cC]|%3[bB]|(?i)(/|%2f)(\\.|%2e){1,2}(/|%2f|$)");

    private static final Pattern BROKEN_ENCODING = Pattern.compile("%(?![0-9a-fA-F]{2})");

    public static Parsed parse(String raw) {
        int mark = raw.indexOf('?');
        String path = mark < 0 ? raw : raw.substring(0, mark);
        String query = mark < 0 ? "" : raw.substring(mark);
        if (!path.startsWith("/")) {
            return refused("the target of a request begins with a slash");
        }
        if (raw.indexOf('#') >= 0) {
            return refused("a target has no fragment");
        }
        if (!isVisible(raw)) {
            return refused("a target holds visible ASCII characters only; others are percent-encoded");
        }
        if (!isPlain(path) && TWOFOLD.matcher(path).find()) {
            return refused(
                    "a path holds no empty or dot segments, no backslash, no semicolon and only whole percent-encodings");
        }
        if (query.indexOf('%') >= 0 && BROKEN_ENCODING.matcher(query).find()) {
            return refused("a query holds only whole percent-encodings");
        }
        return new Parsed.Target(new RequestTarget(path, query));
    }

    private static boolean isVisible(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) <= 0x20 || raw.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /// Whether a path holds nothing but letters, digits, hyphens and single slashes, as nearly all do.
    private static boolean isPlain(String path) {
        char before = ' ';
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
            if (!plain && (c != '/' || before == '/')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    /// The path with its percent-encodings decoded, once.
    public static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /// The members of the query, decoded; of several with one name the last.
    public Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        if (query.length() > 1) {
            for (String pair : query.substring(1).split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    @Override
    public String toString() {
        return path + query;
    }

    private static Parsed refused(String why) {
        return new Parsed.Refused(new Problem(Kind.BAD_PATH, why));
    }
}
