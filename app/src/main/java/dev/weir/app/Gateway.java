package dev.weir.app;

import dev.weir.adapters.http.HttpServers;
import dev.weir.adapters.http.HttpServers.Listening;
import dev.weir.telemetry.CallLog;
import java.util.concurrent.ExecutorService;

/// A gateway that runs.
public final class Gateway {

    private final Listening data;
    private final Listening control;
    private final HttpServers servers;
    private final Lifetime lifetime;
    private final Reloader reloader;
    private final CallLog log;
    private final ExecutorService waiting;

    Gateway(
            Listening data,
            Listening control,
            HttpServers servers,
            Lifetime lifetime,
            Reloader reloader,
            CallLog log,
            ExecutorService waiting) {
        this.data = data;
        this.control = control;
        this.servers = servers;
        this.lifetime = lifetime;
        this.reloader = reloader;
        this.log = log;
        this.waiting = waiting;
    }

    public Listening data() {
        return data;
    }

    public Listening control() {
        return control;
    }

    /// Lets the running calls finish, then ends everything.
    public void end() throws InterruptedException {
        reloader.close();
        lifetime.end();
        servers.close();
        log.close();
        waiting.shutdown();
    }
}
