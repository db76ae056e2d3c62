package dev.weir.relay;

import dev.weir.call.Principal;
import dev.weir.problem.Problem;
import java.time.Instant;
import java.util.function.Consumer;

/// A call that runs, as somebody sees it who looks from outside. Written on the call's loop, read from any thread.
public final class LiveCall {

    private final String id;
    private final Instant since;
    private final Consumer<Problem> cut;
    private volatile String team = "";
    private volatile String client = "";
    private volatile String model = "";
    private volatile String target = "";
    private volatile int attempts;

    /// @param cut ends the call; may be called from any thread
    LiveCall(String id, Instant since, Consumer<Problem> cut) {
        this.id = id;
        this.since = since;
        this.cut = cut;
    }

    void isBy(Principal principal) {
        team = principal.team();
        client = principal.client();
    }

    void wants(String asked) {
        model = asked;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
    void asks(String asked) {
        target = asked;
        attempts++;
    }

    void cut(Problem problem) {
        cut.accept(problem);
    }

    public String id() {
        return id;
    }

    public Instant since() {
        return since;
    }

    public String team() {
        return team;
    }

    public String client() {
        return client;
    }

    /// As the caller named it; empty as long as that is not known.
    public String model() {
        return model;
    }

    /// Who is asked now, or was last; empty if nobody was.
    public String target() {
        return target;
    }

    public int attempts() {
        return attempts;
    }
}
