package dev.weir.adapters.http;

import dev.weir.problem.Problem;
import dev.weir.relay.BoundedBody;
import dev.weir.relay.ClientResponse;
import dev.weir.relay.Timers;
import dev.weir.simulator.Ending;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorAnswer;
import dev.weir.simulator.Step;
import dev.weir.simulator.meter.Billing;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/// Plays the simulator's answers to whoever connects, in their time, and tells its meter how they fare.
final class SimulatorPlayer extends VerticleBase {

    private static final int LONGEST_BODY = 64 * 1024 * 1024;

    private final HttpSettings settings;
    private final Simulator simulator;

    SimulatorPlayer(HttpSettings settings, Simulator simulator) {
        this.settings = settings;
        this.simulator = simulator;
    }

    @Override
    public Future<?> start() {
        var timers = new VertxTimers(vertx);
        return settings.listen(settings.server(vertx).requestHandler(request -> {
            var exchange =
                    new VertxExchange(request, context, settings.patience().body());
            exchange.read(new BoundedBody(
                    LONGEST_BODY,
                    body -> answer(exchange, body, timers),
                    _ -> exchange.response().cut(),
                    () -> {}));
        }));
    }

    private void answer(VertxExchange exchange, byte[] body, Timers timers) {
        switch (RequestTarget.parse(exchange.rawTarget())) {
            case RequestTarget.Parsed.Refused(Problem problem) ->
                exchange.response().whole(HttpResponse.problem(problem));
            case RequestTarget.Parsed.Target(RequestTarget target) -> {
                var request = new HttpRequest(exchange.method(), target, exchange.headers(), body);
                new Playing(simulator.answer(request), exchange.response(), timers).start();
            }
        }
    }

    /// One answer that is being played.
    private static final class Playing {

        private final SimulatorAnswer answer;
        private final ClientResponse client;
        private final Timers timers;
        private int next;
        private boolean gone;

        Playing(SimulatorAnswer answer, ClientResponse client, Timers timers) {
            this.answer = answer;
            this.client = client;
            this.timers = timers;
        }

        void start() {
            client.onGone(() -> {
                gone = true;
                billing().left();
            });
            client.onDrained(() -> {});
            switch (answer) {
                case SimulatorAnswer.Whole whole ->
                    after(whole.delay(), () -> {
                        client.whole(whole.response());
                        billing().finished();
                    });
                case SimulatorAnswer.Streamed streamed ->
                    after(streamed.delay(), () -> {
                        client.head(streamed.status(), streamed.headers());
                        play(streamed.steps(), streamed.ending());
                    });
                case SimulatorAnswer.Unanswered unanswered -> end(unanswered.ending());
            }
        }

        private void play(List<Step> steps, Ending ending) {
            while (next < steps.size() && !gone) {
                int at = next++;
                switch (steps.get(at)) {
                    case Step.Send(byte[] bytes) -> {
                        client.send(bytes);
                        billing().sent(at);
                    }
                    case Step.Pause(Duration pause) -> {
                        billing().sent(at);
                        after(pause, () -> play(steps, ending));
                        return;
                    }
                }
            }
            if (!gone) {
                end(ending);
            }
        }

        private void end(Ending ending) {
            switch (ending) {
                case CLEAN -> {
                    client.end();
                    billing().finished();
                }
                case RESET -> {
                    billing().finished();
                    client.cut();
                }
                case STALL -> {} // silent until the client leaves
            }
        }

        private Billing billing() {
            return answer.billing();
        }

        private void after(Duration time, Runnable then) {
            if (time.isZero()) {
                then.run();
            } else {
                timers.after(time, () -> {
                    if (!gone) {
                        then.run();
                    }
                });
            }
        }
    }
}
