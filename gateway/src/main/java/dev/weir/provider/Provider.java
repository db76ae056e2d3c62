package dev.weir.provider;

import dev.weir.call.Operation;
import dev.weir.config.Leaving;
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
/// @param kind its row in the catalogue
/// @param extra headers that every request to it carries
/// @param leaving what becomes of its answer when its client leaves
/// @param passes what of the things that only some providers know goes on to it
public record Provider(
        String name,
        String kind,
        Address address,
        Map<Operation, Service> services,
        Headers extra,
        Passes passes,
        Leaving leaving,
        CredentialPool credentials) {

    /// Chats; what says more comes first.
    private static final List<Operation> TRANSLATABLE = List.of(
            Operation.MESSAGES, Operation.CONVERSE, Operation.RESPONSES, Operation.GENERATE_CONTENT, Operation.CHAT);

    public Provider {
        services = Map.copyOf(services);
    }

    /// How it is asked for an operation of a model; nothing if it does not have that.
    public Optional<Service> service(Operation operation, String model) {
        return Optional.ofNullable(services.get(operation)).filter(service -> service.serves(model));
    }

    /// What it has for a model.
    public List<Operation> operations(String model) {
        return services.keySet().stream()
                .filter(operation -> service(operation, model).isPresent())
                .sorted()
                .toList();
    }

    /// What else it can be asked for instead of this, once that is translated; best first.
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
