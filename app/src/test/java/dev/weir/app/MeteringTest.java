package dev.weir.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Metered.Lane;
import dev.weir.simulator.meter.Bill;
import dev.weir.wire.chat.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What is booked of a call equals what its provider bills, to the nano-dollar, wherever the provider said how much it
/// was; and is marked as an estimate wherever it did not: whoever cuts, and wherever. Each pair of formats is asked at
/// some places that follow from the seed; `-Dweir.cuts=all` asks at all.
@Timeout(1200)
class MeteringTest {

    private static final boolean ALL = "all".equals(System.getProperty("weir.cuts"));
    private static final long SEED = Long.getLong("weir.seed", 20261126);
    private static final int SOME = 2;
    private static final int SOME_BYTES = 12;

    /// What has to be booked.
    enum Expected {
        /// What the provider counted.
        COUNTED,
        /// No fewer tokens than the provider bills, but for thoughts that it keeps to itself; and marked.
        ESTIMATED,
        /// An estimate, where the provider bills what it was about to say as well.
        ROUGHLY,
        /// Nothing.
        FREE,
        /// One of these, as the row itself says.
        ANY
    }

    /// The bills that a call has caused at a provider, by their places among all.
    private record Billed(Lane lane, int from, int to) {}

    private record Made(String project, String what, Expected expected, List<Billed> billed) {}

    @TempDir
    static Path folder;

    @TempDir
    static Path drainFolder;

    @SuppressWarnings("NullAway.Init")
    private static Metered world;

    @SuppressWarnings("NullAway.Init")
    private static Metered draining;

    private static final Map<Metered, Long> SPENT = new HashMap<>();

    private static int calls;

    private final Instant from = Instant.now();
    private final List<Made> made = new ArrayList<>();
    private final Random random = new Random(SEED);

    /// What requests have before all else.
    private String tools = "";

    /// What users say besides; nothing if it is empty.
    private String sound = "";

    @BeforeAll
    static void start() throws Exception {
        System.out.printf("weir.seed=%d, weir.cuts=%s%n", SEED, ALL ? "all" : "some");
        world = new Metered(folder, "cancel");
        draining = new Metered(drainFolder, "drain");
    }

    @AfterAll
    static void stop() {
        world.close();
        draining.close();
    }

    @ParameterizedTest
    @EnumSource
    void s_bud_2_booksWhatTheProviderBillsWhoeverCutsAtWhicheverEvent(Speaker speaker) throws Exception {
        for (Lane lane : Lane.EACH) {
            int events = events(speaker, lane);
            for (int after : places(events)) {
                int read = broken(speaker, lane, after % 2 == 0 ? "cut" : "half", after, events);
                left(world, speaker, lane, after, read, expected(speaker, lane, after, events));
            }
        }

        held(world);
    }

    @ParameterizedTest
    @EnumSource
    void s_bud_2_booksWhatTheProviderBillsWhicheverByteTheClientLeavesAt(Speaker speaker) throws Exception {
        for (Lane lane : Lane.EACH) {
            if (ALL || random.nextInt(3) == 0) {
                atBytes(speaker, lane);
            }
        }

        held(world);
    }

    private void atBytes(Speaker speaker, Lane lane) throws Exception {
        int events = events(speaker, lane);
        var read = new TreeMap<Integer, Integer>();
        for (int after = 1; after <= events; after++) {
            read.putIfAbsent(broken(speaker, lane, "cut", after, events), after);
        }
        int bytes = read.lastKey();
        IntStream places = ALL ? IntStream.rangeClosed(1, bytes) : random.ints(SOME_BYTES, 1, bytes + 1);
        for (int at : places.toArray()) {
            int after = read.ceilingEntry(at).getValue();
            left(world, speaker, lane, after, at, expected(speaker, lane, after, events));
        }
    }

