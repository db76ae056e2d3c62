package dev.weir.simulator;

import dev.weir.simulator.SimulatorAnswer.Streamed;
import dev.weir.simulator.SimulatorAnswer.Unanswered;
import dev.weir.simulator.SimulatorAnswer.Whole;
import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.Instead;
import dev.weir.simulator.fault.Midway;
import dev.weir.simulator.fault.Place;
import dev.weir.simulator.format.Door;
import dev.weir.simulator.format.Event;
import dev.weir.simulator.format.Reply;
import dev.weir.simulator.meter.Billing;
import dev.weir.simulator.meter.Meter;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes of what a format says what is to be played, with its faults and its pace, and opens the bill.
final class Staging {

    private final Pace pace;
    private final Meter meter;

    Staging(Pace pace, Meter meter) {
        this.pace = pace;
        this.meter = meter;
    }

    /// @param as how the events of a stream become bytes
    SimulatorAnswer stage(Reply reply, Headers headers, Door.Framing as, List<Fault> faults) {
        if (faults.stream().anyMatch(Instead.Silence.class::isInstance)) {
            return new Unanswered(Ending.STALL, silent(reply));
        }
        return switch (reply) {
            case Reply.Free(JsonNode json) -> whole(json, headers, faults, Optional.empty());
            case Reply.Whole whole -> whole(whole.json(), headers, faults, Optional.of(whole));
            case Reply.Stream stream -> stream(stream, headers, as, faults);
        };
    }

    /// Nothing of the answer comes, but its input was read.
    private Billing silent(Reply reply) {
        return switch (reply) {
            case Reply.Free _ -> Billing.FREE;
            case Reply.Whole whole -> meter.stream(whole.work(), new long[0], new int[0], true);
            case Reply.Stream stream -> meter.stream(stream.work(), new long[0], new int[0], true);
        };
    }

    private Duration delay(List<Fault> faults) {
        Duration delay = pace.firstByte();
        for (Fault fault : faults) {
            if (fault instanceof Fault.Slow(Duration more)) {
                delay = delay.plus(more);
            }
        }
        return delay;
    }

    private SimulatorAnswer whole(JsonNode json, Headers headers, List<Fault> faults, Optional<Reply.Whole> billed) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(json);
        Headers all =
                headers.toBuilder().set("content-type", "application/json").build();
        Optional<Midway> midway = faults.stream()
                .filter(Midway.class::isInstance)
                .map(Midway.class::cast)
                .findFirst();
        Billing billing = billed.map(whole -> meter.whole(whole.work(), midway.isPresent()))
                .orElse(Billing.FREE);
        var answer = new Whole(new HttpResponse(200, all, body), delay(faults), billing);
        return midway.map(fault -> broken(answer, fault)).orElse(answer);
    }

    /// Half of a body, or nothing of it if the fault comes before the first event.
    private static SimulatorAnswer broken(Whole answer, Midway midway) {
        byte[] body = answer.response().body();
        byte[] half = midway.after().equals(new Place.Events(0)) ? new byte[0] : Arrays.copyOf(body, body.length / 2);
        return switch (midway) {
            case Midway.Cut _, Midway.HalfFrame _ -> partly(answer, half, Ending.RESET);
            case Midway.Stall _ -> partly(answer, half, Ending.STALL);
            case Midway.End _, Midway.Garbage _, Midway.ErrorEvent _ -> with(answer, half);
            case Midway.Corrupt _, Midway.Unknown _ -> answer;
            case Midway.Giant(Place _, int bytes) -> with(answer, spaced(body, bytes));
        };
    }

    private static Whole with(Whole answer, byte[] body) {
        HttpResponse response = answer.response();
        return new Whole(
                new HttpResponse(response.status(), response.headers(), body), answer.delay(), answer.billing());
    }

    private static Streamed partly(Whole answer, byte[] sent, Ending ending) {
        HttpResponse whole = answer.response();
        Headers headers = whole.headers().toBuilder()
                .set("content-length", Integer.toString(whole.body().length))
                .build();
        return new Streamed(
                whole.status(), headers, answer.delay(), List.of(new Step.Send(sent)), ending, answer.billing());
    }

    private static byte[] spaced(byte[] body, int bytes) {
        byte[] spaced = Arrays.copyOf(body, body.length + bytes);
        Arrays.fill(spaced, body.length, spaced.length, (byte) ' ');
        return spaced;
    }

    private Streamed stream(Reply.Stream stream, Headers headers, Door.Framing as, List<Fault> faults) {
        var bending = new Bending(stream);
        faults.forEach(bending::bend);
        Framing framing = switch (as) {
            case SERVER_SENT -> SseFraming.of(faults);
            case AWS_CHUNKS -> new AwsFraming(true);
            case AWS_EVENTS -> new AwsFraming(false);
        };
        int split = split(faults);
        var steps = new ArrayList<Step>();
        var generated = new ArrayList<Long>();
        int number = 0;
        for (Event event : bending.events()) {
            if (!steps.isEmpty() && pace.betweenEvents().isPositive()) {
                steps.add(new Step.Pause(pace.betweenEvents()));
                generated.add(generated.getLast());
            }
            for (byte[] piece : pieces(bending.frame(number++, framing.frame(event)), split)) {
                steps.add(new Step.Send(piece));
                generated.add(event.generated());
            }
        }
        bending.half().ifPresent(event -> {
            byte[] frame = framing.frame(event);
            steps.add(new Step.Send(Arrays.copyOf(frame, frame.length / 2)));
            generated.add(event.generated());
        });
        int[] sizes = steps.stream()
                .mapToInt(step -> step instanceof Step.Send(byte[] bytes) ? bytes.length : 0)
                .toArray();
        Billing billing = meter.stream(
                stream.work(), generated.stream().mapToLong(Long::longValue).toArray(), sizes, bending.broken());
        Headers.Builder all = headers.toBuilder();
        framing.headers().forEach(all::set);
        return new Streamed(200, all.build(), delay(faults), steps, bending.ending(), billing);
    }

    private static int split(List<Fault> faults) {
        return faults.stream()
                .mapToInt(fault -> fault instanceof Fault.Split(int bytes) ? bytes : Integer.MAX_VALUE)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private static List<byte[]> pieces(byte[] frame, int most) {
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < frame.length; at += Math.min(most, frame.length - at)) {
            pieces.add(Arrays.copyOfRange(frame, at, at + Math.min(most, frame.length - at)));
        }
        return pieces;
    }
}
