package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.call.Asked;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Session;
import dev.weir.call.Step;
import dev.weir.call.Target;
import dev.weir.config.Leaving;
import dev.weir.config.Passes;
import dev.weir.config.Routing;
import dev.weir.config.RoutingConfig;
import dev.weir.config.RoutingNode;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Address;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.route.Router.Planned;
import dev.weir.route.TargetState.Mode;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlanningTest {

    private static final String HELLO = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private long now;
    private Instant today = Instant.EPOCH;
    private final Healths healths = new Healths(() -> today, () -> now);
    private final Seats seats = new Seats(() -> now);
    private final Router router = new Router(healths, seats, new Random(7));
    private Snapshot snapshot = snapshot(Map.of());

    private static Snapshot snapshot(Map<String, RoutingNode> models) {
        var providers = new HashMap<String, Provider>();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            providers.put(name, provider(name, Operation.CHAT));
        }
        providers.put("messages", provider("messages", Operation.COUNT_TOKENS));
        return new Snapshot(
                "1",
                providers,
                Map.of("a@https://eu.example.com/v1", provider("a@https://eu.example.com/v1", Operation.CHAT)),
                Map.of("alias", "a"),
                models,
                List.of(),
                new Routing(5, 20, Duration.ofSeconds(30), Routing.Breaker.DEFAULT, List.of("x-team")),
                Map.of());
    }

    private static Provider provider(String name, Operation operation) {
        return new Provider(
                name,
                "openai",
                new Address(true, name + ".test", 443),
                Map.of(operation, Service.of(operation, "/v1")),
                Headers.NONE,
                Passes.BY_DEFAULT,
                Leaving.CANCEL,
                new CredentialPool(
                        List.of(new Credential("key", 1, Proofs.kept(() -> Optional.of(Proof.NONE)))),
                        InstantSource.system()));
    }

    private static String fallback(String... providers) {
        return group("\"mode\": \"fallback\"", providers);
    }

    private static String group(String strategy, String... targets) {
        var all = new ArrayList<String>();
        for (String target : targets) {
            all.add(
                    target.startsWith("{")
                            ? target
                            : "{\"provider\": \"" + target + "\", \"name\": \"" + target + "\"}");
        }
        return "{\"strategy\": {" + strategy + "}, \"targets\": [" + String.join(",", all) + "]}";
    }

    // Selection.

    @Test
    void takesTheConfigurationThatTheRequestBringsBeforeAllOthers() {
        snapshot = snapshot(Map.of("m", node(fallback("c", "d"))))
                .with(Map.of("mine", Routings.compiled(json(fallback("b", "c")), snapshot)));
        String encoded = Base64.getEncoder().encodeToString(fallback("a", "b").getBytes(StandardCharsets.UTF_8));

        assertThat(order("x-portkey-config", fallback("a", "b"), "x-routing-config", "mine"))
                .isEqualTo("a b");
        assertThat(order("x-portkey-config", encoded, "x-routing-config", "mine"))
                .isEqualTo("a b");
        assertThat(order("x-portkey-config", "mine")).isEqualTo("b c");
        assertThat(order("x-routing-config", "mine", "x-portkey-provider", "e")).isEqualTo("b c");
        assertThat(order("x-portkey-provider", "c")).isEqualTo("c d");
        assertThat(order()).isEqualTo("c d");
    }

    @Test
    void saysWhenAProviderThatIsNotInTheModelsRouteIsPassedOver() {
        snapshot = snapshot(Map.of("m", node(fallback("c", "d"))));

        assertThat(plan(HELLO, "x-portkey-provider", "e").lost())
                .singleElement()
                .satisfies(loss -> assertThat(loss.place()).isEqualTo("/x-portkey-provider"));
        assertThat(plan(HELLO, "x-portkey-provider", "d").lost()).isEmpty();
    }

    @Test
    void refusesWithTheReasonsOfAConfigurationThatIsDisabled() {
        snapshot = snapshot.with(Map.of("mine", Routings.compiled(json(fallback("a", "nobody")), snapshot)));

        Problem problem = refusal(HELLO, "x-routing-config", "mine");
        assertThat(problem.kind()).isEqualTo(Kind.ROUTING_INVALID);
        assertThat(problem.detail())
                .isEqualTo(
                        "the routing configuration mine is disabled: /targets/1/provider: no provider is named nobody;"
                                + " there are [a, b, c, d, e, messages]");
        assertThat(refusal(HELLO, "x-routing-config", "yours").kind()).isEqualTo(Kind.ROUTING_UNKNOWN);
        assertThat(refusal(HELLO, "x-portkey-config", "{\"targets\": 3}").kind())
                .isEqualTo(Kind.ROUTING_INVALID);
    }

    @Test
    void disablesBuiltInConfigurationsWhoseProvidersAreMissingAndHasSix() {
        Map<String, NamedRouting> built = Routings.compiled(Routings.builtIn(), snapshot);

        assertThat(built.keySet())
                .containsExactly(
                        "fallback-anthropic",
                        "fallback-openai",
                        "loadbalance-multi",
                        "cost-optimized",
                        "ab-test-template",
                        "lowest-latency");
        assertThat(built.values()).allMatch(NamedRouting.Disabled.class::isInstance);
        Routings.builtIn()
                .values()
                .forEach(document -> assertThat(RoutingConfig.read(document))
                        .isInstanceOfSatisfying(
                                RoutingConfig.Read.Valid.class,
                                valid -> assertThat(valid.config().notices()).isEmpty()));
    }

    @Test
    void resolvesATargetWithoutAProviderByItsModel() {
        snapshot = snapshot(Map.of("m", node("{\"provider\": \"d\"}"), "other", node(fallback("b", "c"))));
        String config = group(
                "\"mode\": \"fallback\"",
                "{\"override_params\": {\"model\": \"@e/x\"}}",
                "{\"retry\": {\"attempts\": 2}}",
                "{\"override_params\": {\"model\": \"other\"}}");

        Plan plan = plan(HELLO, "x-portkey-config", config);

        assertThat(plan.targets()).hasToString("[e/x, d/m, b/other, c/other]");
        assertThat(plan.steps().get(1).settings().retry()).isPresent();
    }

    @Test
    void letsCallersChooseOnlyAHostThatAnOperatorAllowed() {
        assertThat(order("x-portkey-provider", "a", "x-portkey-custom-host", "https://eu.example.com/v1/"))
                .isEqualTo("a@https://eu.example.com/v1");
        assertThat(refusal(HELLO, "x-portkey-provider", "b", "x-portkey-custom-host", "https://eu.example.com/v1")
                        .kind())
                .isEqualTo(Kind.FIELD_NOT_ALLOWED);
        assertThat(refusal(HELLO, "x-portkey-config", "{\"provider\": \"a\", \"custom_host\": \"https://evil.test\"}")
                        .kind())
                .isEqualTo(Kind.FIELD_NOT_ALLOWED);
    }

    @Test
    void sendsOnOnlyHeadersThatAnOperatorAllowed() {
        Plan plan = plan(HELLO, "x-portkey-provider", "a", "x-portkey-forward-headers", "X-Team, x-secret");

        assertThat(plan.steps().getFirst().settings().forwardHeaders()).containsExactly("x-team");
        assertThat(plan.lost())
                .singleElement()
                .satisfies(loss -> assertThat(loss.place()).isEqualTo("/forward_headers/x-secret"));
    }

    // Order, and what follows.

    @Test
    void goesOnFromEachTargetAsTheGroupsAroundItSay() {
        String inner = group("\"mode\": \"fallback\", \"on_status_codes\": [500]", "b", "c");
        Plan plan = plan(
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

        assertThat(plan(
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

        assertThat(refusal(HELLO, "x-portkey-config", config).kind()).isEqualTo(Kind.ROUTING_UNMATCHED);
    }

    @Test
    void aPatternThatTakesForEverFindsNothing() {
        String config = group(
                "\"mode\": \"conditional\", \"default\": \"b\","
                        + " \"conditions\": [{\"query\": {\"metadata.x\": {\"$regex\": \"(a+)+$\"}}, \"then\": \"a\"}]",
                "a",
                "b");

        assertThat(order("x-portkey-config", config, "x-portkey-metadata", "{\"x\": \"" + "a".repeat(1_500) + "!\"}"))
                .startsWith("b");
    }

    @Test
    void drawsByWeightsWithinOnePercent() {
        snapshot = snapshot(Map.of(
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
                String first = sessions ? order("x-session-id", "session-" + i) : order();
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
    void keepsASessionWhereItIsAtEveryGatewayAsLongAsTheTargetLives() {
        var other = new Router(healths, new Seats(() -> now), new Random(99));
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d", "e");
        for (int session = 0; session < 1_000; session++) {
            String[] headers = {"x-portkey-config", config, "session-id", "s" + session};
            String first = order(headers);
            for (int call = 0; call < 5; call++) {
                assertThat(order(headers)).isEqualTo(first);
            }
            assertThat(targets(other, HELLO, headers)).isEqualTo(first);
        }
    }

    @Test
    void movesOnlyTheSessionsOfTheTargetThatIsGoneAndBringsThemBackToNobodyElse() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d", "e");
        var before = new HashMap<Integer, String>();
        for (int session = 0; session < 1_000; session++) {
            before.put(session, order("x-portkey-config", config, "session-id", "s" + session));
        }
        out("c");
        before.forEach((session, order) -> assertThat(order("x-portkey-config", config, "session-id", "s" + session))
                .isEqualTo(order.replace("c ", "").replace(" c", "")));
    }

    @Test
    void staysWhereTheConversationWasServedLast() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c");
        String[] headers = {"x-portkey-config", config, "session-id", "s"};
        Session session = plan(HELLO, headers).session().orElseThrow();
        String last = order(headers).substring(4);
        seats.took(session.key(), new Target(last, "m"), 12_000, session.life());

        assertThat(order(headers)).startsWith(last);
        now += Duration.ofMinutes(61).toNanos();
        assertThat(order(headers)).doesNotStartWith(last);
    }

    @Test
    void knowsAConversationByItsFirstWordsOnceItGoesOn() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d", "e");
        String going = "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"%s}]},"
                + "{\"role\":\"assistant\",\"content\":\"hi\"},{\"role\":\"user\",\"content\":\"%s\"}]}";
        Session begun = plan(HELLO, "x-portkey-config", config).session().orElseThrow();
        seats.took(begun.key(), new Target("d", "m"), 0, begun.life());

        String mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        for (String body : List.of(going.formatted("be kind", "", "1"), going.formatted("be brief", mark, "2"))) {
            assertThat(targets(router, body, "x-portkey-config", config)).startsWith("d");
        }
        // Words that begin a conversation are drawn each time: nothing says that they belong together.
        assertThat(IntStream.range(0, 50)
                        .mapToObj(_ -> order("x-portkey-config", config).substring(0, 1))
                        .distinct()
                        .count())
                .isGreaterThan(2);
    }

    @Test
    void sticksByFieldsOrNotAtAllWhereThatIsSaid() {
        String by = group(
                "\"mode\": \"loadbalance\", \"sticky\": {\"enabled\": true, \"hash_fields\": [\"metadata.user\"]}",
                "a",
                "b",
                "c",
                "d",
                "e");
        String never = group("\"mode\": \"loadbalance\", \"sticky\": {\"enabled\": false}", "a", "b", "c", "d", "e");

        assertThat(distinct(by, "x-portkey-metadata", "{\"user\": \"u\"}")).isEqualTo(1);
        assertThat(distinct(never, "session-id", "s")).isGreaterThan(2);
    }

    private long distinct(String config, String header, String value) {
        return IntStream.range(0, 50)
                .mapToObj(_ -> order("x-portkey-config", config, header, value).substring(0, 1))
                .distinct()
                .count();
    }

    @Test
    void keepsAWarmConversationOnTheTargetThatItFellBackTo() {
        String[] headers = {"x-portkey-config", fallback("a", "b"), "session-id", "s"};
        Session session = plan(HELLO, headers).session().orElseThrow();
        seats.took(session.key(), new Target("b", "m"), 9_000, session.life());

        assertThat(order(headers)).isEqualTo("b a");
        now += Duration.ofMinutes(5).toNanos();
        assertThat(order(headers)).isEqualTo("a b");
    }

    @Test
    void takesTheFastestAndWhatNobodyHasMeasured() {
        String config = group("\"mode\": \"latency\", \"sticky\": {\"enabled\": false}", "a", "b", "c");
        measured("a", 300);
        measured("c", 100);
        assertThat(order("x-portkey-config", config)).startsWith("b");
        measured("b", 200);

        var first = new HashMap<String, Integer>();
        for (int i = 0; i < 1_000; i++) {
            first.merge(order("x-portkey-config", config).substring(0, 1), 1, Integer::sum);
        }
        assertThat(first.getOrDefault("c", 0)).isGreaterThan(950);

        for (int i = 0; i < 10; i++) {
            now += Duration.ofSeconds(10).toNanos();
            measured("c", 900);
            measured("a", 250);
        }
        assertThat(order("x-portkey-config", config)).startsWith("b");
    }

    private void measured(String provider, long millis) {
        healths.of(new Target(provider, "m")).took(Duration.ofMillis(millis), Duration.ZERO, 0, now);
    }

    // What is out.

    @Test
    void leavesOutWhatIsOutUnlessNothingIsLeft() {
        String[] config = {"x-portkey-config", fallback("a", "b", "c")};
        out("a");
        assertThat(order(config)).isEqualTo("b c");
        out("b");
        assertThat(order(config)).isEqualTo("c");
        out("c");
        assertThat(order(config)).isEqualTo("a b c");
    }

    @Test
    void r_out_1_takesAllThatShareALoadWhenMoreThanHalfAreOut() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d");
        out("a");
        out("b");
        assertThat(order("x-portkey-config", config).length()).isEqualTo(3);
        out("c");
        assertThat(order("x-portkey-config", config).length()).isEqualTo(7);
    }

    @Test
    void f_9_leavesATargetAloneForAsLongAsItsProviderWants() {
        healths.of(new Target("a", "m")).cool("key", now + Duration.ofSeconds(7).toNanos());

        assertThat(order("x-portkey-config", fallback("a", "b"))).isEqualTo("b");
        assertThat(order("x-portkey-provider", "a")).isEqualTo("a");
        now += Duration.ofSeconds(7).toNanos();
        assertThat(order("x-portkey-config", fallback("a", "b"))).isEqualTo("a b");
    }

    @Test
    void obeysOperators() {
        String[] config = {"x-portkey-config", fallback("a", "b"), "session-id", "s"};
        Session session = plan(HELLO, config).session().orElseThrow();
        healths.put("a", new TargetState(Mode.OFF, "it burns", Optional.of(today.plusSeconds(60)), "ops"));
        assertThat(order(config)).isEqualTo("b");
        assertThat(refusal(HELLO, "x-portkey-provider", "a").kind()).isEqualTo(Kind.TARGETS_OFF);
        today = today.plusSeconds(60);
        assertThat(order(config)).isEqualTo("a b");

        healths.put("a/m", new TargetState(Mode.DRAINING, "tonight", Optional.empty(), "ops"));
        assertThat(order(config)).isEqualTo("b");
        seats.took(session.key(), new Target("a", "m"), 0, session.life());
        assertThat(order(config)).isEqualTo("a b");
    }

    @Test
    void tellsEveryDecisionAndWhy() {
        var trace = new Trace.Written();
        out("a");
        router.plan(snapshot, asking(HELLO, "x-portkey-config", fallback("a", "messages", "b")), trace);

        assertThat(trace.decisions())
                .extracting(Trace.Decision::toString)
                .containsExactly(
                        "x-portkey-config: the request brings a configuration",
                        "config.targets[0]: a/m is out: its circuit breaker is open",
                        "config.targets[1]: cannot serve it: the provider messages does not serve CHAT of m; it serves [COUNT_TOKENS]",
                        "config.targets[2]: b/m can serve it");
    }

    private void out(String provider) {
        for (int i = 0; i < 5; i++) {
            healths.of(new Target(provider, "m")).failed(now, Routing.Breaker.DEFAULT);
        }
    }

    private String order(String... headers) {
        return targets(router, HELLO, headers);
    }

    private String targets(Router planning, String body, String... headers) {
        Planned planned = planning.plan(snapshot, asking(body, headers), new Trace.Unwritten());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return String.join(
                " ",
                ((Planned.Ready) planned)
                        .plan().targets().stream().map(Target::provider).toList());
    }

    private Plan plan(String body, String... headers) {
        Planned planned = router.plan(snapshot, asking(body, headers), new Trace.Unwritten());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).plan();
    }

    private Problem refusal(String body, String... headers) {
        Planned planned = router.plan(snapshot, asking(body, headers), new Trace.Unwritten());
        assertThat(planned).isInstanceOf(Planned.Refused.class);
        return ((Planned.Refused) planned).problem();
    }

    private static Asking asking(String body, String... headers) {
        return new Asking(
                new Asked(Operation.CHAT, Envelope.OWN, Calls.shape(body).model(), false),
                "red",
                "/v1/chat/completions",
                Headers.of(headers),
                Calls.shape(body));
    }

    private static JsonNode json(String json) {
        return JsonMapper.shared().readTree(json);
    }

    private static RoutingNode node(String json) {
        return ((RoutingConfig.Read.Valid) RoutingConfig.read(json)).config().root();
    }
}
