package dev.weir.simulator;

import dev.weir.simulator.format.Api;
import dev.weir.simulator.format.Dialect;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.RequestTarget;
import java.util.Map;

/// What a path leads to. What stands before the last two members of a path does not matter, so that one simulator can
/// be
/// many providers.
sealed interface Route {

    record Operation(Api api) implements Route {}

    record ModelList() implements Route {}

    record Model(String name) implements Route {}

    record Greeting() implements Route {}

    record Nowhere() implements Route {}

    static Route of(HttpRequest request, Map<String, Api> operations) {
        String path = request.target().path();
        if (request.method().equals("POST")) {
            return operations.entrySet().stream()
                    .filter(operation -> path.endsWith(operation.getKey()))
                    .findFirst()
                    .<Route>map(operation -> new Operation(operation.getValue()))
                    .orElse(new Nowhere());
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return new Nowhere();
        }
        if (path.equals("/") || path.equals("/health")) {
            return new Greeting();
        }
        if (path.endsWith("/models")) {
            return new ModelList();
        }
        int name = path.indexOf("/models/");
        return name < 0 ? new Nowhere() : new Model(RequestTarget.decoded(path.substring(name + "/models/".length())));
    }

    /// In whose words a request is answered.
    default Dialect dialect(HttpRequest request) {
        return switch (this) {
            case Operation(Api api) -> api.dialect();
            case ModelList _, Model _, Greeting _, Nowhere _ ->
                request.headers().has("anthropic-version")
                                || request.target().path().contains("/messages")
                        ? Dialect.ANTHROPIC
                        : Dialect.OPENAI;
        };
    }
}
