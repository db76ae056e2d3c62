package dev.weir.relay;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.ResponseFilter;
import dev.weir.call.Target;
import dev.weir.call.Timeline.Moment;
import dev.weir.problem.Problem;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.relay.Routes.Route;
import dev.weir.route.Router;
import dev.weir.route.Snapshot;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.json.RequestShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A call of a provider from its body to its end: what it says, where it goes, through the filters to its [Dispatch].
///
/// Lives on the exchange's event loop.
final class Passage {

    private final InferenceServer.Shared shared;
    private final InferenceServer.Loop loop;
    private final Visit visit;
    private final Route.Inference wanted;
    private @Nullable Dispatch dispatch;
    private Runnable leave = () -> {};
    private Runnable release = () -> {};
    /// How the call ended while it waited for something to show the provider.
    private Optional<Outcome> early = Optional.empty();

    Passage(InferenceServer.Shared shared, InferenceServer.Loop loop, Visit visit, Route.Inference wanted) {
        this.shared = shared;
        this.loop = loop;
        this.visit = visit;
        this.wanted = wanted;
    }

    void start() {
        visit.afterwards(this::releaseBody);
        shared.reader().read(visit.exchange(), result -> visit.guarded(() -> read(result)));
    }

    /// Ends the call for a reason of ours, wherever it is.
    void cut(Problem problem) {
        if (dispatch != null) {
            dispatch.cut(problem);
        } else {
            leave.run(); // whatever it waits for, no provider is asked any more
            early = Optional.of(new Outcome.Refused(problem));
            visit.refuse(problem);
        }
    }

    private void read(RequestReader.Result result) {
        if (visit.over()) {
            if (result instanceof RequestReader.Result.Ready ready) {
                ready.release().run();
            }
            return; // ended while it was read
        }
        visit.mark(Moment.BODY_READ);
        switch (result) {
            case RequestReader.Result.Refused(Problem problem) -> visit.refuse(problem);
            case RequestReader.Result.Gone() -> visit.left();
            case RequestReader.Result.Ready ready -> {
                release = ready.release();
                understood(ready.shape());
            }
        }
    }

    private void understood(RequestShape request) {
        if (wanted.envelope() == Envelope.CONVERSE) {
            visit.client().through(EventStreamClient::ofEvents);
        }
        if (wanted.envelope() != Envelope.BEDROCK) {
            plan(request);
            return;
        }
        boolean counts = wanted.operation() == Operation.COUNT_TOKENS;
        visit.client().through(counts ? CountClient::new : EventStreamClient::ofChunks);
        if (!counts) {
            plan(request);
            return;
        }
        switch (BedrockCount.inside(request)) {
            case RequestShape.Read.Shape(RequestShape inside) -> plan(inside);
            case RequestShape.Read.Refused(Problem problem) -> visit.refuse(problem);
        }
    }

    private void plan(RequestShape request) {
        Asked asked = asked(request);
        visit.asksFor(asked.operation(), asked.model(), asked.streams());
        Snapshot snapshot = shared.snapshot().current();
        switch (Router.plan(snapshot, asked, visit.exchange().headers())) {
            case Router.Planned.Refused(Problem problem) -> visit.refuse(problem);
            case Router.Planned.Ready(var plan) -> {
                visit.mark(Moment.PLANNED);
                run(
                        new Call(
                                visit.id(),
                                visit.principal(),
                                asked,
                                visit.words(),
                                visit.target(),
                                visit.exchange().headers(),
                                request,
                                plan),
                        snapshot);
            }
        }
    }

    /// What the path does not say, the body does.
    private Asked asked(RequestShape request) {
        boolean bodySays = !wanted.envelope().streamInPath() || wanted.envelope() == Envelope.VERTEX;
        return new Asked(
                wanted.operation(),
                wanted.envelope(),
                wanted.model().orElseGet(request::model),
                wanted.streams() || (bodySays && request.streams()));
    }

