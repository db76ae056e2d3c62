package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.Oddity;
import dev.weir.simulator.format.Event;
import dev.weir.wire.http.Headers;
import java.util.List;

/// Server-sent events.
record SseFraming(String lineEnd, String space, boolean named, boolean commented) implements Framing {

    static SseFraming of(List<Fault> faults) {
        return new SseFraming(
                faults.contains(Oddity.CRLF) ? "\r\n" : "\n",
                faults.contains(Oddity.NO_SPACE) ? "" : " ",
                !faults.contains(Oddity.NO_EVENT),
                faults.contains(Oddity.COMMENTS));
    }

    @Override
    public Headers headers() {
        return Headers.of("content-type", "text/event-stream; charset=utf-8", "cache-control", "no-cache");
    }

    @Override
    public byte[] frame(Event event) {
        var text = new StringBuilder();
        if (commented) {
            text.append(": the simulator is at work").append(lineEnd).append(lineEnd);
        }
        if (named && !event.name().isEmpty()) {
            text.append("event:").append(space).append(event.name()).append(lineEnd);
        }
        text.append("data:").append(space).append(event.data()).append(lineEnd).append(lineEnd);
        return text.toString().getBytes(UTF_8);
    }
}
