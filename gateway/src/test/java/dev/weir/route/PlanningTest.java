package dev.weir.route;

import static dev.weir.route.RoutingWorld.HELLO;
import static dev.weir.route.RoutingWorld.asking;
import static dev.weir.route.RoutingWorld.fallback;
import static dev.weir.route.RoutingWorld.group;
import static dev.weir.route.RoutingWorld.node;
import static dev.weir.route.RoutingWorld.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.call.Plan;
import dev.weir.call.Session;
import dev.weir.call.Step;
import dev.weir.call.Target;
import dev.weir.problem.Problem.Kind;
import dev.weir.route.TargetState.Mode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In which order targets are asked, what follows when one fails, and which are left out.
class PlanningTest {

    private final RoutingWorld world = new RoutingWorld();

    // Order, and what follows.

    @Test
    void goesOnFromEachTargetAsTheGroupsAroundItSay() {
        String inner = group("\"mode\": \"fallback\", \"on_status_codes\": [500]", "b", "c");
        Plan plan = world.plan(
                HELLO,
                "x-portkey-config",
                group("\"mode\": \"fallback\", \"on_status_codes\": [429]", "a", inner, "d"));

        assertThat(plan.targets()).hasToString("[a/m, b/m, c/m, d/m]");
        assertThat(onward(plan, 0, 429)).isEqualTo(1);
        assertThat(onward(plan, 0, 500)).isEqualTo(-1);
        assertThat(onward(plan, 1, 500)).isEqualTo(2);
        assertThat(onward(plan, 1, 429)).isEqualTo(3);
        assertThat(onward(plan, 2, 429)).isEqualTo(3);
        assertThat(onward(plan, 2, 500)).isEqualTo(-1);
        assertThat(onward(plan, 3, 429)).isEqualTo(-1);
    }

