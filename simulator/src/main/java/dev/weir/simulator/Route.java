package dev.weir.simulator;

import dev.weir.simulator.format.Api;
import dev.weir.simulator.format.Dialect;
import dev.weir.simulator.format.Door;
import dev.weir.simulator.format.Doors;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.RequestTarget;

/// What a path leads to.
sealed interface Route {

    record Operation(Api api, Door door) implements Route {}

    /// The token endpoint of Google, as far as a credential file leads there.
    record Token() implements Route {}

    record ModelList() implements Route {}

    record Model(String name) implements Route {}

    record Greeting() implements Route {}

    record Nowhere() implements Route {}

    static Route of(HttpRequest request, Doors doors) {
        String path = request.target().path();
        if (request.method().equals("POST") && path.endsWith("/token")) {
            return new Token();
        }
        if (request.method().equals("POST")) {
            return doors.lead(path)
                    .<Route>map(led -> new Operation(led.api(), led.door()))
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
            case Operation operation -> operation.door().dialect();
            case Token _ -> Dialect.VERTEX;
            case ModelList _, Model _, Greeting _, Nowhere _ ->
                dialect(request.target().path(), request.headers());
        };
    }

    private static Dialect dialect(String path, Headers headers) {
        if (path.contains("/model/")) {
            return Dialect.BEDROCK;
        }
        if (path.contains("/v1beta/") || headers.has("x-goog-api-key")) {
            return Dialect.GOOGLE;
        }
        return headers.has("anthropic-version") || path.contains("/messages") ? Dialect.ANTHROPIC : Dialect.OPENAI;
    }
}
