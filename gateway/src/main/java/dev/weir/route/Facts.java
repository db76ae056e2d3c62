package dev.weir.route;

import dev.weir.config.Operand;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/// What conditions and stickiness can look at in a request; missing where it says nothing.
final class Facts {

    private static final String METADATA = "x-portkey-metadata";
    private static final int LONGEST = 16 * 1024;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Asking asking;

    Facts(Asking asking) {
        this.asking = asking;
    }

    JsonNode of(Operand operand) {
        return switch (operand) {
            case Operand.Metadata(String key) ->
                asking.headers()
                        .first(METADATA)
                        .map(Facts::read)
                        .orElseGet(MissingNode::getInstance)
                        .path(key);
            case Operand.Parameter(String name) -> parameter(name);
            case Operand.Header(String name) -> text(asking.headers().first(name));
            case Operand.Pathname() -> StringNode.valueOf(asking.path());
        };
    }

    /// A long member, such as the conversation, is not looked at.
    private JsonNode parameter(String name) {
        int dot = name.indexOf('.');
        String member = dot < 0 ? name : name.substring(0, dot);
        if (member.equals("model")) {
            return StringNode.valueOf(asking.asked().model());
        }
        JsonNode value = asking.request()
                .member(member)
                .filter(found -> found.to() - found.from() <= LONGEST)
                .flatMap(_ -> asking.request().json(member))
                .map(Facts::read)
                .orElseGet(MissingNode::getInstance);
        for (String rest = dot < 0 ? "" : name.substring(dot + 1); !rest.isEmpty(); ) {
            int next = rest.indexOf('.');
            value = value.path(next < 0 ? rest : rest.substring(0, next));
            rest = next < 0 ? "" : rest.substring(next + 1);
        }
        return value;
    }

    private static JsonNode text(Optional<String> value) {
        return value.<JsonNode>map(StringNode::valueOf).orElseGet(MissingNode::getInstance);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }
}
