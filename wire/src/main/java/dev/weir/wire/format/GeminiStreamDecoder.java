package dev.weir.wire.format;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.ChatEvent.Citation;
import dev.weir.wire.chat.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads Gemini's answers, whole or streamed: each frame is an answer with a part of the content, and the stream ends
/// without saying so once it was said why.
///
/// Text goes on from frame to frame until something else comes; a signature ends it, because nothing may be added to
/// what is signed.
final class GeminiStreamDecoder implements JsonStream.Reader {

    private final ToolWords words;
    private String id = "";
    private boolean started;
    private boolean metered;
    private int blocks;
    private int calls;
    private Optional<Block> open = Optional.empty();
    /// What seals the open text, once it is at its end.
    private Optional<GeminiSeal> sealing = Optional.empty();
    /// A call of which more is to come.
    private @Nullable Partial partial;
    private Optional<ChatEvent> finished = Optional.empty();

    private record Partial(JsonNode call, String signature, PartialArguments arguments) {}

    GeminiStreamDecoder(ToolWords words) {
        this.words = words;
    }

    /// Reads an answer, or a piece of it.
    @Override
    public void read(String name, JsonNode answer, Consumer<? super ChatEvent> out) {
        if (answer.path("error").isObject()) {
            out.accept(new ChatEvent.Failed(ProviderFailure.of(answer.path("error"))));
            return;
        }
        if (!started) {
            started = true;
            id = answer.path("responseId").stringValue("");
            out.accept(new ChatEvent.Started(id, answer.path("modelVersion").stringValue("")));
        }
        JsonNode candidate = answer.path("candidates").path(0);
        candidate.path("content").path("parts").forEach(part -> part(part, out));
        citations(candidate).forEach(citation -> {
            if (!(open.orElse(null) instanceof Block.Text)) {
                enter(new Block.Text(), out);
            }
            out.accept(new ChatEvent.Cited(blocks - 1, citation));
        });
        if (answer.path("usageMetadata").isObject()) {
            metered = true;
            out.accept(new ChatEvent.Metered(GeminiAnswer.usage(answer.path("usageMetadata"))));
        }
        JsonNode feedback = answer.path("promptFeedback");
        if (feedback.path("blockReason").isString()) {
            String why = feedback.path("blockReason").stringValue() + " "
                    + feedback.path("blockReasonMessage").stringValue("");
            finished =
                    Optional.of(new ChatEvent.Finished(StopReason.REFUSAL, "the prompt was blocked: " + why.strip()));
        }
        if (candidate.path("finishReason").isString()) {
            told(out);
            leave(out);
            finished = Optional.of(GeminiAnswer.end(
                    candidate.path("finishReason").stringValue(),
                    candidate.path("finishMessage").stringValue(""),
                    calls > 0));
        }
    }

    private void part(JsonNode part, Consumer<? super ChatEvent> out) {
        String signature = part.path("thoughtSignature").stringValue("");
        if (part.path("functionCall").isObject()) {
            call(part.path("functionCall"), signature, out);
        } else if (part.path("text").isString()) {
            boolean thought = part.path("thought").booleanValue(false);
            text(part.path("text").stringValue(), thought, signature, out);
        } else if (!part.isEmpty()) {
            String what = part.propertyStream().findFirst().orElseThrow().getKey();
            leave(out);
            out.accept(new ChatEvent.Opened(blocks, new Block.Opaque(what, part)));
            out.accept(new ChatEvent.Closed(blocks++));
        }
    }

    private void text(String text, boolean thought, String signature, Consumer<? super ChatEvent> out) {
        if (!text.isEmpty() || (thought && !signature.isEmpty())) {
            enter(thought ? new Block.Thinking() : new Block.Text(), out);
        }
        if (!text.isEmpty()) {
            out.accept(new ChatEvent.TextDelta(blocks - 1, text));
        }
        if (!signature.isEmpty()) {
            if (!(open.orElse(null) instanceof Block.Text) && !thought) {
                leave(out);
            }
            sealing = Optional.of(
                    thought ? new GeminiSeal.OnThought(signature) : new GeminiSeal.OnText(text.length(), signature));
        }
    }

