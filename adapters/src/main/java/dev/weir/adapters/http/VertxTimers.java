package dev.weir.adapters.http;

import dev.weir.relay.Timers;
import io.vertx.core.Vertx;
import java.time.Duration;

/// The timers of the event loop that asks.
record VertxTimers(Vertx vertx) implements Timers {

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Runnable after(Duration time, Runnable then) {
        long id = vertx.setTimer(Math.max(1, time.toMillis()), _ -> then.run());
        return () -> vertx.cancelTimer(id);
    }
}
