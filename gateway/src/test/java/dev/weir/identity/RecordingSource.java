package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Issuers as seen from here: remembers who was asked, and can be away.
final class RecordingSource implements JwksSource {

    final List<URI> asked = new CopyOnWriteArrayList<>();
    private final Map<URI, byte[]> documents = new ConcurrentHashMap<>();
    volatile boolean away;

    void publish(URI address, String document) {
        documents.put(address, document.getBytes(UTF_8));
    }

    @Override
    public byte[] fetch(URI address) throws IOException {
        asked.add(address);
        byte[] document = documents.get(address);
        if (away || document == null) {
            throw new IOException("nobody is there");
        }
        return document;
    }
}
