package dev.weir.reasoning;

import dev.weir.reasoning.Vault.Kept;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatEvent.Block;
import dev.weir.wire.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Puts thoughts into envelopes while an answer is told, and notes whose turn they belong to.
final class Wrapping implements Consumer<ChatEvent> {

    /// Keeps the thoughts of a turn.
    interface Keeper {
        void keep(String turn, List<Kept> thoughts);
    }

    private final Function<Part, String> wrap;
    private final String soFar;
    private final Keeper keeper;
    private final Consumer<ChatEvent> out;
    private final StringBuilder thought = new StringBuilder();
    private final StringBuilder said = new StringBuilder();
    private final List<Kept> kept = new ArrayList<>();
    private final List<String> unplaced = new ArrayList<>();
    private Block open = new Block.Text();
    private Optional<String> seal = Optional.empty();
    private Optional<String> firstCall = Optional.empty();
    /// Thoughts behind a text, held back until something follows: agents take what stands last for the answer.
    private final List<ChatEvent> held = new ArrayList<>();
    /// Whether there are thoughts in the middle of what is said, where a caller who tells it in one piece has no place.
    private boolean torn;

    /// @param soFar a digest of what was said before
    Wrapping(Function<Part, String> wrap, String soFar, Keeper keeper, Consumer<ChatEvent> out) {
        this.wrap = wrap;
        this.soFar = soFar;
        this.keeper = keeper;
        this.out = out;
    }

    @Override
    public void accept(ChatEvent event) {
        switch (event) {
            case ChatEvent.Opened(int index, Block block) -> {
                opened(index, block);
                return;
            }
            case ChatEvent.TextDelta(int _, String piece) -> {
                if (open instanceof Block.Thinking) {
                    thought.append(piece);
                } else if (open instanceof Block.Text) {
                    said.append(piece);
                }
            }
            case ChatEvent.Sealed(int _, String given) -> {
                seal = Optional.of(seal.orElse("") + given);
                return; // told with its end
            }
            case ChatEvent.Closed(int index) -> {
                if (!held.isEmpty()) {
                    held.add(event);
                    return;
                }
                if (open instanceof Block.Thinking) {
                    out.accept(new ChatEvent.Sealed(
                            index, wrapped(new Part.Thinking(thought.toString(), seal.orElse("")))));
                }
            }
            case ChatEvent.Finished _ -> keep();
            case ChatEvent.Started _,
                    ChatEvent.ArgumentsDelta _,
                    ChatEvent.Cited _,
                    ChatEvent.Metered _,
                    ChatEvent.Waiting _,
                    ChatEvent.Failed _ -> {}
        }
        out.accept(event);
    }

    private void opened(int index, Block block) {
        held.forEach(out);
        held.clear();
        open = block;
        thought.setLength(0);
        seal = Optional.empty();
        switch (block) {
            case Block.HiddenThinking(String hidden) -> {
                String envelope = wrapped(new Part.HiddenThinking(hidden));
                var told = new ChatEvent.Opened(index, new Block.HiddenThinking(envelope));
                if (said.isEmpty()) {
                    out.accept(told);
                } else {
                    held.add(told);
                }
                return;
            }
            case Block.ToolCall(String id, var _) -> {
                place(id);
                firstCall = firstCall.or(() -> Optional.of(id));
            }
            case Block.Text(), Block.Refusal() -> {
                torn |= !said.isEmpty() && !unplaced.isEmpty();
                place("");
            }
            case Block.Thinking(), Block.Opaque _ -> {}
        }
        out.accept(new ChatEvent.Opened(index, block));
    }

    private String wrapped(Part thoughts) {
        String envelope = wrap.apply(thoughts);
        unplaced.add(envelope);
        return envelope;
    }

    private void place(String before) {
        unplaced.forEach(envelope -> kept.add(new Kept(before, envelope)));
        unplaced.clear();
    }

    private void keep() {
        place(Vault.END);
        if (!torn) {
            keeper.keep(firstCall.map(Vault::called).orElseGet(() -> Vault.said(soFar, said.toString())), kept);
        }
    }
}
