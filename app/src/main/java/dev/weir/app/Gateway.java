package dev.weir.app;

import dev.weir.adapters.http.HttpServers.Listening;
import java.util.List;
import java.util.concurrent.ExecutorService;

/// A gateway that runs.
public final class Gateway {

    /// Something that can be closed without more ado.
    interface Closes {
        void close();
    }

    private final Listening data;
    private final Listening control;
    private final String scheme;
    private final Lifetime lifetime;
    private final List<Closes> first;
    private final List<Closes> last;
    private final ExecutorService waiting;

    /// @param first what is closed before the calls are waited for
    /// @param last what is closed after, in this order
    Gateway(
            Listening data,
            Listening control,
            boolean tls,
            Lifetime lifetime,
            List<Closes> first,
            List<Closes> last,
            ExecutorService waiting) {
        this.data = data;
        this.control = control;
        this.scheme = tls ? "https://" : "http://";
        this.lifetime = lifetime;
        this.first = List.copyOf(first);
        this.last = List.copyOf(last);
        this.waiting = waiting;
    }

    public Listening data() {
        return data;
    }

    public Listening control() {
        return control;
    }

    /// Where the data plane is, for a client on this machine.
    public String dataUrl() {
        return scheme + data;
    }

    public String controlUrl() {
        return scheme + control;
    }

    /// Lets the running calls finish, then ends everything.
    public void end() throws InterruptedException {
        first.forEach(Closes::close);
        lifetime.end();
        last.forEach(Closes::close);
        waiting.shutdown();
    }
}
