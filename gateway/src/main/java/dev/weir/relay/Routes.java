package dev.weir.relay;

import dev.weir.call.Asked;
import dev.weir.call.OpenAnswer;
import dev.weir.call.Operation;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.format.AnthropicMessages;
import dev.weir.wire.format.AnthropicOnBedrock;
import dev.weir.wire.format.BedrockConverse;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.format.Gemini;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.OpenAiResponses;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.json.RequestShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The closed table of what the data plane serves.
public final class Routes {

    /// What a path and a method lead to.
    sealed interface Route {

        /// A call of a provider.
        ///
        /// @param model what the path says, decoded; empty if the body says it
        /// @param streams whether the path says so; the body may as well
        record Inference(Operation operation, Envelope envelope, Optional<String> model, boolean streams)
                implements Route {

            Inference(Operation operation) {
                this(operation, Envelope.OWN, Optional.empty(), false);
            }

            boolean bodySaysStream() {
                return !envelope.streamInPath() || envelope == Envelope.VERTEX;
            }

            /// What is asked for: what the path does not say, the body does.
            Asked asked(RequestShape request) {
                return new Asked(
                        operation,
                        envelope,
                        model.orElseGet(request::model),
                        streams || (bodySaysStream() && request.streams()));
            }
        }

        record ModelList(ModelLists.Shape shape) implements Route {}

        /// What becomes of chats with a model; the model is empty if the query does not say one.
        record CapabilitiesOf(String model) implements Route {}

        /// What the caller may spend, and has spent.
        record UsageOfMe() implements Route {}

        record OneModel(String id, ModelLists.Shape shape) implements Route {}

        /// The path is one of ours, but what it says cannot be.
        record Wrong(Problem problem) implements Route {}

        /// The greeting at the root, for clients that look whether somebody is there.
        record Root() implements Route {}

        record Live() implements Route {}

        record Ready() implements Route {}

        /// Answered by a function, without a credential: tokens and what verifies them.
        record Open(Function<HttpRequest, OpenAnswer> answer) implements Route {}

        record WrongMethod(String wanted) implements Route {}

        record Unknown() implements Route {}
    }

    private static final Map<String, Operation> PLAIN = Map.of(
            "/v1/chat/completions", Operation.CHAT,
            "/v1/responses", Operation.RESPONSES,
            "/v1/messages", Operation.MESSAGES,
            "/v1/messages/count_tokens", Operation.COUNT_TOKENS,
            "/v1/embeddings", Operation.EMBEDDINGS);

    /// What the SDKs of Azure OpenAI and of Bedrock's newer endpoints put before the plain paths.
    private static final List<String> BASES = List.of("/openai", "/anthropic");