    /// What comes in place of an answer, or is odd about it.
    private static final Map<String, Expected> FAULTS = Map.ofEntries(
            Map.entry("status=400", Expected.FREE),
            Map.entry("status=401", Expected.FREE),
            Map.entry("status=429", Expected.FREE),
            Map.entry("status=500", Expected.FREE),
            Map.entry("status=529", Expected.FREE),
            Map.entry("html", Expected.ANY),
            Map.entry("error200", Expected.ANY),
            Map.entry("redirect", Expected.FREE),
            Map.entry("reset", Expected.ESTIMATED),
            Map.entry("silence", Expected.ESTIMATED),
            Map.entry("slow=20", Expected.COUNTED),
            Map.entry("split=1", Expected.COUNTED),
            Map.entry("crlf", Expected.COUNTED),
            Map.entry("nospace", Expected.COUNTED),
            Map.entry("comment", Expected.COUNTED),
            Map.entry("pingfirst", Expected.COUNTED),
            Map.entry("noevent", Expected.ANY),
            Map.entry("nousage", Expected.ANY),
            Map.entry("noterminal", Expected.ANY),
            Map.entry("unknown", Expected.COUNTED),
            Map.entry("garbage", Expected.ANY),
            Map.entry("giant=200000", Expected.COUNTED),
            Map.entry("corrupt", Expected.ANY),
            Map.entry("stall", Expected.ANY),
            Map.entry("error", Expected.ANY));

    @ParameterizedTest
    @EnumSource
    void s_bud_2_booksWhatTheProviderBillsWhateverItDoesWrong(Speaker speaker) throws Exception {
        for (Lane lane : Lane.EACH) {
            wrong(speaker, lane);
        }

        held(world);
    }

    private void wrong(Speaker speaker, Lane lane) throws Exception {
        for (boolean streams : List.of(true, false)) {
            for (String fault : FAULTS.keySet().stream().sorted().toList()) {
                boolean waits = fault.equals("silence") || fault.equals("stall");
                if (ALL || random.nextInt(waits ? 12 : 3) == 0) {
                    answered(world, speaker, lane.model(), lane, fault, streams, expected(fault, lane, streams));
                }
            }
        }
        entire(speaker, lane);
        answered(world, speaker, lane.model(), lane, "", false, Expected.COUNTED);
        answered(world, speaker, lane.model(), lane, "cut", false, Expected.ESTIMATED);
        left(world, speaker, lane, "silence", false, 0, Expected.ESTIMATED, 0);
        left(world, speaker, lane, "silence", true, 0, Expected.ESTIMATED, 0);
    }

    private static Expected expected(String fault, Lane lane, boolean streams) {
        if (!streams && !fault.matches("status.*|redirect|reset|silence|slow.*|split.*")) {
            return Expected.ANY;
        }
        return switch (fault) {
            case "nousage" -> lane == Lane.GEMINI ? Expected.COUNTED : Expected.ESTIMATED;
            case "noterminal" ->
                switch (lane) {
                    case MESSAGES, CHAT, INVOKE -> Expected.COUNTED;
                    case OPENAI, CONVERSE, GEMINI, FIRST -> Expected.ANY;
                };
            default -> FAULTS.getOrDefault(fault, Expected.ANY);
        };
    }

    /// Attempts that failed are paid, too.
    @ParameterizedTest
    @EnumSource
    void s_bud_2_booksWhatAllProvidersBillWhenOneTakesOverFromAnother(Speaker speaker) throws Exception {
        for (boolean streams : List.of(true, false)) {
            answered(world, speaker, "sturdy", Lane.FIRST, "status=500", streams, Expected.COUNTED);
            for (String fault : List.of("reset", "cut;after=0", "end;after=1", "half;after=1")) {
                answered(world, speaker, "sturdy", Lane.FIRST, fault, streams, Expected.ESTIMATED);
            }
            for (int after = 2; after < 12; after++) {
                answered(world, speaker, "sturdy", Lane.FIRST, "cut;after=" + after, streams, Expected.ANY);
                answered(world, speaker, "sturdy", Lane.FIRST, "error;after=" + after, streams, Expected.ANY);
            }
            answered(world, speaker, "sturdy", Lane.FIRST, "", streams, Expected.COUNTED);
        }

        held(world);
    }

    @ParameterizedTest
    @EnumSource
    void s_bud_2_knowsWhatACutAnswerCostsWhereTheRestIsRead(Speaker speaker) throws Exception {
        var early = new ArrayList<String>();
        var none = new ArrayList<String>();
        for (Lane lane : Lane.EACH) {
            if (ALL || random.nextInt(3) == 0) {
                early.add("c" + (calls + 1));
                drained(speaker, lane);
                none.add("c" + (calls - 1));
            }
        }

        Map<String, JsonNode> rows = held(draining);
        assertThat(rows).containsKeys(early.toArray(String[]::new)).containsKeys(none.toArray(String[]::new));
        rows.forEach((project, row) -> {
            long delivered = row.path("delivered_nano_usd").asLong();
            if (none.contains(project)) {
                assertThat(delivered).isZero();
            }
            if (early.contains(project) && row.path("outcome").asString().equals("broken_by_client")) {
                assertThat(delivered)
                        .isPositive()
                        .isLessThan(row.path("cost_nano_usd").asLong());
            }
        });
    }

