package dev.weir.adapters.http;

import dev.weir.wire.http.Headers;
import io.vertx.core.MultiMap;

/// From Vert.x's headers to ours and back.
final class VertxHeaders {

    private VertxHeaders() {}

    static Headers of(MultiMap map) {
        Headers.Builder headers = Headers.builder();
        map.forEach(entry -> {
            if (!entry.getKey().startsWith(":")) {
                headers.add(entry.getKey(), entry.getValue());
            }
        });
        return headers.build();
    }

    static void copy(Headers headers, MultiMap to) {
        headers.forEach(to::add);
    }
}
