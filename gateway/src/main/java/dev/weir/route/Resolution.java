package dev.weir.route;

import dev.weir.call.Operation;
import dev.weir.call.Target;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.config.TargetSettings;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// What a leaf of a routing configuration stands for in one request.
final class Resolution {

    /// What came of it.
    sealed interface Resolved {
        record To(Target target, Provider provider, TargetSettings settings) implements Resolved {}

        /// The leaf names no provider, and its model's route decides.
        record Elsewhere(String model) implements Resolved {}

        record Impossible(Problem problem) implements Resolved {}
    }

    private static final String BEDROCK = "x-amzn-bedrock-";
    private static final Set<Envelope> ON_BEDROCK = Set.of(Envelope.BEDROCK, Envelope.CONVERSE);

    private final Snapshot snapshot;
    private final Operation operation;
    private final Headers headers;
    private final TargetSettings fromHeaders;

    /// @param fromHeaders what the caller's headers say of how targets are asked
    Resolution(Snapshot snapshot, Operation operation, Headers headers, TargetSettings fromHeaders) {
        this.snapshot = snapshot;
        this.operation = operation;
        this.headers = headers;
        this.fromHeaders = fromHeaders;
    }

    /// @param asked the model that the caller named
    Resolved of(Leaf leaf, String asked) {
        String model = leaf.model().orElse(asked);
        Optional<String> named = leaf.provider();
        int slash = model.indexOf('/');
        if (model.startsWith("@") && slash > 1) {
            String inModel = model.substring(1, slash);
            named = named.or(() -> Optional.of(inModel));
            model = model.substring(slash + 1);
        }
        if (model.isEmpty()) {
            return impossible(Kind.FIELD_INVALID, "/model: there is no model; a string is wanted");
        }
        if (named.isEmpty()) {
            return new Resolved.Elsewhere(model);
        }
        Optional<Provider> provider = snapshot.provider(named.get());
        if (provider.isEmpty()) {
            return impossible(
                    Kind.PROVIDER_UNKNOWN,
                    "no provider is named %s; there are %s".formatted(named.get(), snapshot.providerNames()));
        }
        TargetSettings settings = leaf.settings().under(fromHeaders);
        if (settings.customHost().isPresent()) {
            URI host = settings.customHost().get();
            provider = snapshot.provider(provider.get(), host);
            if (provider.isEmpty()) {
                return impossible(
                        Kind.FIELD_NOT_ALLOWED,
                        "custom host: %s is not among those that providers.%s.custom-hosts lets callers choose"
                                .formatted(host, named.get()));
            }
        }
        return served(provider.get(), model, settings);
    }

    private Resolved served(Provider provider, String model, TargetSettings settings) {
        Optional<Service> service = provider.service(operation, model);
        if (service.isEmpty() && provider.translatable(operation, model).isEmpty()) {
            return impossible(
                    Kind.FORMAT_UNSUPPORTED,
                    "the provider %s does not serve %s of %s; it serves %s"
                            .formatted(provider.name(), operation, model, provider.operations(model)));
        }
        boolean toBedrock =
                service.map(Service::envelope).filter(ON_BEDROCK::contains).isPresent();
        Optional<String> ofBedrock = toBedrock ? Optional.empty() : ofBedrock();
        return ofBedrock
                .map(header -> impossible(
                        Kind.FIELD_NOT_ALLOWED,
                        "%s: the provider %s is not asked as Bedrock is, and knows nothing of it"
                                .formatted(header, provider.name())))
                .orElseGet(() -> new Resolved.To(new Target(provider.name(), model), provider, settings));
    }

    /// A header that has a meaning at Bedrock alone, such as a guardrail.
    private Optional<String> ofBedrock() {
        String[] found = new String[1];
        headers.forEach((name, _) -> {
            if (name.startsWith(BEDROCK)
                    && !name.equals(BEDROCK + "accept")
                    && !name.equals(BEDROCK + "content-type")) {
                found[0] = name;
            }
        });
        return Optional.ofNullable(found[0]);
    }

    private static Resolved impossible(Kind kind, String detail) {
        return new Resolved.Impossible(new Problem(kind, detail));
    }
}
