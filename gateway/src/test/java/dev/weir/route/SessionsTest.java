package dev.weir.route;

import static dev.weir.route.RoutingWorld.HELLO;
import static dev.weir.route.RoutingWorld.fallback;
import static dev.weir.route.RoutingWorld.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Session;
import dev.weir.call.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Where a conversation goes on, and by what it is known.
class SessionsTest {

    private final RoutingWorld world = new RoutingWorld();

    @Test
    void keepsASessionWhereItIsAtEveryGatewayAsLongAsTheTargetLives() {
        var other = new Router(world.healths, new Seats(() -> world.now), new Random(99));
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d", "e");
        for (int session = 0; session < 1_000; session++) {
            String[] headers = {"x-portkey-config", config, "session-id", "s" + session};
            String first = world.order(headers);
            for (int call = 0; call < 5; call++) {
                assertThat(world.order(headers)).isEqualTo(first);
            }
            assertThat(world.targets(other, HELLO, headers)).isEqualTo(first);
        }
    }

    @Test
    void movesOnlyTheSessionsOfTheTargetThatIsGoneAndBringsThemBackToNobodyElse() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d", "e");
        var before = new HashMap<Integer, String>();
        for (int session = 0; session < 1_000; session++) {
            before.put(session, world.order("x-portkey-config", config, "session-id", "s" + session));
        }
        world.out("c");
        before.forEach(
                (session, order) -> assertThat(world.order("x-portkey-config", config, "session-id", "s" + session))
                        .isEqualTo(order.replace("c ", "").replace(" c", "")));
    }

    @Test
    void staysWhereTheConversationWasServedLast() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c");
        String[] headers = {"x-portkey-config", config, "session-id", "s"};
        Session session = world.plan(HELLO, headers).session().orElseThrow();
        String last = world.order(headers).substring(4);
        world.seats.took(session.key(), new Target(last, "m"), 12_000, session.life());

        assertThat(world.order(headers)).startsWith(last);
        world.pass(Duration.ofMinutes(61));
        assertThat(world.order(headers)).doesNotStartWith(last);
    }

    @Test
    void knowsAConversationByItsFirstWordsOnceItGoesOn() {
        String config = group("\"mode\": \"loadbalance\"", "a", "b", "c", "d", "e");
        String going = "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"%s}]},"
                + "{\"role\":\"assistant\",\"content\":\"hi\"},{\"role\":\"user\",\"content\":\"%s\"}]}";
        Session begun = world.plan(HELLO, "x-portkey-config", config).session().orElseThrow();
        world.seats.took(begun.key(), new Target("d", "m"), 0, begun.life());

        String mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        for (String body : List.of(going.formatted("be kind", "", "1"), going.formatted("be brief", mark, "2"))) {
            assertThat(world.targets(world.router, body, "x-portkey-config", config))
                    .startsWith("d");
        }
        // Words that begin a conversation are drawn each time: nothing says that they belong together.
        assertThat(IntStream.range(0, 50)
                        .mapToObj(_ -> world.order("x-portkey-config", config).substring(0, 1))
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
                .mapToObj(_ ->
                        world.order("x-portkey-config", config, header, value).substring(0, 1))
                .distinct()
                .count();
    }

    @Test
    void keepsAWarmConversationOnTheTargetThatItFellBackTo() {
        String[] headers = {"x-portkey-config", fallback("a", "b"), "session-id", "s"};
        Session session = world.plan(HELLO, headers).session().orElseThrow();
        world.seats.took(session.key(), new Target("b", "m"), 9_000, session.life());

        assertThat(world.order(headers)).isEqualTo("b a");
        world.pass(Duration.ofMinutes(5));
        assertThat(world.order(headers)).isEqualTo("a b");
    }
}