    /// Searches of the web that a provider makes are no tokens, and are paid by the piece.
    @Test
    void s_bud_2_booksTheSearchesThatTheProviderBills() throws Exception {
        tools = """
                "tools": [{"type": "web_search_20260209", "name": "web_search", "max_uses": 3}],
                 "tool_choice": {"type": "tool", "name": "web_search"},
                """;
        int events = events(Speaker.MESSAGES, Lane.MESSAGES);
        for (boolean streams : List.of(true, false)) {
            answered(world, Speaker.MESSAGES, Lane.MESSAGES.model(), Lane.MESSAGES, "", streams, Expected.COUNTED);
            left(world, Speaker.MESSAGES, Lane.MESSAGES, "silence", streams, 0, Expected.ESTIMATED, 0);
        }
        for (int after = 0; after <= events; after++) {
            // A provider counts the name of the tool, too.
            Expected expected = after >= events - 1 ? Expected.COUNTED : Expected.ROUGHLY;
            answered(
                    world,
                    Speaker.MESSAGES,
                    Lane.MESSAGES.model(),
                    Lane.MESSAGES,
                    "cut;after=" + after,
                    true,
                    expected);
        }

        Map<String, JsonNode> rows = held(world);
        assertThat(rows)
                .extractingByKey(made.getFirst().project)
                .satisfies(row -> assertThat(row.path("web_searches").asLong()).isEqualTo(1));
    }

    /// Sound has prices of its own, where it is read from a cache as well.
    @Test
    void s_bud_2_booksTheSoundThatTheProviderBills() throws Exception {
        sound = "SUQz" + "A".repeat(30_000);
        for (var pair :
                Map.of(Speaker.CHAT, Lane.CHAT, Speaker.GEMINI, Lane.GEMINI).entrySet()) {
            for (int again = 0; again < 4; again++) {
                for (boolean streams : List.of(true, false)) {
                    Lane lane = pair.getValue();
                    answered(world, pair.getKey(), lane.model(), lane, "", streams, Expected.COUNTED);
                }
            }
        }

        Map<String, JsonNode> rows = held(world);
        assertThat(rows.values())
                .allSatisfy(row ->
                        assertThat(row.path("audio_input_tokens").asLong()).isEqualTo(1_000));
        assertThat(rows.values())
                .anySatisfy(row ->
                        assertThat(row.path("audio_cache_read_tokens").asLong()).isPositive());
    }

    private void drained(Speaker speaker, Lane lane) throws Exception {
        byte[] whole = answered(draining, speaker, lane.model(), lane, "", true, Expected.COUNTED);
        List<Integer> ends = speaker.ends(whole);

        List<Integer> some = ALL
                ? ends
                : List.of(
                        ends.getFirst(),
                        ends.get(random.nextInt(ends.size())),
                        ends.get(ends.size() - 2),
                        ends.getLast());
        for (int end : some) {
            left(draining, speaker, lane, "", true, end, Expected.COUNTED, 0);
        }
        left(draining, speaker, lane, "slow=200", true, 0, Expected.COUNTED, 0);
    }

    private void entire(Speaker speaker, Lane lane) throws Exception {
        answered(world, speaker, lane.model(), lane, "", true, Expected.COUNTED);
    }

    /// How many events the provider tells an answer in.
    private int events(Speaker speaker, Lane lane) throws Exception {
        entire(speaker, lane);
        return world.bills(lane).getLast().steps();
    }

    /// The last ones, where usage is told, and some others.
    private Iterable<Integer> places(int events) {
        var places = new TreeSet<Integer>();
        IntStream.rangeClosed(ALL ? 0 : events - 2, events).forEach(places::add);
        random.ints(SOME, 0, events).forEach(places::add);
        return places;
    }

    /// Whether the provider has told its count after so many events.
    private static Expected expected(Speaker speaker, Lane lane, int after, int events) {
        int told = switch (lane) {
            case MESSAGES, CHAT, FIRST -> events - 1;
            case INVOKE -> speaker == Speaker.CONVERSE ? events : events - 1; // it speaks both
            case OPENAI -> speaker == Speaker.CHAT ? events - 1 : events;
            case CONVERSE, GEMINI -> events;
        };
        return after >= told ? Expected.COUNTED : Expected.ESTIMATED;
    }

