package dev.weir.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.format.Language;
import dev.weir.wire.format.ToolWords;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.frame.Frame;
import dev.weir.wire.frame.SseReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client made of what it got: one answer, one error, or a mess.
sealed interface Seen {

    record Answer(String text) implements Seen {}

    /// @param begun whether a part of an answer came before it
    record Failed(boolean begun, String why) implements Seen {}

    record Mess(String why) implements Seen {}

    static Seen of(HttpResponse<byte[]> response, WireFormat format) {
        String type = response.headers().firstValue("content-type").orElse("");
        String body = new String(response.body(), UTF_8);
        if (response.statusCode() >= 400) {
            return type.startsWith("application/json")
                            && JsonMapper.shared().readTree(body).path("error").isObject()
                    ? new Failed(false, response.statusCode() + " " + body)
                    : new Mess("an error that is none: " + body);
        }
        try {
            return type.startsWith("text/event-stream") ? stream(body, format) : whole(body, format);
        } catch (RuntimeException unreadable) {
            return new Mess(unreadable + ": " + body);
        }
    }

    private static Seen whole(String body, WireFormat format) {
        JsonNode json = JsonMapper.shared().readTree(body);
        Language language = format.language().orElseThrow();
        var events = new ArrayList<ChatEvent>();
        language.decodeWhole(json, new ToolWords(), events::add);
        return told(events, body);
    }

    private static Seen stream(String body, WireFormat format) {
        Language language = format.language().orElseThrow();
        var decoder = language.decoder(new ToolWords());
        var watch = format.watch();
        var events = new ArrayList<ChatEvent>();
        List<Frame> frames = new SseReader().feed(body.getBytes(UTF_8));
        long failures = frames.stream().filter(watch::isFailure).count();
        for (Frame frame : frames) {
            watch.saw(frame);
            decoder.decode(frame, events::add);
        }
        decoder.end(events::add);
        if (failures > 1 || (failures == 1 && !watch.isFailure(frames.getLast()))) {
            return new Mess("an error that is not the last: " + body);
        }
        if (failures == 0 && !watch.ended()) {
            return new Mess("an answer that just stops: " + body);
        }
        if (!body.endsWith("\n\n")) {
            return new Mess("half a frame: " + body);
        }
        return told(events, body);
    }

    private static Seen told(List<ChatEvent> events, String body) {
        long starts =
                events.stream().filter(ChatEvent.Started.class::isInstance).count();
        long ends = events.stream()
                .filter(event -> event instanceof ChatEvent.Finished || event instanceof ChatEvent.Failed)
                .count();
        if (starts > 1 || ends != 1) {
            return new Mess("%d beginnings and %d ends: %s".formatted(starts, ends, body));
        }
        var text = new StringBuilder();
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.TextDelta(int _, String piece)) {
                text.append(piece);
            }
            if (event instanceof ChatEvent.Failed(var problem)) {
                return new Failed(starts > 0, problem.detail());
            }
        }
        return new Answer(text.toString());
    }
}
