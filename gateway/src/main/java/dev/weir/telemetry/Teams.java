package dev.weir.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Teams as labels: the first so many that are seen, the others together as [Names#OTHER].
final class Teams {

    static final int MOST = 2_000;

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    String label(String team) {
        if (team.isEmpty() || seen.contains(team)) {
            return team;
        }
        if (seen.size() >= MOST) {
            return Names.OTHER;
        }
        seen.add(team);
        return team;
    }
}
