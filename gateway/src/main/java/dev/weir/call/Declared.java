package dev.weir.call;

import dev.weir.wire.http.Headers;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What callers say of themselves. Nobody vouches for it.
public final class Declared {

    /// In which project it is done.
    public static final String PROJECT = "x-weir-project";

    private static final String METADATA = "x-portkey-metadata";
    private static final int LONGEST = 128;

    /// The headers in which agents say which session a call belongs to, the most telling first.
    private static final List<String> SESSIONS =
            List.of("x-claude-code-session-id", "session-id", "x-session-id", "agent-session-id", "x-portkey-trace-id");

    private Declared() {}

    /// The session of an agent that a call belongs to; empty if none is said.
    public static String session(Headers headers) {
        for (String name : SESSIONS) {
            Optional<String> session = headers.first(name);
            if (session.isPresent()) {
                return shortened(session.get());
            }
        }
        return "";
    }

    /// The project that a call is for; empty if none is said. `project` of Portkey's metadata says it as well.
    public static String project(Headers headers) {
        return headers.first(PROJECT)
                .or(() -> headers.first(METADATA).flatMap(Declared::projectOf))
                .map(Declared::shortened)
                .orElse("");
    }

    private static Optional<String> projectOf(String metadata) {
        try {
            JsonNode project = JsonMapper.shared().readTree(metadata).path("project");
            return project.isString() ? Optional.of(project.stringValue()) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty(); // the routing of this header has its own word about that
        }
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST);
    }
}
