package dev.weir.store;

import java.util.List;

/// All documents that are there, as they were together.
///
/// @param sequence grows with every change that writes a document
public record Contents(long sequence, List<Document> documents) {

    public static final Contents EMPTY = new Contents(0, List.of());

    public Contents {
        documents = List.copyOf(documents);
    }
}
