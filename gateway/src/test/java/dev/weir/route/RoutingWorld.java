package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Asked;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Target;
import dev.weir.config.Leaving;
import dev.weir.config.Passes;
import dev.weir.config.Routing;
import dev.weir.config.RoutingConfig;
import dev.weir.config.RoutingNode;
import dev.weir.problem.Problem;
import dev.weir.provider.Address;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.route.Router.Planned;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Five providers of chats, `a` to `e`, and one that only counts tokens; and a router whose clock the test moves.
final class RoutingWorld {

    static final String HELLO = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    long now;
    Instant today = Instant.EPOCH;
    final Healths healths = new Healths(() -> today, () -> now);
    final Seats seats = new Seats(() -> now);
    final Router router = new Router(healths, seats, new Random(7));
    Snapshot snapshot = snapshot(Map.of());

    static Snapshot snapshot(Map<String, RoutingNode> models) {
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

    static String fallback(String... providers) {
        return group("\"mode\": \"fallback\"", providers);
    }

    static String group(String strategy, String... targets) {
        var all = new ArrayList<String>();
        for (String target : targets) {
            all.add(
                    target.startsWith("{")
                            ? target
                            : "{\"provider\": \"" + target + "\", \"name\": \"" + target + "\"}");
        }
        return "{\"strategy\": {" + strategy + "}, \"targets\": [" + String.join(",", all) + "]}";
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    void out(String provider) {
        for (int i = 0; i < 5; i++) {
            healths.of(new Target(provider, "m")).failed(now, Routing.Breaker.DEFAULT);
        }
    }

    String order(String... headers) {
        return targets(router, HELLO, headers);
    }

    String targets(Router planning, String body, String... headers) {
        Planned planned = planning.plan(snapshot, asking(body, headers), new Trace.Unwritten());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return String.join(
                " ",
                ((Planned.Ready) planned)
                        .plan().targets().stream().map(Target::provider).toList());
    }

    Plan plan(String body, String... headers) {
        Planned planned = router.plan(snapshot, asking(body, headers), new Trace.Unwritten());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).plan();
    }

    Problem refusal(String body, String... headers) {
        Planned planned = router.plan(snapshot, asking(body, headers), new Trace.Unwritten());
        assertThat(planned).isInstanceOf(Planned.Refused.class);
        return ((Planned.Refused) planned).problem();
    }

    static Asking asking(String body, String... headers) {
        return new Asking(
                new Asked(Operation.CHAT, Envelope.OWN, Calls.shape(body).model(), false),
                "red",
                "/v1/chat/completions",
                Headers.of(headers),
                Calls.shape(body));
    }

    static RoutingNode node(String json) {
        return ((RoutingConfig.Read.Valid) RoutingConfig.read(json)).config().root();
    }
}
