package dev.weir.relay;

import dev.weir.call.Timeline;
import dev.weir.config.Routing;
import dev.weir.provider.Provider;
import dev.weir.reasoning.Envelopes;
import dev.weir.reasoning.Reasoning;
import dev.weir.reasoning.Vault;
import dev.weir.route.Healths;
import dev.weir.route.Router;
import dev.weir.route.Seats;
import dev.weir.route.Snapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Where a call lives in a test: on a loop whose clock stands still.
final class Places {

    private Places() {}

    static Place with(Upstream upstream, Loop loop, Answering client, Provider... providers) {
        return with(upstream, loop, client, router(loop), providers);
    }

    static Router router(Loop loop) {
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);
        return new Router(new Healths(clock, loop::nanos), new Seats(loop::nanos), new Random(7));
    }

    static Place with(Upstream upstream, Loop loop, Answering client, Router router, Provider... providers) {
        return new Place(
                upstream,
                loop,
                RelaySettings.DEFAULTS,
                client,
                new Timeline(0),
                new Prepared.Tools(
                        new Reasoning(Envelopes.ofThisProcess(), new Vault(System::nanoTime)),
                        InstantSource.fixed(Instant.EPOCH)),
                router,
                snapshot(providers),
                Runnable::run,
                Runnable::run,
                () -> {},
                new LiveCall("req_test", Instant.EPOCH, _ -> {}),
                (_, then) -> then.accept(Optional.empty()));
    }

    static Snapshot snapshot(Provider... providers) {
        return new Snapshot(
                "1",
                Arrays.stream(providers).collect(Collectors.toMap(Provider::name, Function.identity())),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Routing.DEFAULT,
                Map.of());
    }
}
