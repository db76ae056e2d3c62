package dev.weir.adapters.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A line of the manifest: what became part of the trail, and what is no part of it any more. It begins with its own
/// SHA-256 and holds that of the line before it, so that none can be changed, left out or moved without being noticed.
///
/// @param number counts the lines, also those of manifests before this one
/// @param whole whether it says all that there is, instead of what changed
/// @param previous the SHA-256 of the line before; empty for the first
/// @param positions how far each source has been taken over with it
record Line(
        long number,
        String node,
        boolean whole,
        String previous,
        Map<String, Long> positions,
        List<Piece> added,
        List<String> removed) {

    private static final int HASH = 64;

    Line {
        positions = Map.copyOf(positions);
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /// What of a line was read.
    record Read(Line line, String sha256) {}

    /// The line as it stands in the file, with its end.
    String text() {
        String json = json().toString();
        return sha256(json) + " " + json + "\n";
    }

    /// Reads a line without its end; nothing if it is not whole.
    static Optional<Read> read(String text) {
        if (text.length() < HASH + 2 || text.charAt(HASH) != ' ') {
            return Optional.empty();
        }
        String json = text.substring(HASH + 1);
        String sha256 = text.substring(0, HASH);
        if (!sha256(json).equals(sha256)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Read(of(JsonMapper.shared().readTree(json)), sha256));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    private ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("n", number).put("node", node).put("whole", whole).put("previous", previous);
        ObjectNode sources = json.putObject("positions");
        new TreeMap<>(positions).forEach(sources::put);
        var pieces = json.putArray("added");
        added.forEach(piece -> pieces.addObject()
                .put("name", piece.name())
                .put("rows", piece.rows())
                .put("bytes", piece.bytes())
                .put("sha256", piece.sha256()));
        var gone = json.putArray("removed");
        removed.forEach(gone::add);
        return json;
    }

    private static Line of(JsonNode json) {
        var positions = new TreeMap<String, Long>();
        json.path("positions").forEachEntry((source, position) -> positions.put(source, position.asLong()));
        var added = new ArrayList<Piece>();
        json.path("added")
                .forEach(piece -> added.add(new Piece(
                        piece.path("name").asString(),
                        piece.path("rows").asLong(),
                        piece.path("bytes").asLong(),
                        piece.path("sha256").asString())));
        var removed = new ArrayList<String>();
        json.path("removed").forEach(name -> removed.add(name.asString()));
        return new Line(
                json.path("n").asLong(),
                json.path("node").asString(),
                json.path("whole").asBoolean(),
                json.path("previous").asString(),
                positions,
                added,
                removed);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
