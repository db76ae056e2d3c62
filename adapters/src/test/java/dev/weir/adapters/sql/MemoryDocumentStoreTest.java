package dev.weir.adapters.sql;

import dev.weir.store.DocumentStore;
import dev.weir.store.MemoryDocumentStore;

class MemoryDocumentStoreTest implements DocumentStoreContract {
    @Override
    public DocumentStore store() {
        return new MemoryDocumentStore();
    }
}
