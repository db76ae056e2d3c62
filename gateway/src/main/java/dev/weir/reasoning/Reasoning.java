package dev.weir.reasoning;

import dev.weir.reasoning.Vault.Kept;
import dev.weir.wire.chat.ChatEvent;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.format.Language;
import java.util.List;
import java.util.function.Consumer;

/// Takes what models think through callers who speak another format.
public final class Reasoning {

    private final Envelopes envelopes;
    private final Vault vault;

    public Reasoning(Envelopes envelopes, Vault vault) {
        this.envelopes = envelopes;
        this.vault = vault;
    }

    /// A request with the thoughts of earlier turns as this provider wants them back.
    public ChatRequest recalled(
            ChatRequest request,
            Language caller,
            Language provider,
            Origin to,
            Conversation conversation,
            Losses losses) {
        var recall = new Recall(envelopes, to, conversation, losses);
        return caller.keepsSignedThoughts()
                ? recall.opened(request, vault)
                : recall.kept(request, vault, provider.signsThoughts(request));
    }

    /// Tells an answer with its thoughts wrapped, and keeps them for a caller who cannot.
    public Consumer<ChatEvent> wrapped(
            Language caller, Origin origin, Conversation conversation, Consumer<ChatEvent> out) {
        return new Wrapping(
                thoughts -> envelopes.wrap(thoughts, origin, conversation),
                conversation.soFar(),
                caller.keepsSignedThoughts()
                        ? (turn, thoughts) -> keepBehind(conversation, turn, thoughts)
                        : (turn, thoughts) -> vault.keep(conversation, turn, thoughts),
                out);
    }

    /// A caller who keeps thoughts is told all but those behind the answer.
    private void keepBehind(Conversation conversation, String turn, List<Kept> thoughts) {
        List<Kept> behind =
                thoughts.stream().filter(one -> one.before().equals(Vault.END)).toList();
        if (!behind.isEmpty()) {
            vault.keep(conversation, turn, behind);
        }
    }
}
