package dev.weir.relay;

import dev.weir.call.Attempt;
import dev.weir.call.Call;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.By;
import dev.weir.call.ResponseFilter;
import dev.weir.call.Step;
import dev.weir.call.Timeline.Moment;
import dev.weir.call.Timeline.Part;
import dev.weir.call.Work;
import dev.weir.problem.Problem;
import dev.weir.provider.Provider;
import dev.weir.relay.Dispatch.End;
import dev.weir.relay.Failure.Cause;
import dev.weir.relay.Failure.Verbatim;
import dev.weir.relay.Proving.Proved;
import dev.weir.wire.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One call on its way through its plan: one attempt after the other, until one brings the client an answer or none is
/// left. What the client sees is one answer or one error.
///
/// Lives on the call's event loop. A slow client fills its answer; then the provider's answer pauses until the client's
/// has drained. A client who leaves is heard at once, also while nobody is asked.
final class Attempts {

    private final Place place;
    private final Call call;
    private final List<ResponseFilter> filters;
    private final Consumer<Outcome> end;
    private final StreamDeadlines deadlines;
    private final Standing standing;
    private final CallAnswer answer;
    private final List<Attempt> past = new ArrayList<>();

    private int at;
    private int again;
    private int proofs;
    private long workedSince;
    private Usage spent = Usage.NONE;
    private @Nullable Dispatch running;
    private @Nullable Failure told;
    /// Ends the call while nobody is asked.
    private Optional<Problem> stopped = Optional.empty();
    private Runnable cancelWait = () -> {};
    private boolean over;

    Attempts(Place place, Call call, List<ResponseFilter> filters, Consumer<Outcome> end) {
        this.place = place;
        this.call = call;
        this.filters = List.copyOf(filters);
        this.end = end;
        this.standing = new Standing(place, call.plan(), call.id());
        this.answer = new CallAnswer(place, call, standing);
        this.deadlines = new StreamDeadlines(
                place.timers(), place.settings().limits(call.streams()), call.streams(), new Clockwork());
    }

    void start() {
        place.client().onDrained(() -> {
            if (running != null) {
                running.drained();
            }
        });
        deadlines.start();
        guarded(this::ask);
    }

    // One attempt.

    private Step step() {
        return call.plan().steps().get(at);
    }

    private void ask() {
        while (again == 0
                && !standing.admits(step().target())
                && !step().onward().isEmpty()) {
            at = step().onward().getFirst().to(); // somebody else has its one try
        }
        Provider provider = place.provider(step().target());
        workedSince = nanos();
        if (!Prepared.takesLong(call, step(), provider)) {
            prepared(Prepared.of(call, step(), provider, standing.hasMoved(step().target()), place.tools()));
            return;
        }
        Step wanted = step();
        boolean moved = standing.hasMoved(wanted.target());
        place.waiting().execute(() -> {
            Supplier<Prepared.Result> result = prepared(wanted, provider, moved);
            place.loop().execute(() -> guarded(() -> prepared(result.get())));
        });
    }

    /// The result, or the bug, told where it is asked.
    private Supplier<Prepared.Result> prepared(Step wanted, Provider provider, boolean moved) {
        try {
            Prepared.Result result = Prepared.of(call, wanted, provider, moved, place.tools());
            return () -> result;
        } catch (RuntimeException bug) {
            return () -> {
                throw bug;
            };
        }
    }

    private void prepared(Prepared.Result result) {
        worked(Part.TRANSLATE);
        switch (result) {
            case Prepared.Result.Refused(Problem problem) -> unasked(Failure.of(Cause.UNSAYABLE, problem));
            case Prepared.Result.Ready(Prepared ready) -> {
                new Proving(
                                ready.provider(),
                                call.plan().credential(),
                                name -> standing.cools(step().target(), name),
                                place.loop(),
                                proved -> guarded(() -> funded(ready, proved)),
                                problem -> guarded(() -> unasked(Failure.of(Cause.UNPROVED, problem))))
                        .start();
            }
        }
    }