    private static final Map<String, Operation> CLASSIC = Map.of(
            "chat/completions", Operation.CHAT,
            "embeddings", Operation.EMBEDDINGS);

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._:/@+-]{1,256}");

    /// Paths that say the model, in the group `model`.
    private static final Pattern BEDROCK = Pattern.compile("/model/(?<model>[^/]+)"
            + "/(?<verb>invoke|invoke-with-response-stream|count-tokens|converse|converse-stream)");
    private static final Pattern VERTEX = Pattern.compile("/(?:v1|v1beta1)/projects/[^/]+/locations/[^/]+/publishers"
            + "/(?<publisher>anthropic|google)/models/(?<model>[^/:]+(?::[^/:]+)*):(?<verb>[A-Za-z]+)");
    /// A model after `@provider/` may stand there as it is, because Google's SDK for JavaScript encodes no slash.
    private static final Pattern GEMINI =
            Pattern.compile("/(?:v1|v1beta)/models/(?<model>(?:@[^/:]+/)?[^/:]+(?::[^/:]+)*):(?<verb>[A-Za-z]+)");

    private static final Pattern DEPLOYMENT =
            Pattern.compile("/openai/deployments/(?<model>[^/]+)/(?<verb>chat/completions|embeddings)");

    private static final String KEPT = "/v1/responses/";
    private static final String CAPABILITIES = "/v1/capabilities";
    private static final String USAGE = "/usage/me";
    private static final String MODELS = "/v1/models";
    private static final String GEMINI_MODELS = "/v1beta/models";

    private final Map<String, Function<HttpRequest, OpenAnswer>> open;

    /// @param open what is answered without a credential, by path
    public Routes(Map<String, Function<HttpRequest, OpenAnswer>> open) {
        this.open = Map.copyOf(open);
    }

    Route of(String method, RequestTarget target, Headers headers) {
        String path = target.path();
        Optional<Route> inference = inference(path, target);
        if (inference.isPresent()) {
            return method.equals("POST") ? inference.get() : new Route.WrongMethod("POST");
        }
        if (plain(path).startsWith(KEPT) && !method.equals("POST")) {
            return new Route.Wrong(new Problem(
                    Kind.NOT_SUPPORTED,
                    "%s of a response that is kept at a provider is not supported".formatted(method)));
        }
        var answer = open.get(path);
        if (answer != null) {
            return new Route.Open(answer);
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        Optional<Route> models = models(path, headers);
        if (models.isPresent()) {
            return reads ? models.get() : new Route.WrongMethod("GET");
        }
        if (path.equals(CAPABILITIES)) {
            return reads
                    ? new Route.CapabilitiesOf(target.parameters().getOrDefault("model", ""))
                    : new Route.WrongMethod("GET");
        }
        if (path.equals(USAGE)) {
            return reads ? new Route.UsageOfMe() : new Route.WrongMethod("GET");
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

    private static Optional<Route> inference(String path, RequestTarget target) {
        Operation plain = PLAIN.get(plain(path));
        if (plain != null) {
            return Optional.of(new Route.Inference(plain));
        }
        if (path.equals("/openai/responses")) {
            return Optional.of(new Route.Inference(Operation.RESPONSES));
        }
        Matcher bedrock = BEDROCK.matcher(path);
        if (bedrock.matches()) {
            return Optional.of(bedrock(bedrock));
        }
        Matcher vertex = VERTEX.matcher(path);
        if (vertex.matches()) {
            return vertex.group("publisher").equals("anthropic") ? anthropic(vertex) : gemini(vertex, target);
        }
        Matcher gemini = GEMINI.matcher(path);
        if (gemini.matches()) {
            return gemini(gemini, target);
        }
        Matcher deployment = DEPLOYMENT.matcher(path);
        return deployment.matches()
                ? Optional.of(withModel(
                        CLASSIC.getOrDefault(deployment.group("verb"), Operation.CHAT),
                        Envelope.DEPLOYMENT,
                        deployment,
                        false))
                : Optional.empty();
    }

    private static Route bedrock(Matcher path) {
        String verb = path.group("verb");
        boolean streams = verb.endsWith("stream");
        return switch (verb) {
            case "count-tokens" -> withModel(Operation.COUNT_TOKENS, Envelope.BEDROCK, path, false);
            case "converse", "converse-stream" -> withModel(Operation.CONVERSE, Envelope.CONVERSE, path, streams);
            default -> withModel(Operation.MESSAGES, Envelope.BEDROCK, path, streams);
        };
    }

    private static Optional<Route> anthropic(Matcher path) {
        return switch (path.group("verb")) {
            case "rawPredict" ->
                Optional.of(
                        path.group("model").equals("count-tokens")
                                ? new Route.Inference(Operation.COUNT_TOKENS, Envelope.VERTEX, Optional.empty(), false)
                                : withModel(Operation.MESSAGES, Envelope.VERTEX, path, false));
            case "streamRawPredict" -> Optional.of(withModel(Operation.MESSAGES, Envelope.VERTEX, path, true));
            default -> Optional.empty();
        };
    }

    private static Optional<Route> gemini(Matcher path, RequestTarget target) {
        return switch (path.group("verb")) {
            case "generateContent" -> Optional.of(withModel(Operation.GENERATE_CONTENT, Envelope.GEMINI, path, false));
            case "streamGenerateContent" ->
                Optional.of(
                        "sse".equals(target.parameters().get("alt"))
                                ? withModel(Operation.GENERATE_CONTENT, Envelope.GEMINI, path, true)
                                : new Route.Wrong(new Problem(
                                        Kind.FIELD_INVALID,
                                        "the query does not say alt=sse; answers are streamed as server-sent events"
                                                + " only")));
            case "countTokens" -> Optional.of(withModel(Operation.COUNT_CONTENT_TOKENS, Envelope.GEMINI, path, false));
            case "embedContent" -> Optional.of(withModel(Operation.EMBED_CONTENT, Envelope.GEMINI, path, false));
            default -> Optional.empty();
        };
    }

    /// The model is decoded here, once, and never again.
    private static Route withModel(Operation operation, Envelope envelope, Matcher path, boolean streams) {
        String model = RequestTarget.decoded(path.group("model"));
        return MODEL.matcher(model).matches()
                ? new Route.Inference(operation, envelope, Optional.of(model), streams)
                : new Route.Wrong(new Problem(
                        Kind.BAD_PATH,
                        "the model in the path is not one: wanted at most 256 letters, digits and ._:/@+-"));
    }

    private static Optional<Route> models(String path, Headers headers) {
        String plain = plain(path);
        boolean gemini = plain.equals(GEMINI_MODELS) || plain.startsWith(GEMINI_MODELS + "/");
        String list = gemini ? GEMINI_MODELS : MODELS;
        if (!plain.equals(list) && !plain.startsWith(list + "/")) {
            return Optional.empty();
        }
        ModelLists.Shape shape = gemini ? ModelLists.Shape.GEMINI : ModelLists.Shape.of(headers);
        String id = plain.equals(list) ? "" : RequestTarget.decoded(plain.substring(list.length() + 1));
        return Optional.of(id.isEmpty() ? new Route.ModelList(shape) : new Route.OneModel(id, shape));
    }

    private static String plain(String path) {
        for (String base : BASES) {
            if (path.startsWith(base + "/v1/")) {
                return path.substring(base.length());
            }
        }
        return path;
    }

    /// In which words a caller of this path understands a refusal, whatever becomes of the request.
    static WireFormat words(String path, Headers headers) {
        if (path.startsWith("/model/")) {
            return path.contains("/converse") ? BedrockConverse.FORMAT : AnthropicOnBedrock.FORMAT;
        }
        if (path.startsWith("/v1beta/")
                || path.contains("/publishers/google/")
                || GEMINI.matcher(path).matches()) {
            return Gemini.FORMAT;
        }
        String plain = plain(path);
        if (plain.startsWith("/v1/messages")
                || path.contains("/publishers/anthropic/")
                || headers.has("anthropic-version")) {
            return AnthropicMessages.FORMAT;
        }
        return plain.startsWith("/v1/responses") || path.equals("/openai/responses")
                ? OpenAiResponses.FORMAT
                : OpenAiChat.FORMAT;
    }
}
