package dev.weir.wire.format;

import dev.weir.wire.chat.Source;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `data:` addresses, in which OpenAI's formats hold images and documents.
final class DataUrl {

    private static final Pattern DATA = Pattern.compile("data:([^;,]*)(?:;[^;,]*)*;base64,");

    private DataUrl() {}

    static Source source(String url) {
        Matcher data = DATA.matcher(url);
        return data.lookingAt() ? new Source.Bytes(data.group(1), url.substring(data.end())) : new Source.Url(url);
    }
}