    /// Nothing is sent that is not paid for, nor before it is kept that it will be.
    private void funded(Prepared ready, Proved proved) {
        worked(Part.PROVE);
        Optional<Problem> lacking = call.tab().funds().begin(ready.step().target());
        if (lacking.isPresent()) {
            unasked(Failure.of(Cause.UNPAID, lacking.get()));
            return;
        }
        place.recorded()
                .started(
                        call.tab().funds().reserved(),
                        problem -> guarded(() -> problem.ifPresentOrElse(
                                unrecorded -> unasked(Failure.of(Cause.INTERRUPTED, unrecorded)),
                                () -> send(ready, proved))));
    }

    private void send(Prepared ready, Proved proved) {
        worked(Part.RECORD);
        if (stopped.isPresent()) {
            unasked(Failure.of(Cause.INTERRUPTED, stopped.get()));
            return;
        }
        place.timeline().mark(Moment.SENT, nanos());
        place.router().healths().called(ready.provider().name());
        deadlines.asked(ready.step().settings().requestTimeout());
        var dispatch = new Dispatch(this, ready, proved, !ready.step().onward().isEmpty() && past.size() + 1 < most());
        running = dispatch;
        place.live().asks(ready.step().target().toString());
        dispatch.start();
        if (!mayGoOn()) {
            place.bodySent().run();
        }
    }

    private int most() {
        return place.routing().attempts();
    }

    /// Whether another attempt could follow the one that runs.
    private boolean mayGoOn() {
        return past.size() + 1 < most();
    }

    // How one ends.

    void ended(Dispatch dispatch, End ended, Work work) {
        running = null;
        place.timeline().ended(nanos(), ended instanceof End.Fell);
        spent = sum(spent, ended.usage());
        var attempt = new Attempt(
                dispatch.prepared().step().target(),
                dispatch.proved().credential().name(),
                dispatch.status(),
                dispatch.prepared().losses(),
                error(ended),
                place.timeline().since(dispatch.began()),
                dispatch.took(),
                work);
        past.add(attempt);
        call.tab().funds().ended(attempt);
        standing.ended(dispatch, ended);
        switch (ended) {
            case End.Served _ -> finish(new Outcome.Served(place.client().status(), spent, past));
            case End.Broken(By by, Problem problem, Usage _) -> finish(new Outcome.Broken(by, problem, spent, past));
            case End.Failed(RuntimeException bug, Usage _) -> finish(new Outcome.Failed(bug, spent, past));
            case End.Fell(Failure failure, Usage _) -> guarded(() -> fell(failure));
        }
    }

    private void worked(Part part) {
        long now = nanos();
        place.timeline().worked(part, now - workedSince);
        workedSince = now;
    }

    private static String error(End ended) {
        return switch (ended) {
            case End.Served _ -> "";
            case End.Broken broken -> broken.problem().kind().code();
            case End.Fell fell -> fell.failure().problem().kind().code();
            case End.Failed _ -> Problem.Kind.INTERNAL.code();
        };
    }

    /// The target never heard of the call.
    private void unasked(Failure failure) {
        standing.abandoned(step().target());
        fell(failure);
    }

    private void fell(Failure failure) {
        deadlines.fell();
        if (over) {
            return;
        }
        boolean says = failure.cause() != Cause.UNSAYABLE
                && failure.cause() != Cause.UNPROVED
                && failure.cause() != Cause.UNPAID;
        told = says || told == null ? failure : told;
        Failure considered =
                stopped.map(problem -> Failure.of(Cause.INTERRUPTED, problem)).orElse(failure);
        NextMove move = NextMove.after(
                considered,
                step(),
                new NextMove.Sofar(
                        again, past.size(), furtherProofs(failure), standing.isHome(step().target()), deadlines.left()),
                place.routing(),
                () -> place.router()
                        .healths()
                        .mayRetry(step().target().provider(), place.routing().retryBudget()),
                place.router().random().nextDouble());
        standing.decided(failure, step(), move);
        switch (move) {
            case NextMove.GiveUp() -> giveUp(considered.cause() == Cause.INTERRUPTED ? considered : told);
            case NextMove.GoOn(int next) -> {
                at = next;
                again = 0;
                proofs = 0;
                ask();
            }
            case NextMove.Again(Duration wait) -> {
                boolean proof = failure.cause() == Cause.TOKEN || failure.cause() == Cause.CREDENTIAL;
                proofs += proof ? 1 : 0;
                again += proof ? 0 : 1;
                later(wait);
            }
        }
    }

