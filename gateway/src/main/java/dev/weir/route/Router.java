package dev.weir.route;

import dev.weir.call.Asked;
import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Target;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes a plan for a request: which targets may serve it, in order.
///
/// The provider comes from `x-portkey-provider`, else from the model's name (`@provider/model`, or the route of that
/// model). What a caller asks for and we do not do is refused by name, never ignored.
public final class Router {

    /// What came of planning.
    public sealed interface Planned {
        record Ready(Plan plan) implements Planned {}

        record Refused(Problem problem) implements Planned {}
    }

    /// Portkey's users name a provider, or what they call a virtual key: another name of a configured provider.
    private static final List<String> PROVIDER = List.of("x-portkey-provider", "x-portkey-virtual-key");

    /// Headers that ask for something else to be done with a call, which a caller would miss.
    private static final Map<String, String> REFUSED = Map.of(
            "x-portkey-config", "routing configurations are not supported yet; name a provider or a model",
            "x-routing-config", "routing configurations are not supported yet; name a provider or a model",
            "x-portkey-custom-host", "callers do not choose hosts; configure providers.<name>.base");

    private static final String BEDROCK = "x-amzn-bedrock-";
    private static final Set<Envelope> ON_BEDROCK = Set.of(Envelope.BEDROCK, Envelope.CONVERSE);

    private Router() {}

    public static Planned plan(Snapshot snapshot, Asked asked, Headers headers) {
        for (var refused : REFUSED.entrySet()) {
            if (headers.has(refused.getKey())) {
                return refused(Kind.FIELD_NOT_ALLOWED, refused.getKey() + ": " + refused.getValue());
            }
        }
        String model = asked.model();
        Operation operation = asked.operation();
        if (model.isEmpty()) {
            return refused(Kind.FIELD_INVALID, "/model: there is no model; a string is wanted");
        }
        Optional<String> provider = Optional.empty();
        for (String name : PROVIDER) {
            provider = provider.isPresent() ? provider : headers.first(name).map(Router::withoutAt);
        }
        int slash = model.indexOf('/');
        if (model.startsWith("@") && slash > 1) {
            provider = Optional.of(model.substring(1, slash));
            model = model.substring(slash + 1);
        }
        return provider.isPresent()
                ? explicit(snapshot, operation, headers, provider.get(), model)
                : byModel(snapshot, operation, headers, model);
    }

    private static Planned explicit(
            Snapshot snapshot, Operation operation, Headers headers, String name, String model) {
        Optional<Provider> provider = snapshot.provider(name);
        if (provider.isEmpty()) {
            return refused(
                    Kind.PROVIDER_UNKNOWN,
                    "no provider is named %s; there are %s"
                            .formatted(
                                    name,
                                    snapshot.providers().keySet().stream()
                                            .sorted()
                                            .toList()));
        }
        return planned(provider.get(), operation, headers, model);
    }

    private static Planned byModel(Snapshot snapshot, Operation operation, Headers headers, String name) {
        Optional<Snapshot.Model> model = snapshot.model(name);
        if (model.isEmpty()) {
            return refused(
                    Kind.MODEL_UNKNOWN,
                    "model: " + name + " is not configured here; GET /v1/models lists those that are");
        }
        Optional<Provider> provider = snapshot.provider(model.get().provider());
        return provider.isPresent()
                ? planned(
                        provider.get(),
                        operation,
                        headers,
                        model.get().upstream().orElse(name))
                : refused(
                        Kind.PROVIDER_UNKNOWN,
                        "no provider is named " + model.get().provider());
    }

    private static Planned planned(Provider provider, Operation operation, Headers headers, String model) {
        Optional<Service> service = provider.service(operation, model);
        if (service.isEmpty() && provider.translatable(operation, model).isEmpty()) {
            return refused(
                    Kind.FORMAT_UNSUPPORTED,
                    "the provider %s does not serve %s of %s; it serves %s"
                            .formatted(provider.name(), operation, model, provider.operations(model)));
        }
        boolean toBedrock =
                service.map(Service::envelope).filter(ON_BEDROCK::contains).isPresent();
        Optional<String> elsewhere = toBedrock ? Optional.empty() : ofBedrock(headers);
        if (elsewhere.isPresent()) {
            return refused(
                    Kind.FIELD_NOT_ALLOWED,
                    "%s: the provider %s is not asked as Bedrock is, and knows nothing of it"
                            .formatted(elsewhere.get(), provider.name()));
        }
        return new Planned.Ready(new Plan(List.of(new Target(provider.name(), model))));
    }

    /// A header that has a meaning at Bedrock alone, such as a guardrail.
    private static Optional<String> ofBedrock(Headers headers) {
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

    private static String withoutAt(String name) {
        return name.startsWith("@") ? name.substring(1) : name;
    }

    private static Planned refused(Kind kind, String detail) {
        return new Planned.Refused(new Problem(kind, detail));
    }
}
