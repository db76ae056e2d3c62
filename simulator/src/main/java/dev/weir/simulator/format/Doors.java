package dev.weir.simulator.format;

import dev.weir.wire.http.RequestTarget;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which operation a path leads to, and through which door.
///
/// The paths of Bedrock, Vertex AI, Gemini and Azure are matched as a whole, with or without something before them. Of
/// all other paths only the end matters, so that one simulator can be many providers.
public final class Doors {

    /// An operation behind a door.
    public record Led(Api api, Door door) {}

    private static final Pattern BEDROCK = Pattern.compile(
            ".*/model/(?<model>[^/]+)/(?<verb>invoke|invoke-with-response-stream|count-tokens|converse|converse-stream)");
    private static final Pattern VERTEX = Pattern.compile(".*/v1(?:beta1)?/projects/[^/]+/locations/[^/]+/publishers/"
            + "(?<publisher>anthropic|google)/models/(?<model>[^/]+):(?<verb>[A-Za-z]+)");
    private static final Pattern GEMINI = Pattern.compile(".*/v1(?:beta)?/models/(?<model>[^/]+):(?<verb>[A-Za-z]+)");
    private static final Pattern DEPLOYMENT =
            Pattern.compile(".*/openai/deployments/(?<model>[^/]+)(?<verb>/chat/completions|/embeddings)");
    private static final Pattern AZURE =
            Pattern.compile(".*/openai(?<version>/v1)?(?<verb>/chat/completions|/responses|/embeddings)");

    private final Map<String, Api> operations;

    /// @param operations by the ends of their plain paths, longer ones first, and by the verbs of Gemini
    public Doors(Map<String, Api> operations) {
        this.operations = operations;
    }

    public Optional<Led> lead(String path) {
        return bedrock(path)
                .or(() -> vertex(path))
                .or(() -> gemini(GEMINI.matcher(path), Dialect.GOOGLE))
                .or(() -> azure(path))
                .or(() -> operations.entrySet().stream()
                        .filter(operation -> operation.getKey().startsWith("/") && path.endsWith(operation.getKey()))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .map(api -> new Led(api, new Door.Plain(api.dialect()))));
    }

    private Optional<Led> bedrock(String path) {
        Matcher match = BEDROCK.matcher(path);
        if (!match.matches()) {
            return Optional.empty();
        }
        String verb = match.group("verb");
        boolean streams = verb.endsWith("stream");
        return switch (verb) {
            case "count-tokens" -> led("/messages/count_tokens", new BedrockCountDoor(model(match)));
            case "converse", "converse-stream" -> led("/messages", new ConverseDoor(model(match), streams));
            default -> led("/messages", new BedrockDoor(model(match), streams));
        };
    }

    private Optional<Led> vertex(String path) {
        Matcher match = VERTEX.matcher(path);
        if (!match.matches()) {
            return Optional.empty();
        }
        if (match.group("publisher").equals("google")) {
            return gemini(match, Dialect.VERTEX);
        }
        boolean counts = model(match).equals("count-tokens");
        return switch (match.group("verb")) {
            case "rawPredict" ->
                counts
                        ? led("/messages/count_tokens", new VertexDoor(Optional.empty(), false))
                        : led("/messages", new VertexDoor(Optional.of(model(match)), false));
            case "streamRawPredict" -> led("/messages", new VertexDoor(Optional.of(model(match)), true));
            default -> Optional.empty();
        };
    }

    private Optional<Led> gemini(Matcher match, Dialect dialect) {
        if (!match.matches()) {
            return Optional.empty();
        }
        String verb = match.group("verb");
        boolean streams = verb.equals("streamGenerateContent");
        return led(streams ? "generateContent" : verb, new GeminiDoor(dialect, model(match), streams));
    }

    private Optional<Led> azure(String path) {
        Matcher deployment = DEPLOYMENT.matcher(path);
        if (deployment.matches()) {
            String verb = deployment.group("verb");
            return led(verb, new AzureDoor(Optional.of(model(deployment)), true, verb.startsWith("/chat")));
        }
        Matcher azure = AZURE.matcher(path);
        if (!azure.matches() || path.contains("/v1beta/openai/") || path.contains("/v3/openai/")) {
            return Optional.empty();
        }
        boolean classic = azure.group("version") == null;
        String verb = azure.group("verb");
        return classic && !verb.equals("/responses")
                ? Optional.empty()
                : led(verb, new AzureDoor(Optional.empty(), classic, verb.startsWith("/chat")));
    }

    private Optional<Led> led(String operation, Door door) {
        return Optional.ofNullable(operations.get(operation)).map(api -> new Led(api, door));
    }

    private static String model(Matcher path) {
        return RequestTarget.decoded(path.group("model"));
    }
}
