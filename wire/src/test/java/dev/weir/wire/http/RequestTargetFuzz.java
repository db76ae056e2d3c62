package dev.weir.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.problem.Problem.Kind;
import java.net.URI;

/// Z1, our part of it: a target is refused, or there is one way to read it: decoding it once more or normalising it
/// leads nowhere else.
public final class RequestTargetFuzz {

    private RequestTargetFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String raw = new String(data, ISO_8859_1);
        switch (RequestTarget.parse(raw)) {
            case RequestTarget.Parsed.Refused refused ->
                wanted(refused.problem().kind() == Kind.BAD_PATH, raw);
            case RequestTarget.Parsed.Target(RequestTarget target) -> {
                wanted((target.path() + target.query()).equals(raw), raw);
                wanted(target.path().startsWith("/") && target.path().indexOf('?') < 0, raw);
                wanted(raw.chars().allMatch(c -> c > ' ' && c < 0x7f), raw);
                String decoded = RequestTarget.decoded(target.path());
                wanted(decoded.indexOf('\0') < 0 && decoded.indexOf('\\') < 0 && decoded.indexOf(';') < 0, raw);
                for (String segment : decoded.split("/", -1)) {
                    wanted(!segment.equals(".") && !segment.equals(".."), raw);
                }
                wanted(!target.path().contains("//"), raw);
                target.parameters();
                normalised(target.path(), raw);
            }
        }
    }

    private static void normalised(String path, String raw) {
        URI uri;
        try {
            uri = URI.create("http://h" + path);
        } catch (IllegalArgumentException stricter) {
            return;
        }
        wanted(uri.normalize().getRawPath().equals(uri.getRawPath()), raw);
        wanted("h".equals(uri.getHost()), raw);
    }

    private static void wanted(boolean holds, String raw) {
        if (!holds) {
            throw new AssertionError(raw);
        }
    }
}
