package dev.weir.route;

import static dev.weir.route.RoutingWorld.HELLO;
import static dev.weir.route.RoutingWorld.fallback;
import static dev.weir.route.RoutingWorld.group;
import static dev.weir.route.RoutingWorld.node;
import static dev.weir.route.RoutingWorld.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Plan;
import dev.weir.config.RoutingConfig;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which configuration a request is planned by, and which targets it may bring.
class SelectionTest {

    private final RoutingWorld world = new RoutingWorld();

    @Test
    void takesTheConfigurationThatTheRequestBringsBeforeAllOthers() {
        world.snapshot = snapshot(Map.of("m", node(fallback("c", "d"))))
                .with(Map.of("mine", Routings.compiled(json(fallback("b", "c")), world.snapshot)));
        String encoded = Base64.getEncoder().encodeToString(fallback("a", "b").getBytes(StandardCharsets.UTF_8));

        assertThat(world.order("x-portkey-config", fallback("a", "b"), "x-routing-config", "mine"))
                .isEqualTo("a b");
        assertThat(world.order("x-portkey-config", encoded, "x-routing-config", "mine"))
                .isEqualTo("a b");
        assertThat(world.order("x-portkey-config", "mine")).isEqualTo("b c");
        assertThat(world.order("x-routing-config", "mine", "x-portkey-provider", "e"))
                .isEqualTo("b c");
        assertThat(world.order("x-portkey-provider", "c")).isEqualTo("c d");
        assertThat(world.order()).isEqualTo("c d");
    }

    @Test
    void saysWhenAProviderThatIsNotInTheModelsRouteIsPassedOver() {
        world.snapshot = snapshot(Map.of("m", node(fallback("c", "d"))));

        assertThat(world.plan(HELLO, "x-portkey-provider", "e").lost())
                .singleElement()
                .satisfies(loss -> assertThat(loss.place()).isEqualTo("/x-portkey-provider"));
        assertThat(world.plan(HELLO, "x-portkey-provider", "d").lost()).isEmpty();
    }

    @Test
    void refusesWithTheReasonsOfAConfigurationThatIsDisabled() {
        world.snapshot =
                world.snapshot.with(Map.of("mine", Routings.compiled(json(fallback("a", "nobody")), world.snapshot)));

        Problem problem = world.refusal(HELLO, "x-routing-config", "mine");
        assertThat(problem.kind()).isEqualTo(Kind.ROUTING_INVALID);
        assertThat(problem.detail())
                .isEqualTo(
                        "the routing configuration mine is disabled: /targets/1/provider: no provider is named nobody;"
                                + " there are [a, b, c, d, e, messages]");
        assertThat(world.refusal(HELLO, "x-routing-config", "yours").kind()).isEqualTo(Kind.ROUTING_UNKNOWN);
        assertThat(world.refusal(HELLO, "x-portkey-config", "{\"targets\": 3}").kind())
                .isEqualTo(Kind.ROUTING_INVALID);
    }

    @Test
    void disablesBuiltInConfigurationsWhoseProvidersAreMissingAndHasSix() {
        Map<String, NamedRouting> built = Routings.compiled(Routings.builtIn(), world.snapshot);

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
        world.snapshot = snapshot(Map.of("m", node("{\"provider\": \"d\"}"), "other", node(fallback("b", "c"))));
        String config = group(
                "\"mode\": \"fallback\"",
                "{\"override_params\": {\"model\": \"@e/x\"}}",
                "{\"retry\": {\"attempts\": 2}}",
                "{\"override_params\": {\"model\": \"other\"}}");

        Plan plan = world.plan(HELLO, "x-portkey-config", config);

        assertThat(plan.targets()).hasToString("[e/x, d/m, b/other, c/other]");
        assertThat(plan.steps().get(1).settings().retry()).isPresent();
    }

    @Test
    void letsCallersChooseOnlyAHostThatAnOperatorAllowed() {
        assertThat(world.order("x-portkey-provider", "a", "x-portkey-custom-host", "https://eu.example.com/v1/"))
                .isEqualTo("a@https://eu.example.com/v1");
        assertThat(world.refusal(HELLO, "x-portkey-provider", "b", "x-portkey-custom-host", "https://eu.example.com/v1")
                        .kind())
                .isEqualTo(Kind.FIELD_NOT_ALLOWED);
        assertThat(world.refusal(
                                HELLO,
                                "x-portkey-config",
                                "{\"provider\": \"a\", \"custom_host\": \"https://evil.test\"}")
                        .kind())
                .isEqualTo(Kind.FIELD_NOT_ALLOWED);
    }

    @Test
    void sendsOnOnlyHeadersThatAnOperatorAllowed() {
        Plan plan = world.plan(HELLO, "x-portkey-provider", "a", "x-portkey-forward-headers", "X-Team, x-secret");

        assertThat(plan.steps().getFirst().settings().forwardHeaders()).containsExactly("x-team");
        assertThat(plan.lost())
                .singleElement()
                .satisfies(loss -> assertThat(loss.place()).isEqualTo("/forward_headers/x-secret"));
    }

    private static JsonNode json(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
