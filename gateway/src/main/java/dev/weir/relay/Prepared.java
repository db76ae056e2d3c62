package dev.weir.relay;

import dev.weir.call.Call;
import dev.weir.call.Overrides;
import dev.weir.call.Step;
import dev.weir.problem.Problem;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.reasoning.Reasoning;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.format.ErrorWords;
import dev.weir.wire.json.RequestShape;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A call as one target is asked it.
///
/// @param call in the words of the provider
/// @param translation how its answer is told in the caller's words, if the provider does not speak them
record Prepared(
        Call call,
        Step step,
        Provider provider,
        Service service,
        Optional<Translation> translation,
        Outgoing outgoing,
        LossReport lost) {

    /// What came of preparing one.
    sealed interface Result {
        record Ready(Prepared prepared) implements Result {}

        record Refused(Problem problem) implements Result {}
    }

    /// What translating needs.
    record Tools(Reasoning reasoning, InstantSource clock) {}

    /// Whether preparing takes longer than an event loop may.
    static boolean takesLong(Call call, Step step, Provider provider) {
        return provider.service(call.operation(), step.target().model()).isEmpty() || Overrides.any(step.settings());
    }

    /// @param moved whether the conversation was at another target until now
    static Result of(Call original, Step step, Provider provider, boolean moved, Tools tools) {
        Call call = original;
        switch (Overrides.of(call.request(), step.settings())) {
            case RequestShape.Read.Shape(RequestShape shape) ->
                call = shape == call.request() ? call : call.with(shape);
            case RequestShape.Read.Refused(Problem problem) -> {
                return new Result.Refused(problem);
            }
        }
        if (provider.service(call.operation(), step.target().model()).isPresent()) {
            return ready(call, step, provider, moved, Optional.empty());
        }
        return switch (Translation.of(call, provider, step.target().model(), tools.reasoning(), tools.clock())) {
            case Translation.Result.Refused(Problem problem) -> new Result.Refused(problem);
            case Translation.Result.Done(Translation done) ->
                ready(done.call(), step, provider, false, Optional.of(done));
        };
    }

    private static Result ready(
            Call call, Step step, Provider provider, boolean moved, Optional<Translation> translation) {
        Service service =
                provider.service(call.operation(), step.target().model()).orElseThrow();
        var outgoing = Outgoing.of(call, step.target().model(), service, provider.passes(), moved);
        step.settings()
                .forwardHeaders()
                .forEach(name -> call.headers()
                        .first(name)
                        .ifPresent(value -> outgoing.headers().set(name, value)));
        var losses = new ArrayList<Loss>(call.plan().lost());
        translation.ifPresent(it -> losses.addAll(it.losses()));
        losses.addAll(outgoing.losses());
        var lost = new LossReport(losses);
        Optional<Problem> refusal = lost.refusal(call);
        return refusal.isPresent()
                ? new Result.Refused(refusal.get())
                : new Result.Ready(new Prepared(call, step, provider, service, translation, outgoing, lost));
    }

    /// In which words the provider tells errors.
    ErrorWords words() {
        return service.envelope() == Envelope.BEDROCK
                ? ErrorWords.AWS
                : call.format().words();
    }

    List<Loss> losses() {
        return lost.losses();
    }
}
