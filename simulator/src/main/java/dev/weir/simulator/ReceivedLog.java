package dev.weir.simulator;

import java.util.ArrayDeque;
import java.util.List;

/// The last 1,000 requests. May be used by many threads.
final class ReceivedLog {

    private static final int MOST = 1000;

    private final ArrayDeque<Received> requests = new ArrayDeque<>();

    synchronized void add(Received request) {
        requests.add(request);
        if (requests.size() > MOST) {
            requests.remove();
        }
    }

    synchronized List<Received> all() {
        return List.copyOf(requests);
    }
}
