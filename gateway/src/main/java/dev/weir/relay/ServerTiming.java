package dev.weir.relay;

import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Part;

/// What an answer says of where the time went until it began, as `server-timing` does: milliseconds of the gateway in
/// all, then each part that took any. What comes after the headers is in the log line.
final class ServerTiming {

    private ServerTiming() {}

    static String of(Timeline.Parts parts) {
        var text = new StringBuilder(128);
        add(text, "gateway", parts.gateway());
        for (Part part : Part.values()) {
            if (parts.of(part) > 0) {
                text.append(", ");
                add(text, part.word(), parts.of(part));
            }
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String name, long micros) {
        String thousandths = Long.toString(1000 + micros % 1000);
        text.append(name).append(";dur=").append(micros / 1000).append('.').append(thousandths, 1, 4);
    }
}