    private void run(Call call, Snapshot snapshot) {
        leave = shared.chain()
                .start(
                        call,
                        visit.exchange().loop(),
                        (passed, filters, end) -> dispatch(passed, filters, snapshot, end),
                        visit::end);
        visit.client().onGone(() -> {
            leave.run();
            if (dispatch == null) {
                early = Optional.of(Visit.gone());
            } else {
                dispatch.clientGone();
            }
        });
    }

    private void dispatch(Call call, List<ResponseFilter> filters, Snapshot snapshot, Consumer<Outcome> end) {
        Target first = call.plan().targets().getFirst();
        Provider provider = snapshot.provider(first.provider()).orElseThrow();
        if (provider.service(call.operation(), first.model()).isPresent()) {
            send(new Sent(call, first, provider, Optional.empty(), filters, end));
            return;
        }
        shared.waiting().execute(() -> {
            Supplier<Translation.Result> result = translated(call, provider, first);
            visit.exchange()
                    .loop()
                    .execute(() -> visit.guarded(() -> {
                        if (early.isPresent()) {
                            end.accept(early.get());
                            return;
                        }
                        switch (result.get()) {
                            case Translation.Result.Refused(Problem problem) ->
                                end.accept(new Outcome.Refused(problem));
                            case Translation.Result.Done(Translation done) ->
                                send(new Sent(done.call(), first, provider, Optional.of(done), filters, end));
                        }
                    }));
        });
    }

    /// What comes of translating, which takes longer than a loop may: the result, or the bug, told where it is asked.
    private Supplier<Translation.Result> translated(Call call, Provider provider, Target target) {
        try {
            Translation.Result result =
                    Translation.of(call, provider, target.model(), shared.reasoning(), shared.clock());
            return () -> result;
        } catch (RuntimeException bug) {
            return () -> {
                throw bug;
            };
        }
    }

    /// A call as its provider will be asked, and who hears how it ends.
    private record Sent(
            Call call,
            Target target,
            Provider provider,
            Optional<Translation> translation,
            List<ResponseFilter> filters,
            Consumer<Outcome> end) {}

    private void send(Sent sent) {
        String model = sent.target().model();
        Service service =
                sent.provider().service(sent.call().operation(), model).orElseThrow();
        var outgoing = Outgoing.of(sent.call(), model, service, sent.provider().passes());
        var losses = new ArrayList<>(sent.translation().map(Translation::losses).orElseGet(List::of));
        losses.addAll(outgoing.losses());
        var lost = new LossReport(losses);
        Optional<Problem> refusal = lost.refusal(sent.call());
        if (refusal.isPresent()) {
            sent.end().accept(new Outcome.Refused(refusal.get()));
            return;
        }
        var place = new Dispatch.Place(
                loop.upstream(),
                loop.timers(),
                shared.settings(),
                visit.client(),
                visit.timeline(),
                shared.reasoning(),
                visit.exchange().loop(),
                this::releaseBody);
        Consumer<Outcome> end = sent.end();
        new Proving(
                        sent.provider(),
                        sent.call().plan().credential(),
                        visit.exchange().loop(),
                        proved -> {
                            if (early.isPresent()) {
                                end.accept(early.get());
                                return;
                            }
                            try {
                                dispatch = new Dispatch(
                                        place,
                                        sent.call(),
                                        sent.target(),
                                        sent.provider(),
                                        proved,
                                        sent.translation(),
                                        outgoing,
                                        lost,
                                        sent.filters(),
                                        end);
                                dispatch.start();
                            } catch (RuntimeException bug) {
                                end.accept(new Outcome.Failed(bug));
                            }
                        },
                        problem ->
                                end.accept(early.orElseGet(() -> new Outcome.Unserved(problem, Usage.NONE, List.of()))))
                .start();
    }

    /// Gives the body's bytes back to the process's budget, once.
    private void releaseBody() {
        Runnable once = release;
        release = () -> {};
        once.run();
    }
}