    /// The provider breaks off.
    ///
    /// @return how many bytes the client got before it was told so
    private int broken(Speaker speaker, Lane lane, String how, int after, int events) throws Exception {
        Expected expected = expected(speaker, lane, after, events);
        byte[] told = answered(
                world,
                speaker,
                lane.model(),
                lane,
                how + ";after=" + after,
                true,
                expected == Expected.ESTIMATED && how.equals("half") ? Expected.ROUGHLY : expected);
        List<Integer> ends = speaker.ends(told);
        if (ends.isEmpty()) {
            return 0;
        }
        int last = ends.size() > 1 ? ends.get(ends.size() - 2) : 0;
        boolean failed = new String(told, last, told.length - last, ISO_8859_1).contains("provider");
        return failed ? last : ends.getLast();
    }

    /// A call that is heard to its end.
    private byte[] answered(
            Metered where, Speaker speaker, String model, Lane lane, String fault, boolean streams, Expected expected)
            throws Exception {
        Map<Lane, Integer> before = billed(where);
        arm(where, lane, fault);
        HttpRequest request = request(where, speaker, model, streams);
        byte[] told;
        try {
            HttpResponse<byte[]> answer = where.http().send(request, BodyHandlers.ofByteArray());
            told = answer.statusCode() < 400 ? answer.body() : new byte[0];
        } catch (IOException cut) {
            told = new byte[0]; // an answer in one piece has no words for a break
        }
        where.well(lane);
        String what = "%s to %s, %s, %s".formatted(speaker, model, streams ? "streamed" : "whole", fault);
        keep(where, what, expected, before);
        return told;
    }

    private void left(Metered where, Speaker speaker, Lane lane, int after, int read, Expected expected)
            throws Exception {
        left(where, speaker, lane, "stall;after=" + after, true, read, expected, after);
    }

    /// A call whose client leaves when it has read so much.
    private void left(
            Metered where,
            Speaker speaker,
            Lane lane,
            String fault,
            boolean streams,
            int read,
            Expected expected,
            int steps)
            throws Exception {
        Map<Lane, Integer> before = billed(where);
        arm(where, lane, fault);
        HttpRequest request = request(where, speaker, lane.model(), streams);
        CompletableFuture<HttpResponse<InputStream>> answer =
                where.http().sendAsync(request, BodyHandlers.ofInputStream());
        if (read > 0) {
            try (InputStream body = answer.join().body()) {
                body.readNBytes(read);
            }
        } else {
            int known = before.getOrDefault(lane, 0);
            List<Bill> bills = where.bills(lane);
            while (bills.size() == known || bills.getLast().steps() < steps) {
                Thread.onSpinWait();
                bills = where.bills(lane);
            }
            if (!answer.cancel(true)) {
                answer.join().body().close();
            }
        }
        where.well(lane);
        keep(
                where,
                "%s to %s, %s, %s, left after byte %d"
                        .formatted(speaker, lane, streams ? "streamed" : "whole", fault, read),
                expected,
                before);
    }

    private HttpRequest request(Metered where, Speaker speaker, String model, boolean streams) {
        // Every third prompt is one that nobody has cached.
        String long_ = tools.isEmpty() ? "A sentence that is said again. ".repeat(160) : "";
        String prompt = "Prompt %d. %s WORDS=6".formatted(calls / 3, long_);
        String body = speaker.body(model, prompt, calls % 2 == 0 ? "5m" : "1h", streams);
        if (!sound.isEmpty()) {
            body = speaker.heard(body, prompt, sound);
        }
        return where.request(speaker, model, "{" + tools + body.strip().substring(1), streams, "c" + calls);
    }

    private static void arm(Metered where, Lane lane, String fault) {
        if (!fault.isEmpty()) {
            where.fault(lane, fault);
        }
    }

    private static Map<Lane, Integer> billed(Metered where) {
        return Arrays.stream(Lane.values())
                .collect(
                        Collectors.toMap(lane -> lane, lane -> where.bills(lane).size()));
    }

    private void keep(Metered where, String what, Expected expected, Map<Lane, Integer> before) {
        List<Billed> now = Arrays.stream(Lane.values())
                .map(lane -> new Billed(
                        lane, before.getOrDefault(lane, 0), where.bills(lane).size()))
                .filter(one -> one.to > one.from)
                .toList();
        made.add(new Made("c" + calls++, what, expected, now));
    }

