package dev.weir.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.AuditRecord;
import dev.weir.call.Line;
import dev.weir.call.Tab.Booked;
import dev.weir.call.Target;
import dev.weir.store.Posting;
import dev.weir.store.Posting.Charge;
import dev.weir.store.Tally;
import dev.weir.store.UsageKey;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the journal has of a call: its audit record, and beside its columns a member `booking` with what is to be
/// booked.
///
/// @param booked by account
/// @param lines what its targets took
public record CallEntry(AuditRecord record, List<Booked> booked, List<Line> lines) {

    private static final String BOOKING = "booking";
    private static final byte[] CHARGES = (",\"" + BOOKING + "\":{\"charges\":").getBytes(UTF_8);
    private static final byte[] LINES = ",\"lines\":".getBytes(UTF_8);
    private static final String PREFIX = "call.";

    public CallEntry {
        booked = List.copyOf(booked);
        lines = List.copyOf(lines);
    }

    public byte[] bytes() {
        JsonBytes json = AuditJson.open(record);
        if (!booked.isEmpty() || !lines.isEmpty()) {
            json.raw(CHARGES);
            each(booked, CallEntry::write, json);
            json.raw(LINES);
            each(lines, CallEntry::write, json);
            json.sign('}');
        }
        return json.sign('}').toBytes();
    }

    private static <T> void each(List<T> all, BiConsumer<T, JsonBytes> write, JsonBytes json) {
        json.sign('[');
        for (int i = 0; i < all.size(); i++) {
            if (i > 0) {
                json.sign(',');
            }
            write.accept(all.get(i), json);
        }
        json.sign(']');
    }

    private static void write(Booked one, JsonBytes json) {
        json.sign('[').text(one.account());
        json.sign(',').number(one.amount());
        json.sign(',').number(one.reserved()).sign(']');
    }

    private static void write(Line line, JsonBytes json) {
        Usage usage = line.usage();
        CacheWrite write = usage.cacheWrite();
        json.sign('[').text(line.target().provider());
        json.sign(',').text(line.target().model());
        long[] numbers = {
            usage.fresh(),
            usage.cacheRead(),
            write.minutes5(),
            write.minutes30(),
            write.hour1(),
            write.hours12(),
            usage.output(),
            usage.reasoning(),
            line.cost(),
            line.priced() ? 1 : 0,
            line.delivered(),
            line.savings()
        };
        for (long number : numbers) {
            json.sign(',').number(number);
        }
        json.sign(',').text(line.estimated());
        json.sign(',').text(line.price());
        json.sign(',').number(usage.searches());
        json.sign(',').number(usage.audio().input());
        json.sign(',').number(usage.audio().cached());
        json.sign(',').number(usage.audio().output()).sign(']');
    }

    /// @throws IllegalArgumentException if it is none
    public static CallEntry read(byte[] content) {
        JsonNode booking = JsonMapper.shared().readTree(content).path(BOOKING);
        var booked = new ArrayList<Booked>();
        for (JsonNode one : booking.path("charges")) {
            booked.add(new Booked(
                    one.path(0).stringValue(),
                    one.path(1).longValue(),
                    one.path(2).longValue()));
        }
        var lines = new ArrayList<Line>();
        for (JsonNode one : booking.path("lines")) {
            lines.add(line(one));
        }
        return new CallEntry(AuditJson.read(content), booked, lines);
    }

    private static Line line(JsonNode one) {
        var write = new CacheWrite(number(one, 4), number(one, 5), number(one, 6), number(one, 7));
        var usage = new Usage(number(one, 2), number(one, 3), write, number(one, 8), number(one, 9), later(one, 16));
        return new Line(
                new Target(one.path(0).stringValue(), one.path(1).stringValue()),
                usage.withAudio(later(one, 17), later(one, 18), later(one, 19)),
                number(one, 10),
                number(one, 11) == 1,
                number(one, 12),
                number(one, 13),
                one.path(14).stringValue(),
                one.path(15).stringValue());
    }

    private static long number(JsonNode one, int at) {
        return one.path(at).longValue();
    }

    /// One that lines of before do not have.
    private static long later(JsonNode one, int at) {
        return one.path(at).asLong(0);
    }

    /// What is booked of it; nothing if it is no call of a model by somebody who is known.
    public Optional<Posting> posting() {
        if (record.who().team().isEmpty() || !record.what().action().startsWith(PREFIX)) {
            return Optional.empty();
        }
        var charges = booked.stream()
                .map(one -> new Charge(one.account(), one.amount(), one.reserved()))
                .toList();
        var counted = new ArrayList<Posting.Line>();
        boolean first = true;
        for (Line line : lines) {
            counted.add(new Posting.Line(key(line.target()), tally(line, first)));
            first = false;
        }
        if (first) {
            counted.add(new Posting.Line(
                    key(new Target(record.what().provider(), record.what().model())), request()));
        }
        return Optional.of(new Posting(record.id(), charges, counted));
    }

    private UsageKey key(Target target) {
        return new UsageKey(
                LocalDate.ofInstant(record.at(), ZoneOffset.UTC),
                record.who().team(),
                record.who().client(),
                record.who().user(),
                record.who().project(),
                record.who().costCenter(),
                target.provider(),
                target.model());
    }

    private Tally tally(Line line, boolean first) {
        Usage usage = line.usage();
        Tally tokens = new Tally(
                0,
                0,
                usage.fresh(),
                usage.cacheRead(),
                usage.cacheWrite().total(),
                usage.output(),
                usage.reasoning(),
                line.cost(),
                line.delivered(),
                line.savings(),
                line.estimated().isEmpty() ? 0 : line.cost(),
                line.priced() ? 0 : 1);
        return first ? request().plus(tokens) : tokens;
    }

    private Tally request() {
        boolean whole = record.end().outcome().equals("served") && record.end().status() < 400;
        return new Tally(1, whole ? 0 : 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