    private void call(JsonNode call, String signature, Consumer<? super ChatEvent> out) {
        boolean more = call.path("willContinue").booleanValue(false);
        if (partial == null && !more && !call.has("partialArgs")) {
            call(call, call.path("args"), signature, out);
            return;
        }
        if (partial == null) {
            partial = new Partial(call, signature, new PartialArguments());
        }
        for (JsonNode piece : call.path("partialArgs")) {
            if (!partial.arguments().add(piece)) {
                out.accept(new ChatEvent.Failed(
                        new Problem(Kind.UPSTREAM_PROTOCOL, "a piece of what a tool is called with has no place")));
                return;
            }
        }
        if (!more) {
            told(out);
        }
    }

    /// Tells a call that came in pieces.
    private void told(Consumer<? super ChatEvent> out) {
        if (partial != null) {
            Partial whole = partial;
            partial = null;
            call(whole.call(), whole.arguments().whole(), whole.signature(), out);
        }
    }

    private void call(JsonNode call, JsonNode args, String signature, Consumer<? super ChatEvent> out) {
        if (!signature.isEmpty()) {
            String seal = new GeminiSeal.OnCall(signature).seal();
            if (open.orElse(null) instanceof Block.Thinking && sealing.isEmpty()) {
                out.accept(new ChatEvent.Sealed(blocks - 1, seal));
                leave(out);
            } else {
                leave(out);
                hidden(seal, out);
            }
        }
        leave(out);
        String given = call.path("id").stringValue("");
        String name = call.path("name").stringValue("");
        String called = given.isEmpty() ? GeminiAnswer.unnamed(id.isEmpty() ? name : id, calls) : given;
        calls++;
        out.accept(new ChatEvent.Opened(blocks, new Block.ToolCall(called, words.name(name))));
        out.accept(new ChatEvent.ArgumentsDelta(blocks, args.isObject() ? args.toString() : "{}"));
        out.accept(new ChatEvent.Closed(blocks++));
    }

    private void hidden(String seal, Consumer<? super ChatEvent> out) {
        out.accept(new ChatEvent.Opened(blocks, new Block.HiddenThinking(seal)));
        out.accept(new ChatEvent.Closed(blocks++));
    }

    /// Makes this the open block, unless one of its kind is open and may go on.
    private void enter(Block block, Consumer<? super ChatEvent> out) {
        if (sealing.isPresent() || !open.equals(Optional.of(block))) {
            leave(out);
            open = Optional.of(block);
            out.accept(new ChatEvent.Opened(blocks++, block));
        }
    }

    private void leave(Consumer<? super ChatEvent> out) {
        Optional<GeminiSeal> seal = sealing;
        sealing = Optional.empty();
        if (open.isPresent()) {
            if (open.get() instanceof Block.Thinking) {
                seal.ifPresent(one -> out.accept(new ChatEvent.Sealed(blocks - 1, one.seal())));
                seal = Optional.empty();
            }
            open = Optional.empty();
            out.accept(new ChatEvent.Closed(blocks - 1));
        }
        seal.ifPresent(one -> hidden(one.seal(), out));
    }

    private static List<Citation> citations(JsonNode candidate) {
        var citations = new ArrayList<Citation>();
        JsonNode grounding = candidate.path("groundingMetadata");
        JsonNode chunks = grounding.path("groundingChunks");
        for (JsonNode support : grounding.path("groundingSupports")) {
            String quoted = support.path("segment").path("text").stringValue("");
            support.path("groundingChunkIndices")
                    .forEach(index -> citations.add(citation(chunks.path(index.intValue(-1)), quoted)));
        }
        if (citations.isEmpty()) {
            chunks.forEach(chunk -> citations.add(citation(chunk, "")));
        }
        JsonNode cited = candidate.path("citationMetadata");
        for (String list : List.of("citations", "citationSources")) {
            for (JsonNode one : cited.path(list)) {
                citations.add(new Citation(
                        one.path("uri").stringValue(""), one.path("title").stringValue(""), ""));
            }
        }
        return citations.stream().filter(one -> !one.url().isEmpty()).toList();
    }

    private static Citation citation(JsonNode chunk, String quoted) {
        JsonNode source = chunk.path("web").isObject() ? chunk.path("web") : chunk.path("retrievedContext");
        return new Citation(
                source.path("uri").stringValue(""), source.path("title").stringValue(""), quoted);
    }

    @Override
    public Optional<ChatEvent> ending(Consumer<? super ChatEvent> out) {
        if (finished.isPresent()) {
            leave(out);
        }
        return finished;
    }

    @Override
    public boolean counted() {
        return metered && finished.isPresent();
    }
}