    /// Holds the rows to the bills, and the budget to the rows.
    private Map<String, JsonNode> held(Metered where) throws Exception {
        Map<String, JsonNode> rows =
                where.rows(from, made.stream().map(Made::project).collect(Collectors.toSet()));
        var wrong = new ArrayList<String>();
        long spent = 0;
        for (Made one : made) {
            JsonNode row = rows.get(one.project);
            if (row != null) {
                spent += row.path("cost_nano_usd").asLong();
                String why = why(where, one, row);
                if (!why.isEmpty()) {
                    wrong.add("%s (%s): %s".formatted(one.what, one.expected, why));
                }
            }
        }
        long all = SPENT.merge(where, spent, Long::sum);
        System.out.printf(
                "%d calls, %d of them estimated%n",
                made.size(),
                rows.values().stream()
                        .filter(row -> !row.path("estimated").asString("").isEmpty())
                        .count());
        assertThat(wrong).as("%d calls", made.size()).isEmpty();
        JsonNode budget = where.control("GET", "/budgets/team:red:total", "");
        while (nano(budget, "reserved_usd") != 0 || nano(budget, "spent_usd") < all) {
            budget = where.control("GET", "/budgets/team:red:total", "");
        }
        assertThat(nano(budget, "spent_usd")).isEqualTo(all);
        return rows;
    }

    private static long nano(JsonNode budget, String member) {
        return new BigDecimal(budget.path(member).asString()).movePointRight(9).longValueExact();
    }

    /// @return what is wrong; empty if nothing is
    private static String why(Metered where, Made made, JsonNode row) {
        Usage used = Usage.NONE;
        long billed = 0;
        var states = new StringBuilder();
        for (Billed one : made.billed) {
            for (Bill bill : where.bills(one.lane).subList(one.from, one.to)) {
                used = used.plus(bill.usage());
                billed += Charges.of(one.lane).cost(bill.usage());
                states.append(
                        "%s %s of %s after %d; ".formatted(bill.state(), bill.usage(), bill.format(), bill.steps()));
            }
        }
        long cost = row.path("cost_nano_usd").asLong(-1);
        boolean estimated = !row.path("estimated").asString("").isEmpty();
        String seen = "%d billed: %s booked: %d, tokens %s, estimated '%s', outcome %s %s"
                .formatted(
                        billed,
                        states,
                        cost,
                        tokens(row),
                        row.path("estimated").asString(""),
                        row.path("outcome").asString(""),
                        row.path("reason").asString(""));
        boolean right = switch (made.expected) {
            case COUNTED -> !estimated && billed > 0;
            case ESTIMATED ->
                estimated && cost > 0 && row.path("completion_tokens").asLong() >= used.output() - used.reasoning();
            case ROUGHLY -> estimated && cost > 0;
            case FREE -> !estimated && billed == 0;
            case ANY -> true;
        };
        boolean same = estimated || (cost == billed && tokens(row).equals(tokens(used)));
        boolean some = cost > 0 || (used.output() == 0 && billed == 0);
        boolean within = row.path("delivered_nano_usd").asLong() <= cost;
        boolean input = !estimated || used.input() <= row.path("prompt_tokens").asLong();
        return right && same && some && within && input
                ? ""
                : (right ? "" : "NOT AS EXPECTED ")
                        + (same ? "" : "NOT THE SAME ")
                        + (some ? "" : "FOR NOTHING ")
                        + (within ? "" : "DELIVERED MORE ")
                        + (input ? "" : "LESS INPUT ")
                        + seen;
    }

    private static List<Long> tokens(JsonNode row) {
        return Stream.of(
                        "fresh_tokens",
                        "cache_read_tokens",
                        "cache_write_5m_tokens",
                        "cache_write_1h_tokens",
                        "completion_tokens",
                        "web_searches",
                        "audio_input_tokens",
                        "audio_cache_read_tokens")
                .map(name -> row.path(name).asLong(0))
                .toList();
    }

    private static List<Long> tokens(Usage used) {
        return List.of(
                used.fresh(),
                used.cacheRead(),
                used.cacheWrite().minutes5(),
                used.cacheWrite().hour1(),
                used.output(),
                used.searches(),
                used.audio().input(),
                used.audio().cached());
    }
}
