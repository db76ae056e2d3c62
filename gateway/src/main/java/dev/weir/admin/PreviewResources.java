package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Plan;
import dev.weir.call.Principal;
import dev.weir.call.Standing;
import dev.weir.directory.Directory;
import dev.weir.directory.Directory.Belonging;
import dev.weir.policy.Preview;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.Rehearsal;
import dev.weir.relay.Rehearsal.Rehearsed;
import dev.weir.route.Trace;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /usage/preview`: what a call would cost at most and put aside, without making it.
public final class PreviewResources implements Resources {

    private static final Set<String> MEMBERS = Set.of("path", "format", "model", "body", "headers");

    /// Where each format is served; of those with a name in braces the path says the model.
    private static final Map<String, String> PATHS = Map.of(
            "openai-chat", "/v1/chat/completions",
            "openai-responses", "/v1/responses",
            "anthropic-messages", "/v1/messages",
            "openai-embeddings", "/v1/embeddings",
            "bedrock-converse", "/model/{model}/converse",
            "gemini", "/v1beta/models/{model}:generateContent");

    private final Rehearsal rehearsal;
    private final Preview preview;
    private final Supplier<Directory> directory;

    public PreviewResources(Rehearsal rehearsal, Preview preview, Supplier<Directory> directory) {
        this.rehearsal = rehearsal;
        this.preview = preview;
        this.directory = directory;
    }

    @Override
    public List<Route> routes(Registry registry) {
        return List.of(new Route("POST", "/usage/preview", Permission.OWN_TEAM, "usage.preview", this::preview));
    }

    private HttpResponse preview(Ask ask) {
        JsonNode json = ask.json();
        checkNames(json);
        Headers headers = headers(json.path("headers"));
        Principal principal = whose(ask);
        String model = text(json, "model");
        String path = path(json, model);
        String body = body(json.path("body"), PATHS.containsValue(path) ? model : "");
        return switch (rehearsal.rehearse(path, headers, body, principal.team(), new Trace.Unwritten())) {
            case Rehearsed.Refused(Problem problem) -> refused(problem);
            case Rehearsed.Ready ready ->
                ready.plan()
                        .only(principal.standing()::allows)
                        .map(plan -> HttpResponse.json(200, told(principal, headers, ready, plan)))
                        .orElseGet(() -> refused(new Problem(
                                Kind.MODEL_NOT_ALLOWED,
                                "the model %s would be served by %s, which the team %s may not use"
                                        .formatted(
                                                ready.asked().model(),
                                                ready.plan().targets(),
                                                principal.team()))));
        };
    }

    private ObjectNode told(Principal principal, Headers headers, Rehearsed.Ready ready, Plan plan) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("team", principal.team());
        json.put("model", ready.asked().model());
        json.setAll(preview.of(principal, headers, ready.asked().operation(), ready.request(), plan));
        return json;
    }

    private static HttpResponse refused(Problem problem) {
        return HttpResponse.json(200, Map.of("refused", problem.toJson()));
    }

    /// Whoever asks; for an administrator who names a team in the query, somebody of that team.
    private Principal whose(Ask ask) {
        String team = ask.team();
        if (team.isEmpty() || team.equals(ask.principal().team())) {
            return ask.principal();
        }
        Optional<Belonging> belonging =
                Optional.ofNullable(directory.get().teams().get(team));
        Standing standing = belonging.isEmpty()
                ? Standing.FREE
                : switch (belonging.get()) {
                    case Belonging.In(String _, Standing of) -> of;
                    case Belonging.Out(Problem problem) -> throw new Refusal(Kind.DOCUMENT_STATE, problem.detail());
                };
        if (belonging.isEmpty() && !directory.get().teamNames().contains(team)) {
            throw Refusal.unknown("team", team);
        }
        return new Principal("", "", team, Set.of(), standing);
    }

    private static void checkNames(JsonNode json) {
        if (!json.isObject()) {
            throw new Refusal(Kind.DOCUMENT_INVALID, "the body is something else, wanted a JSON object");
        }
        for (String name : json.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                throw new Refusal(
                        Kind.DOCUMENT_INVALID,
                        "no key is named %s; there are %s".formatted(name, new TreeSet<>(MEMBERS)));
            }
        }
    }

    private static String path(JsonNode json, String model) {
        String path = text(json, "path");
        if (!path.isEmpty()) {
            return path;
        }
        String format = text(json, "format").isEmpty() ? "openai-chat" : text(json, "format");
        String template = PATHS.get(format);
        if (template == null) {
            throw new Refusal(
                    Kind.DOCUMENT_INVALID,
                    "format is %s; one of %s is wanted".formatted(format, new TreeSet<>(PATHS.keySet())));
        }
        return template.replace("{model}", URLEncoder.encode(model, UTF_8));
    }

    private static String text(JsonNode json, String name) {
        JsonNode said = json.path(name);
        if (!said.isMissingNode() && !said.isString()) {
            throw new Refusal(Kind.DOCUMENT_INVALID, name + " is something else, wanted a text");
        }
        return said.stringValue("");
    }

    /// The request as a caller would send it, without space between its parts.
    ///
    /// @param model is added where the request names none; empty where the path says it
    private static String body(JsonNode said, String model) {
        if (!said.isMissingNode() && !said.isObject()) {
            throw new Refusal(Kind.DOCUMENT_INVALID, "body is something else, wanted a JSON object");
        }
        ObjectNode body = said instanceof ObjectNode object
                ? object.deepCopy()
                : JsonMapper.shared().createObjectNode();
        if (!model.isEmpty() && !body.has("model")) {
            body.put("model", model);
        }
        return body.toString();
    }

    private static Headers headers(JsonNode said) {
        if (!said.isMissingNode() && !said.isObject()) {
            throw new Refusal(Kind.DOCUMENT_INVALID, "headers is something else, wanted a JSON object");
        }
        Headers.Builder headers = Headers.builder();
        said.propertyStream()
                .forEach(one -> headers.add(
                        one.getKey(),
                        one.getValue().isContainer()
                                ? one.getValue().toString()
                                : one.getValue().asString("")));
        return headers.build();
    }
}
