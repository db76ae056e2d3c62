package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.Oddity;
import dev.weir.simulator.format.Event;
import java.util.List;

/// How events become bytes.
record Framing(String lineEnd, String space, boolean named, boolean commented) {

    static Framing of(List<Fault> faults) {
        return new Framing(
                faults.contains(Oddity.CRLF) ? "\r\n" : "\n",
                faults.contains(Oddity.NO_SPACE) ? "" : " ",
                !faults.contains(Oddity.NO_EVENT),
                faults.contains(Oddity.COMMENTS));
    }

    byte[] frame(Event event) {
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
