package dev.weir.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All documents that are there, as they were together.
///
/// @param sequence grows with every change that writes a document
public record Contents(long sequence, List<Document> documents) {

    public static final Contents EMPTY = new Contents(0, List.of());

    /// Those of one kind, read, by their ids.
    public Map<String, JsonNode> trees(String kind) {
        var trees = new LinkedHashMap<String, JsonNode>();
        documents.stream()
                .filter(document -> document.key().kind().equals(kind))
                .forEach(document ->
                        trees.put(document.key().id(), JsonMapper.shared().readTree(document.json())));
        return trees;
    }

    public Contents {
        documents = List.copyOf(documents);
    }
}