    /// How many other things can be shown: a token that is had anew, or the pool's other credentials.
    private int furtherProofs(Failure failure) {
        if (failure.cause() == Cause.TOKEN) {
            return 1;
        }
        return call.plan().credential().isPresent()
                ? 0
                : place.provider(step().target()).credentials().all().size() - 1 - proofs;
    }

    /// Whether a token that was refused may be had anew: once.
    boolean mayRenew(Proved proved) {
        return past.stream()
                .noneMatch(attempt -> attempt.status() == 401
                        && attempt.credential().equals(proved.credential().name())
                        && attempt.target().equals(step().target()));
    }

    private void later(Duration wait) {
        if (wait.isZero()) {
            ask();
            return;
        }
        cancelWait = place.timers().after(wait, () -> guarded(this::ask));
    }

    private void giveUp(Failure failure) {
        standing.gaveUp();
        answer.willSay(step(), past.size());
        if (failure.verbatim().isPresent()) {
            verbatim(failure, failure.verbatim().get());
        } else if (past.isEmpty() && failure.cause() == Cause.UNSAYABLE) {
            finish(new Outcome.Refused(failure.problem()));
        } else if (failure.problem().kind() == Problem.Kind.CLIENT_LEFT) {
            finish(new Outcome.Broken(By.CLIENT, failure.problem(), spent, past));
        } else {
            finish(new Outcome.Unserved(failure.problem(), spent, past));
        }
    }

    /// What the provider said about the request.
    private void verbatim(Failure failure, Verbatim said) {
        if (client().begun()) { // a heartbeat has: the stream ends with what the provider said
            finish(new Outcome.Unserved(
                    new Problem(
                            Problem.Kind.UPSTREAM_ERROR,
                            "the provider answered %d: %s".formatted(failure.status(), said.message())),
                    spent,
                    past));
            return;
        }
        answer.verbatim(failure.status(), said, step(), past.size());
        deadlines.sent();
        finish(new Outcome.Served(failure.status(), spent, past));
    }

    private void finish(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        cancelWait.run();
        deadlines.stop();
        end.accept(outcome);
    }

    private void guarded(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException bug) {
            finish(new Outcome.Failed(bug, spent, past));
        }
    }

    // What ends it from outside.

    void clientGone(Problem problem) {
        stop(problem, dispatch -> dispatch.clientGone(problem));
    }

    /// Ends the call for a reason of ours.
    void cut(Problem problem) {
        stop(problem, dispatch -> dispatch.stop(By.GATEWAY, problem));
    }

    private void stop(Problem problem, Consumer<Dispatch> whileAsking) {
        if (over) {
            return;
        }
        stopped = Optional.of(problem);
        if (running != null) {
            whileAsking.accept(running);
        } else {
            fell(Failure.of(Cause.INTERRUPTED, problem));
        }
    }

    private final class Clockwork implements StreamDeadlines.Listener {

        /// This commits the status, not the provider.
        @Override
        public void beat() {
            if (!over) {
                answer.beginStream(step(), attempts());
                client().send(call.words().heartbeat());
            }
        }

        @Override
        public void late(Problem problem) {
            if (running != null) {
                running.stop(By.DEADLINE, problem);
            }
        }

        @Override
        public void overdue(Problem problem) {
            stop(problem, dispatch -> dispatch.stop(By.DEADLINE, problem));
        }

        @Override
        public void stalled() {
            if (running != null) {
                running.stalled(new Problem(
                        Problem.Kind.CLIENT_LEFT,
                        "the client took nothing of its answer for "
                                + place.settings().stall().toSeconds() + " s"));
            }
        }
    }

    // What an attempt says to the client.

    Place place() {
        return place;
    }

    List<ResponseFilter> filters() {
        return filters;
    }

    StreamDeadlines deadlines() {
        return deadlines;
    }

    Answering client() {
        return place.client();
    }

    long nanos() {
        return place.timers().nanos();
    }

    CallAnswer answer() {
        return answer;
    }

    /// Those that were made, the running one included.
    int attempts() {
        return past.size() + (running == null ? 0 : 1);
    }

    /// The answer of the running attempt is the call's.
    void committed() {
        place.timeline().mark(Moment.ANSWERED, nanos());
        place.bodySent().run();
    }

    private static Usage sum(Usage one, Usage other) {
        return one.equals(Usage.NONE) ? other : other.equals(Usage.NONE) ? one : one.plus(other);
    }
}
