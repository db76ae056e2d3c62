package dev.weir.provider;

import dev.weir.call.Operation;
import dev.weir.config.Passes;
import dev.weir.provider.auth.Proof;
import dev.weir.wire.http.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A provider as it is configured: where it is, how it is asked for each operation that it serves, and what it is
/// shown.
///
/// @param name its name in the configuration
/// @param extra headers that every request to it carries
/// @param passes what of the things that only some providers know goes on to it
public record Provider(
        String name,
        Address address,
        Map<Operation, Service> services,
        Headers extra,
        Passes passes,
        CredentialPool credentials) {

    /// Chats. The Chat API says least, so it comes last.
    private static final List<Operation> TRANSLATABLE =
            List.of(Operation.MESSAGES, Operation.RESPONSES, Operation.GENERATE_CONTENT, Operation.CHAT);

    public Provider {
        services = Map.copyOf(services);
    }

    public Optional<Service> service(Operation operation) {
        return Optional.ofNullable(services.get(operation));
    }

    /// How it is asked for this about this model, if it can be.
    public Optional<Service> service(Operation operation, String model) {
        return service(operation).filter(_ -> speaks(operation, model));
    }

    /// A provider that has Anthropic's and Google's models has each in the format of its vendor.
    private boolean speaks(Operation operation, String model) {
        if (!services.containsKey(Operation.MESSAGES) || !services.containsKey(Operation.GENERATE_CONTENT)) {
            return true;
        }
        return switch (operation) {
            case MESSAGES, COUNT_TOKENS -> !model.startsWith("gemini");
            case GENERATE_CONTENT, COUNT_CONTENT_TOKENS, EMBED_CONTENT -> !model.startsWith("claude");
            case CHAT, RESPONSES, EMBEDDINGS -> true;
        };
    }

    /// What else it can be asked for instead of this about this model, once that is translated; best first.
    public List<Operation> translatable(Operation operation, String model) {
        return TRANSLATABLE.contains(operation)
                ? TRANSLATABLE.stream()
                        .filter(one -> service(one, model).isPresent())
                        .toList()
                : List.of();
    }

    /// Makes a caller's headers ours: what the provider is always sent, and last of all our proof.
    public Headers sign(Headers.Builder headers, String method, String target, byte[] body, Proof proof) {
        extra.forEach(headers::set);
        headers.set("host", address.authority());
        headers.set("accept-encoding", "identity");
        proof.show(headers, new Proof.Shown(method, address.authority(), target, body));
        return headers.build();
    }
}
