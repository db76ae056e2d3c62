package dev.weir.store;

import dev.weir.store.Write.Expected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Documents that last as long as the process. For tests and for gateways that nobody administers.
public final class MemoryDocumentStore implements DocumentStore {

    private record Named(String caller, String name) {}

    private final NavigableMap<Key, List<Document>> versions = new TreeMap<>();
    private final Map<Named, Reply> replies = new HashMap<>();
    private final List<Numbered> outbox = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long sequence;
    private long events;

    @Override
    public Commit commit(Change change) {
        Commit commit = written(change);
        if (commit instanceof Commit.Done(var documents) && !documents.isEmpty()) {
            listeners.forEach(Runnable::run);
        }
        return commit;
    }

    private synchronized Commit written(Change change) {
        if (change.reply().isPresent()) {
            Reply wanted = change.reply().get();
            Reply before = replies.get(new Named(wanted.caller(), wanted.name()));
            if (before != null) {
                return new Commit.Repeated(before);
            }
        }
        for (Write write : change.writes()) {
            long found = read(write.key()).map(Document::version).orElse(0L);
            long wanted = switch (write.expected()) {
                case Expected.Absent() -> 0;
                case Expected.Version(long number) -> number;
            };
            if (found != wanted) {
                return new Commit.Stale(write.key(), found);
            }
        }
        change.reply().ifPresent(reply -> replies.put(new Named(reply.caller(), reply.name()), reply));
        change.events().forEach(event -> outbox.add(new Numbered(++events, event)));
        var documents = new ArrayList<Document>();
        for (Write write : change.writes()) {
            List<Document> before = versions.computeIfAbsent(write.key(), _ -> new ArrayList<>());
            var next = new Document(write.key(), before.size() + 1L, write.content(), change.at(), change.by());
            before.add(next);
            documents.add(next);
        }
        sequence += documents.isEmpty() ? 0 : 1;
        return new Commit.Done(documents);
    }

    @Override
    public synchronized Optional<Document> read(Key key) {
        return Optional.ofNullable(versions.get(key)).map(List::getLast).filter(document -> !document.deleted());
    }

    @Override
    public synchronized List<Document> list(String kind, String after, int most) {
        return versions.tailMap(new Key(kind, after), false).values().stream()
                .map(List::getLast)
                .filter(document -> document.key().kind().equals(kind) && !document.deleted())
                .limit(most)
                .toList();
    }

    @Override
    public synchronized List<Document> history(Key key, int most) {
        return versions.getOrDefault(key, List.of()).reversed().stream()
                .limit(most)
                .toList();
    }

    @Override
    public synchronized Optional<Reply> reply(String caller, String name) {
        return Optional.ofNullable(replies.get(new Named(caller, name)));
    }

    @Override
    public synchronized Contents contents() {
        return new Contents(
                sequence,
                versions.values().stream()
                        .map(List::getLast)
                        .filter(document -> !document.deleted())
                        .toList());
    }

    @Override
    public synchronized long sequence() {
        return sequence;
    }

    @Override
    public synchronized List<Numbered> outbox(long after, int most) {
        return outbox.stream().filter(one -> one.number() > after).limit(most).toList();
    }

    @Override
    public synchronized void forgetEvents(long upTo) {
        outbox.removeIf(one -> one.number() <= upTo);
    }

    @Override
    public synchronized void forgetReplies(Instant before) {
        replies.values().removeIf(reply -> reply.at().isBefore(before));
    }

    @Override
    public void onChange(Runnable then) {
        listeners.add(then);
    }
}
