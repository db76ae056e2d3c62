package dev.weir.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.simulator.SimulatorAnswer.Streamed;
import dev.weir.simulator.SimulatorAnswer.Unanswered;
import dev.weir.simulator.SimulatorAnswer.Whole;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client hears of an answer that is played to it until the end.
record Heard(int status, Headers headers, byte[] bytes, Ending ending) {

    /// An event, as a client that reads leniently takes it.
    record Said(String name, String data) {

        JsonNode json() {
            return JsonMapper.shared().readTree(data);
        }
    }

    static Heard of(SimulatorAnswer answer) {
        return switch (answer) {
            case Whole whole -> {
                whole.billing().finished();
                yield new Heard(
                        whole.response().status(),
                        whole.response().headers(),
                        whole.response().body(),
                        Ending.CLEAN);
            }
            case Streamed streamed -> {
                byte[] bytes = play(streamed, streamed.steps().size());
                if (streamed.ending() == Ending.STALL) {
                    streamed.billing().left();
                } else {
                    streamed.billing().finished();
                }
                yield new Heard(streamed.status(), streamed.headers(), bytes, streamed.ending());
            }
            case Unanswered unanswered -> {
                unanswered.billing().left();
                yield new Heard(0, Headers.NONE, new byte[0], unanswered.ending());
            }
        };
    }

    /// Plays the first steps, and gives what they sent.
    static byte[] play(Streamed streamed, int steps) {
        var sent = new ByteArrayOutputStream();
        for (int i = 0; i < steps; i++) {
            if (streamed.steps().get(i) instanceof Step.Send(byte[] bytes)) {
                sent.writeBytes(bytes);
            }
            streamed.billing().sent(i);
        }
        return sent.toByteArray();
    }

    String text() {
        return new String(bytes, UTF_8);
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(bytes);
    }

    List<Said> events() {
        var events = new ArrayList<Said>();
        for (String frame : text().split("\r?\n\r?\n", -1)) {
            String name = field(frame, "event");
            String data = field(frame, "data");
            if (!data.isEmpty()) {
                events.add(new Said(name, data));
            }
        }
        return events;
    }

    private static String field(String frame, String name) {
        return frame.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).replaceFirst("^ ", ""))
                .collect(Collectors.joining("\n"));
    }
}
