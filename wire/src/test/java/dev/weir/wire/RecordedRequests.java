package dev.weir.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What thirteen real clients sent, recorded with their long prose masked.
public final class RecordedRequests {

    private static final Path FOLDER = Path.of("..", "lab", "fixtures", "clients");

    /// One request. The body is written from the recorded tree, so its spaces are ours and its order is the client's.
    public record Recorded(String name, String method, String path, String query, JsonNode headers, byte[] body) {
        @Override
        public String toString() {
            return name;
        }
    }

    private RecordedRequests() {}

    public static List<Recorded> all() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(RecordedRequests::read)
                    .toList();
        }
    }

    /// Those with a JSON body.
    public static List<Recorded> withBody() throws IOException {
        return all().stream().filter(one -> one.body().length > 0).toList();
    }

    private static Recorded read(Path file) {
        JsonNode json = JsonMapper.shared().readTree(file.toFile());
        JsonNode body = json.path("body");
        return new Recorded(
                FOLDER.relativize(file).toString(),
                json.path("method").stringValue(),
                json.path("path").stringValue(),
                json.path("query").stringValue(""),
                json.path("headers"),
                body.isObject() ? JsonMapper.shared().writeValueAsBytes(body) : new byte[0]);
    }
}
