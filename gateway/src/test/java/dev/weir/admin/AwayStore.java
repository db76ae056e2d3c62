package dev.weir.admin;

import dev.weir.store.Change;
import dev.weir.store.Contents;
import dev.weir.store.Document;
import dev.weir.store.DocumentStore;
import dev.weir.store.Key;
import dev.weir.store.Reply;
import dev.weir.store.StoreUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A store that does not answer.
final class AwayStore implements DocumentStore {

    private static StoreUnavailable away() {
        return new StoreUnavailable("nobody is there", new IOException("refused"));
    }

    @Override
    public Commit commit(Change change) {
        throw away();
    }

    @Override
    public Optional<Document> read(Key key) {
        throw away();
    }

    @Override
    public List<Document> list(String kind, String after, int most) {
        throw away();
    }

    @Override
    public List<Document> history(Key key, int most) {
        throw away();
    }

    @Override
    public Optional<Reply> reply(String caller, String name) {
        throw away();
    }

    @Override
    public Contents contents() {
        throw away();
    }

    @Override
    public long sequence() {
        throw away();
    }

    @Override
    public List<Numbered> outbox(long after, int most) {
        throw away();
    }

    @Override
    public void forgetEvents(long upTo) {
        throw away();
    }

    @Override
    public void forgetReplies(Instant before) {
        throw away();
    }

    @Override
    public void onChange(Runnable then) {}
}
