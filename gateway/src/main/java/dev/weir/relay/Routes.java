package dev.weir.relay;

import dev.weir.call.Operation;
import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.OpenAiResponses;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.util.Map;
import java.util.function.Function;

/// The closed table of what the data plane serves.
public final class Routes {

    /// What a path and a method lead to.
    sealed interface Route {

        /// A call of a provider.
        record Inference(Operation operation) implements Route {}

        record ModelList() implements Route {}

        record OneModel(String id) implements Route {}

        /// The greeting at the root, for clients that look whether somebody is there.
        record Root() implements Route {}

        record Live() implements Route {}

        record Ready() implements Route {}

        /// Answered by a function, without a credential: tokens and what verifies them.
        record Open(Function<HttpRequest, HttpResponse> answer) implements Route {}

        record WrongMethod(String wanted) implements Route {}

        record Unknown() implements Route {}
    }

    private static final Map<String, Operation> INFERENCE = Map.of(
            "/v1/chat/completions", Operation.CHAT,
            "/v1/responses", Operation.RESPONSES,
            "/v1/messages", Operation.MESSAGES,
            "/v1/messages/count_tokens", Operation.COUNT_TOKENS,
            "/v1/embeddings", Operation.EMBEDDINGS);

    private static final String MODELS = "/v1/models";

    private final Map<String, Function<HttpRequest, HttpResponse>> open;

    /// @param open what is answered without a credential, by path
    public Routes(Map<String, Function<HttpRequest, HttpResponse>> open) {
        this.open = Map.copyOf(open);
    }

    Route of(String method, RequestTarget target) {
        String path = target.path();
        Operation operation = INFERENCE.get(path);
        if (operation != null) {
            return method.equals("POST") ? new Route.Inference(operation) : new Route.WrongMethod("POST");
        }
        var answer = open.get(path);
        if (answer != null) {
            return new Route.Open(answer);
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (path.equals(MODELS) || path.startsWith(MODELS + "/")) {
            if (!reads) {
                return new Route.WrongMethod("GET");
            }
            String id = path.equals(MODELS) ? "" : RequestTarget.decoded(path.substring(MODELS.length() + 1));
            return id.isEmpty() ? new Route.ModelList() : new Route.OneModel(id);
        }
        if (!reads) {
            return new Route.Unknown();
        }
        return switch (path) {
            case "/" -> new Route.Root();
            case "/health/live" -> new Route.Live();
            case "/health/ready" -> new Route.Ready();
            default -> new Route.Unknown();
        };
    }

    /// In which words a caller of this path understands a refusal, whatever becomes of the request.
    static WireFormat words(String path, Headers headers) {
        if (path.startsWith("/v1/messages") || headers.has("anthropic-version")) {
            return AnthropicMessages.FORMAT;
        }
        return path.startsWith("/v1/responses") ? OpenAiResponses.FORMAT : OpenAiChat.FORMAT;
    }
}