    private static int onward(Plan plan, int step, int status) {
        return plan.steps().get(step).onward().stream()
                .filter(onward -> onward.on().covers(status))
                .map(Step.Onward::to)
                .findFirst()
                .orElse(-1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            {"metadata.plan": "paid"}                                ; true
            {"metadata.plan": {"$ne": "paid"}}                       ; false
            {"metadata.missing": {"$ne": "paid"}}                    ; true
            {"metadata.age": {"$gte": 30, "$lt": 31}}                ; true
            {"metadata.age": {"$gt": "30"}}                          ; false
            {"params.max_tokens": {"$lte": 100}}                     ; true
            {"params.max_tokens": "100"}                             ; true
            {"params.reasoning.effort": "low"}                       ; true
            {"params.model": {"$regex": "^m$"}}                      ; true
            {"url.pathname": {"$regex": "chat"}}                     ; true
            {"headers.x-team": {"$in": ["blue", "red"]}}             ; true
            {"headers.x-team": {"$nin": ["blue", "red"]}}            ; false
            {"$and": [{"metadata.plan": "paid"}, {"metadata.age": 31}]} ; false
            {"$or": [{"metadata.plan": "paid"}, {"metadata.age": 31}]}  ; true
            {"$or": [{"metadata.plan": "paid"}], "metadata.age": 31} ; false
            {"metadata.plan": {"$regex": "(p|pa|pai|paid)+(x+x+)+y"}} ; false
            """)
    void choosesByConditions(String query, boolean holds) {
        String config = group(
                "\"mode\": \"conditional\", \"default\": \"b\", \"conditions\": [{\"query\": " + query
                        + ", \"then\": \"a\"}]",
                "a",
                "b");
        String body = "{\"model\":\"m\",\"max_tokens\":100,\"reasoning\":{\"effort\":\"low\"}}";

        assertThat(world.plan(
                                body,
                                "x-portkey-config",
                                config,
                                "x-portkey-metadata",
                                "{\"plan\": \"paid\", \"age\": \"30\"}",
                                "x-team",
                                "red")
                        .targets()
                        .getFirst()
                        .provider())
                .isEqualTo(holds ? "a" : "b");
    }

    @Test
    void refusesWhatNoConditionFits() {
        String config = group(
                "\"mode\": \"conditional\", \"conditions\": [{\"query\": {\"metadata.x\": 1}, \"then\": \"a\"}]", "a");

        assertThat(world.refusal(HELLO, "x-portkey-config", config).kind()).isEqualTo(Kind.ROUTING_UNMATCHED);
    }

    @Test
    void aPatternThatTakesForEverFindsNothing() {
        String config = group(
                "\"mode\": \"conditional\", \"default\": \"b\","
                        + " \"conditions\": [{\"query\": {\"metadata.x\": {\"$regex\": \"(a+)+$\"}}, \"then\": \"a\"}]",
                "a",
                "b");

        assertThat(world.order(
                        "x-portkey-config", config, "x-portkey-metadata", "{\"x\": \"" + "a".repeat(1_500) + "!\"}"))
                .startsWith("b");
    }

    @Test
    void drawsByWeightsWithinOnePercent() {
        world.snapshot = snapshot(Map.of(
                "m",
                node(group(
                        "\"mode\": \"loadbalance\"",
                        weighted("a", 5),
                        weighted("b", 2.5),
                        weighted("c", 1.5),
                        weighted("d", 1),
                        weighted("e", 0)))));
        for (boolean sessions : List.of(false, true)) {
            var drawn = new HashMap<String, Integer>();
            for (int i = 0; i < 100_000; i++) {
                String first = sessions ? world.order("x-session-id", "session-" + i) : world.order();
                drawn.merge(first.substring(0, 1), 1, Integer::sum);
            }

            assertThat(drawn.keySet()).containsExactlyInAnyOrder("a", "b", "c", "d");
            assertThat(share(drawn, "a")).isCloseTo(0.5, within(0.01));
            assertThat(share(drawn, "b")).isCloseTo(0.25, within(0.01));
            assertThat(share(drawn, "c")).isCloseTo(0.15, within(0.01));
            assertThat(share(drawn, "d")).isCloseTo(0.1, within(0.01));
        }
    }

    private static double share(Map<String, Integer> drawn, String provider) {
        return drawn.getOrDefault(provider, 0) / 100_000.0;
    }

    private static String weighted(String provider, double weight) {
        return "{\"provider\": \"%s\", \"weight\": %s}".formatted(provider, weight);
    }

    @Test
    void takesTheFastestAndWhatNobodyHasMeasured() {
        String config = group("\"mode\": \"latency\", \"sticky\": {\"enabled\": false}", "a", "b", "c");
        measured("a", 300);
        measured("c", 100);
        assertThat(world.order("x-portkey-config", config)).startsWith("b");
        measured("b", 200);

        var first = new HashMap<String, Integer>();
        for (int i = 0; i < 1_000; i++) {
            first.merge(world.order("x-portkey-config", config).substring(0, 1), 1, Integer::sum);
        }
        assertThat(first.getOrDefault("c", 0)).isGreaterThan(950);

        for (int i = 0; i < 10; i++) {
            world.pass(Duration.ofSeconds(10));
            measured("c", 900);
            measured("a", 250);
        }
        assertThat(world.order("x-portkey-config", config)).startsWith("b");
    }

    private void measured(String provider, long millis) {
        world.healths.of(new Target(provider, "m")).took(Duration.ofMillis(millis), Duration.ZERO, 0, world.now);
    }

    // What is out.

    @Test
    void leavesOutWhatIsOutUnlessNothingIsLeft() {
        String[] config = {"x-portkey-config", fallback("a", "b", "c")};
        world.out("a");
        assertThat(world.order(config)).isEqualTo("b c");
        world.out("b");
        assertThat(world.order(config)).isEqualTo("c");
        world.out("c");
        assertThat(world.order(config)).isEqualTo("a b c");
    }

    @Test
    void r_out_1_takesAllThatShareALoadWhenMoreThanHalfAreOut() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d");
        world.out("a");
        world.out("b");
        assertThat(world.order("x-portkey-config", config).length()).isEqualTo(3);
        world.out("c");
        assertThat(world.order("x-portkey-config", config).length()).isEqualTo(7);
    }

    @Test
    void f_9_leavesATargetAloneForAsLongAsItsProviderWants() {
        world.healths
                .of(new Target("a", "m"))
                .cool("key", world.now + Duration.ofSeconds(7).toNanos());

        assertThat(world.order("x-portkey-config", fallback("a", "b"))).isEqualTo("b");
        assertThat(world.order("x-portkey-provider", "a")).isEqualTo("a");
        world.pass(Duration.ofSeconds(7));
        assertThat(world.order("x-portkey-config", fallback("a", "b"))).isEqualTo("a b");
    }

    @Test
    void obeysOperators() {
        String[] config = {"x-portkey-config", fallback("a", "b"), "session-id", "s"};
        Session session = world.plan(HELLO, config).session().orElseThrow();
        world.healths.put("a", new TargetState(Mode.OFF, "it burns", Optional.of(world.today.plusSeconds(60)), "ops"));
        assertThat(world.order(config)).isEqualTo("b");
        assertThat(world.refusal(HELLO, "x-portkey-provider", "a").kind()).isEqualTo(Kind.TARGETS_OFF);
        world.today = world.today.plusSeconds(60);
        assertThat(world.order(config)).isEqualTo("a b");

        world.healths.put("a/m", new TargetState(Mode.DRAINING, "tonight", Optional.empty(), "ops"));
        assertThat(world.order(config)).isEqualTo("b");
        world.seats.took(session.key(), new Target("a", "m"), 0, session.life());
        assertThat(world.order(config)).isEqualTo("a b");
    }

    @Test
    void tellsEveryDecisionAndWhy() {
        var trace = new Trace.Written();
        world.out("a");
        world.router.plan(world.snapshot, asking(HELLO, "x-portkey-config", fallback("a", "messages", "b")), trace);

        assertThat(trace.decisions())
                .extracting(Trace.Decision::toString)
                .containsExactly(
                        "x-portkey-config: the request brings a configuration",
                        "config.targets[0]: a/m is out: its circuit breaker is open",
                        "config.targets[1]: cannot serve it: the provider messages does not serve CHAT of m; it serves [COUNT_TOKENS]",
                        "config.targets[2]: b/m can serve it");
    }
}
