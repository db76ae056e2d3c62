package dev.weir.wire.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// A request in the one form that both sides of a signature agree on.
///
/// @param signed the names of the headers that take part, sorted
/// @param text what is hashed
record CanonicalRequest(List<String> signed, String text) {

    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern AMPERSAND = Pattern.compile("&");

    /// @param target path and query as they are sent
    /// @param signed the names of the headers that take part, in lower case
    static CanonicalRequest of(String method, String target, Headers headers, List<String> signed, String bodyHash) {
        List<String> names = new ArrayList<>(signed);
        Collections.sort(names);
        int mark = target.indexOf('?');
        var text = new StringBuilder(512);
        text.append(method).append('\n');
        text.append(path(mark < 0 ? target : target.substring(0, mark))).append('\n');
        text.append(query(mark < 0 ? "" : target.substring(mark + 1))).append('\n');
        for (String name : names) {
            text.append(name).append(':').append(value(headers, name)).append('\n');
        }
        text.append('\n').append(String.join(";", names)).append('\n').append(bodyHash);
        return new CanonicalRequest(names, text.toString());
    }

    /// The path as it is sent, encoded once more.
    private static String path(String sent) {
        return sent.isEmpty() ? "/" : encoded(sent, true);
    }

    private static String query(String sent) {
        if (sent.isEmpty()) {
            return "";
        }
        var members = new ArrayList<String>();
        for (String member : AMPERSAND.split(sent, -1)) {
            int equals = member.indexOf('=');
            String name = equals < 0 ? member : member.substring(0, equals);
            String value = equals < 0 ? "" : member.substring(equals + 1);
            members.add(
                    encoded(RequestTarget.decoded(name), false) + "=" + encoded(RequestTarget.decoded(value), false));
        }
        Collections.sort(members);
        return String.join("&", members);
    }

    private static String value(Headers headers, String name) {
        var values = new ArrayList<String>();
        headers.all(name)
                .forEach(value -> values.add(SPACES.matcher(value.strip()).replaceAll(" ")));
        return String.join(",", values);
    }

    private static String encoded(String text, boolean slashes) {
        var out = new StringBuilder(text.length() + 32);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0
                    || (slashes && c == '/');
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append("0123456789ABCDEF".charAt(c >> 4)).append("0123456789ABCDEF".charAt(c & 15));
            }
        }
        return out.toString();
    }
}
