package dev.weir.simulator.format;

import dev.weir.simulator.format.Event.Role;
import dev.weir.wire.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Azure OpenAI: the classic interface, whose path says the deployment and whose query says the version, and the v1
/// interface, where the body says the deployment. Answers tell what the content filters found.
///
/// @param deployment nothing on the v1 interface
/// @param chats whether answers are those of Chat Completions
record AzureDoor(Optional<String> deployment, boolean classic, boolean chats) implements Door {

    private static final List<String> FILTERS = List.of("hate", "self_harm", "sexual", "violence");

    @Override
    public Dialect dialect() {
        return Dialect.AZURE;
    }

    @Override
    public Entered enter(HttpRequest request, ObjectNode body) {
        if (classic && !request.target().parameters().containsKey("api-version")) {
            return new Entered.Refused(new Refusal(404, "", "Resource not found", "404", ""));
        }
        ObjectNode inside = body.deepCopy();
        deployment.ifPresent(name -> inside.put("model", name));
        return new Entered.In(request.headers(), inside);
    }

    @Override
    public ObjectNode leave(ObjectNode answer) {
        if (chats) {
            for (JsonNode choice : answer.path("choices")) {
                ((ObjectNode) choice).set("content_filter_results", filters());
            }
            answer.set("prompt_filter_results", prompt());
        }
        return answer;
    }

    @Override
    public List<Event> leave(List<Event> events) {
        if (!chats) {
            return events;
        }
        ObjectNode first = Json.object()
                .set("choices", Json.array())
                .put("created", 0)
                .put("id", "")
                .put("model", "")
                .put("object", "")
                .set("prompt_filter_results", prompt());
        var all = new ArrayList<>(events);
        all.addFirst(new Event("", first.toString(), Role.OTHER, 0));
        return all;
    }

    private static ArrayNode prompt() {
        return Json.array().add(Json.object().put("prompt_index", 0).set("content_filter_results", filters()));
    }

    private static ObjectNode filters() {
        ObjectNode filters = Json.object();
        FILTERS.forEach(name -> filters.putObject(name).put("filtered", false).put("severity", "safe"));
        return filters;
    }
}
