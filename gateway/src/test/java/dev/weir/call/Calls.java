package dev.weir.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.json.RequestShape;
import java.util.Set;

/// Calls for tests.
public final class Calls {

    private Calls() {}

    public static Call chat() {
        return of(Operation.CHAT, "/v1/chat/completions", "{\"model\":\"gpt-4o\",\"stream\":true}");
    }

    public static Call of(Operation operation, String path, String body) {
        return new Call(
                "req_test",
                new Principal("red", "red", "red", Set.of()),
                new Asked(
                        operation,
                        Envelope.OWN,
                        shape(body).model(),
                        shape(body).streams()),
                operation.format(),
                new RequestTarget(path, ""),
                Headers.NONE,
                shape(body),
                Plan.of(new Target("openai", "gpt-4o")),
                Tab.free());
    }

    public static RequestShape shape(String body) {
        return switch (RequestShape.read(body.getBytes(UTF_8))) {
            case RequestShape.Read.Shape(RequestShape shape) -> shape;
            case RequestShape.Read.Refused refused -> throw new AssertionError(refused.problem());
        };
    }
}
