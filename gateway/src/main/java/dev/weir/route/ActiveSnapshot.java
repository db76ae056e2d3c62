package dev.weir.route;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The snapshot in force. Written by whoever watches the configuration and the documents, read by every call when it
/// arrives.
public final class ActiveSnapshot {

    private volatile Snapshot current;
    private Map<String, JsonNode> documents = Map.of();

    public ActiveSnapshot(Snapshot first) {
        this.current = first;
    }

    public Snapshot current() {
        return current;
    }

    public synchronized void replace(Snapshot next) {
        current = routed(next);
    }

    /// Puts these routing configurations beside those that everybody has.
    ///
    /// @param stored by their names
    public synchronized void routings(Map<String, JsonNode> stored) {
        documents = Map.copyOf(stored);
        current = routed(current);
    }

    private Snapshot routed(Snapshot snapshot) {
        var all = new LinkedHashMap<>(documents);
        all.putAll(Routings.builtIn());
        return snapshot.with(Routings.compiled(all, snapshot));
    }
}
