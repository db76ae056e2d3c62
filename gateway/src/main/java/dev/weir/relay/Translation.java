package dev.weir.relay;

import dev.weir.call.Asked;
import dev.weir.call.Call;
import dev.weir.call.Operation;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Loss.Grade;
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
import java.util.Locale;
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
/// @param losses what the provider is not told as it was said
record Translation(Call call, Language provider, Language caller, ToolWords words, Telling telling, List<Loss> losses) {

    /// What came of translating.
    sealed interface Result {
        record Done(Translation translation) implements Result {}

        record Refused(Problem problem) implements Result {}
    }

    static final String STRICT = "x-weir-strict";

    /// Names what was lost.
    static final String LOST = "x-weir-lost";

    /// Read with every key once and numbers as they were written.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /// Headers that say something to one vendor only.
    private static final List<String> VENDORS = List.of(
            "anthropic-", "openai-", "x-stainless-", "x-codex-", "x-claude-code-", "x-openai-", "x-amzn-", "x-goog-");

    private static final int LONGEST_HEADER = 4_000;

    Translation {
        losses = List.copyOf(losses);
    }

    /// Asks in the first of the provider's languages that can say everything; if none can, the first one refuses.
    static Result of(Call call, Provider provider, String model, InstantSource clock) {
        JsonNode json;
        try {
            json = JSON.readTree(call.request().body());
        } catch (JacksonException duplicate) {
            return new Result.Refused(new Problem(
                    Kind.JSON_DUPLICATE_KEY, "a key is there twice in one object; two readers could read two values"));
        }
        Optional<Result> first = Optional.empty();
        for (Operation operation : provider.translatable(call.operation())) {
            Result result = said(call, json, operation, model, clock);
            if (result instanceof Result.Done) {
                return result;
            }
            first = first.or(() -> Optional.of(result));
        }
        return first.orElseThrow();
    }

    private static Result said(Call call, JsonNode json, Operation operation, String model, InstantSource clock) {
        Language caller = call.format().language().orElseThrow();
        Language provider = operation.format().language().orElseThrow();
        var losses = new Losses();
        var words = new ToolWords();
        ChatRequest read = caller.decode(json, losses);
        var request = new ChatRequest(model, call.streams(), read.turns(), read.tools(), read.settings());
        call.headers().first("anthropic-beta").ifPresent(betas -> losses.ignored("anthropic-beta", betas));
        ObjectNode body = provider.encode(request, words, losses);
        Optional<Problem> refusal = refusal(call, losses.list());
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
                call.request().isTrue("stream_options", "include_usage"));
        return new Result.Done(
                new Translation(asked(call, operation, model, shape), provider, caller, words, telling, losses.list()));
    }

    /// What is lost and may not be: what changes the meaning, or anything if the caller is strict.
    private static Optional<Problem> refusal(Call call, List<Loss> losses) {
        boolean strict = call.headers().first(STRICT).filter("true"::equals).isPresent();
        List<Loss> refused = losses.stream()
                .filter(loss -> strict || loss.grade() == Grade.CHANGED || loss.grade() == Grade.INVALID)
                .toList();
        if (refused.isEmpty()) {
            return Optional.empty();
        }
        boolean invalid = refused.stream().anyMatch(loss -> loss.grade() == Grade.INVALID);
        String more = refused.size() > 5 ? "; and %d more".formatted(refused.size() - 5) : "";
        return Optional.of(new Problem(
                invalid ? Kind.FIELD_INVALID : Kind.NOT_TRANSLATABLE,
                String.join("; ", refused.stream().limit(5).map(Loss::toString).toList()) + more));
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
                new Asked(operation, Envelope.OWN, model, call.streams()),
                call.words(),
                new RequestTarget(call.target().path(), ""),
                headers.build(),
                shape,
                call.plan());
    }

    /// The losses as a header: where, and how bad.
    Optional<String> header() {
        if (losses.isEmpty()) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        int said = 0;
        for (Loss loss : losses) {
            String one = loss.place() + ";" + loss.grade().name().toLowerCase(Locale.ROOT);
            if (text.length() + one.length() > LONGEST_HEADER) {
                break;
            }
            text.append(said++ == 0 ? "" : ", ").append(visible(one));
        }
        return Optional.of(text + (said < losses.size() ? ", and %d more".formatted(losses.size() - said) : ""));
    }

    private static String visible(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "?").replace(',', '?');
    }
}
