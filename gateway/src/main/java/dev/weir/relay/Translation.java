package dev.weir.relay;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.Operation;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.reasoning.Conversation;
import dev.weir.reasoning.Origin;
import dev.weir.reasoning.Reasoning;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.format.Language;
import dev.weir.wire.format.Language.Telling;
import dev.weir.wire.format.ToolWords;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.json.RequestShape;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A call in the words of a provider that does not speak its caller's format, and what is needed to tell its answer in
/// the caller's words.
///
/// @param call what the provider is asked
/// @param provider the language it is asked in
/// @param caller the language that its answer is told in
/// @param origin where what the model thinks comes from
/// @param losses what the provider is not told as it was said
record Translation(
        Call call,
        Language provider,
        Language caller,
        ToolWords words,
        Telling telling,
        Origin origin,
        Conversation conversation,
        List<Loss> losses) {

    /// What came of translating.
    sealed interface Result {
        record Done(Translation translation) implements Result {}

        record Refused(Problem problem) implements Result {}
    }

    /// Asks to be told what the model thinks, in a format that has no word of its own for it.
    static final String REASONING = "x-weir-reasoning";

    /// Read with every key once and numbers as they were written.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /// Headers that say something to one vendor only.
    private static final List<String> VENDORS = List.of(
            "anthropic-", "openai-", "x-stainless-", "x-codex-", "x-claude-code-", "x-openai-", "x-amzn-", "x-goog-");

    Translation {
        losses = List.copyOf(losses);
    }

    /// Asks in the first of the provider's languages that can say everything; if none can, the first one refuses.
    static Result of(Call call, Provider provider, String model, Reasoning reasoning, InstantSource clock) {
        JsonNode json;
        try {
            json = JSON.readTree(call.request().body());
        } catch (JacksonException duplicate) {
            return new Result.Refused(new Problem(
                    Kind.JSON_DUPLICATE_KEY, "a key is there twice in one object; two readers could read two values"));
        }
        Optional<Result> first = Optional.empty();
        for (Operation operation : provider.translatable(call.operation(), model)) {
            var origin = new Origin(provider.name(), operation.format().name(), model);
            Result result = said(call, json, operation, origin, reasoning, clock);
            if (result instanceof Result.Done) {
                return result;
            }
            first = first.or(() -> Optional.of(result));
        }
        return first.orElseThrow();
    }

    private static Result said(
            Call call, JsonNode json, Operation operation, Origin to, Reasoning reasoning, InstantSource clock) {
        String model = to.model();
        Language caller = call.format().language().orElseThrow();
        Language provider = operation.format().language().orElseThrow();
        var losses = new Losses();
        var words = new ToolWords();
        ChatRequest read = caller.decode(json, losses);
        var conversation = Conversation.of(call.principal().team(), read);
        var named = new ChatRequest(model, call.streams(), read.turns(), read.tools(), read.settings());
        ChatRequest request = reasoning.recalled(named, caller, provider, to, conversation, losses);
        call.headers().first("anthropic-beta").ifPresent(betas -> losses.ignored("anthropic-beta", betas));
        ObjectNode body = provider.encode(request, words, losses);
        Optional<Problem> refusal = new LossReport(losses.list()).refusal(call);
        if (refusal.isPresent()) {
            return new Result.Refused(refusal.get());
        }
        if (!(RequestShape.read(JSON.writeValueAsBytes(body)) instanceof RequestShape.Read.Shape(var shape))) {
            throw new IllegalStateException("what was translated cannot be read");
        }
        var telling = new Telling(
                call.id().replaceFirst("^req_", ""),
                call.asked().model(),
                clock.instant().getEpochSecond(),
                call.request().isTrue("stream_options", "include_usage"),
                call.headers().first(REASONING).filter("true"::equals).isPresent());
        return new Result.Done(new Translation(
                asked(call, operation, model, shape),
                provider,
                caller,
                words,
                telling,
                to,
                conversation,
                losses.list()));
    }

    private static Call asked(Call call, Operation operation, String model, RequestShape shape) {
        Headers.Builder headers = Headers.builder();
        call.headers().forEach((name, value) -> {
            if (VENDORS.stream().noneMatch(name::startsWith)) {
                headers.add(name, value);
            }
        });
        if (operation == Operation.MESSAGES) {
            headers.set("anthropic-version", "2023-06-01"); // the one that accepts a temperature
        }
        return new Call(
                call.id(),
                call.principal(),
                new Asked(
                        operation,
                        operation == Operation.GENERATE_CONTENT ? Envelope.GEMINI : Envelope.OWN,
                        model,
                        call.streams()),
                call.words(),
                new RequestTarget(call.target().path(), ""),
                headers.build(),
                shape,
                call.plan(),
                call.tab());
    }
}
