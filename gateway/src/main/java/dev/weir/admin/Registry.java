package dev.weir.admin;

import dev.weir.identity.Clients;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Change;
import dev.weir.store.Document;
import dev.weir.store.DocumentStore;
import dev.weir.store.DocumentStore.Commit;
import dev.weir.store.Event;
import dev.weir.store.Key;
import dev.weir.store.StoreUnavailable;
import dev.weir.store.Write;
import dev.weir.store.Write.Expected;
import dev.weir.wire.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes what administrators decide: documents, what the outbox is told of them, and the answer for a request that
/// comes again, all in one transaction.
final class Registry {

    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final DocumentStore store;
    private final Replies replies;
    private final InstantSource clock;
    private final Runnable changed;

    /// @param changed has this gateway see what was written before whoever wrote it is answered
    Registry(DocumentStore store, Clients.Hasher hasher, InstantSource clock, Runnable changed) {
        this.store = store;
        this.replies = new Replies(store, hasher);
        this.clock = clock;
        this.changed = changed;
    }

    DocumentStore store() {
        return store;
    }

    Replies replies() {
        return replies;
    }

    Instant now() {
        return clock.instant();
    }

    /// A document that has to be there.
    Document existing(Key key, String what) {
        return store.read(key).orElseThrow(() -> Refusal.unknown(what, key.id()));
    }

    static JsonNode tree(Document document) {
        return JsonMapper.shared().readTree(document.json());
    }

    /// One that is to be written, with what was there.
    record Put(Key key, Optional<Document> before, Document.Content content) {

        static Put fresh(Key key, JsonNode json) {
            return new Put(key, Optional.empty(), new Document.Content.Json(json.toString()));
        }

        static Put over(Document before, JsonNode json) {
            return new Put(before.key(), Optional.of(before), new Document.Content.Json(json.toString()));
        }

        static Put deletion(Document before) {
            return new Put(before.key(), Optional.of(before), new Document.Content.Nothing());
        }

        Write write() {
            return new Write(
                    key,
                    before.<Expected>map(document -> new Expected.Version(document.version()))
                            .orElseGet(Expected.Absent::new),
                    content);
        }
    }

    /// Fails unless the version that was read is the one that whoever asks has seen.
    static void seen(Document document, OptionalLong version) {
        if (version.isPresent() && version.getAsLong() != document.version()) {
            throw stale(document.key(), version.getAsLong(), document.version());
        }
    }

    /// Writes them and answers. The answer carries the version of the first.
    ///
    /// @param answer what is answered when they are written; it may hold a secret
    HttpResponse commit(Ask ask, List<Put> puts, HttpResponse answer) {
        Instant now = now();
        long version = puts.getFirst().before().map(Document::version).orElse(0L) + 1;
        var events = new ArrayList<Event>();
        for (Put put : puts) {
            Optional<JsonNode> after = put.content() instanceof Document.Content.Json(String json)
                    ? Optional.of(JsonMapper.shared().readTree(json))
                    : Optional.empty();
            events.add(Events.changed(
                    ask, events.size() + 1, put.key(), put.before().map(Registry::tree), after, now));
        }
        var change = new Change(
                puts.stream().map(Put::write).toList(),
                events,
                replies.of(ask, answer.with("etag", etag(version)), now),
                now,
                ask.principal().client());
        return switch (store.commit(change)) {
            case Commit.Done(List<Document> written) -> {
                changed.run();
                yield answer.with("etag", etag(written.getFirst().version()));
            }
            case Commit.Repeated(var reply) -> replies.again(ask, reply);
            case Commit.Stale(Key key, long found) -> throw conflict(puts, key, found);
        };
    }

    private static Refusal conflict(List<Put> puts, Key key, long found) {
        boolean created = puts.stream()
                .anyMatch(put -> put.key().equals(key) && put.before().isEmpty());
        return created
                ? new Refusal(Kind.DOCUMENT_EXISTS, "there is a %s %s already".formatted(key.kind(), key.id()))
                : stale(key, 0, found);
    }

    private static Refusal stale(Key key, long wanted, long found) {
        return new Refusal(new Problem(
                Kind.VERSION_STALE,
                wanted == 0
                        ? "somebody has changed %s %s at the same time; it is in version %d"
                                .formatted(key.kind(), key.id(), found)
                        : "If-Match names version %d of %s %s, which is in version %d"
                                .formatted(wanted, key.kind(), key.id(), found),
                Map.of("version", found)));
    }

    static String etag(long version) {
        return "\"" + version + "\"";
    }

    /// Tells the outbox of something that no document shows.
    void happened(Ask ask, String kind, String id, HttpResponse answer) {
        Instant now = now();
        store.commit(new Change(
                List.of(),
                List.of(Events.changed(ask, 1, new Key(kind, id), Optional.empty(), Optional.empty(), now)),
                replies.of(ask, answer, now),
                now,
                ask.principal().client()));
    }

    /// Tells the outbox of something that was done to the running process, which does not wait for a store: where there
    /// is none to tell, the log has it.
    void done(Ask ask, Key target, Optional<JsonNode> before, Optional<JsonNode> after, HttpResponse answer) {
        Instant now = now();
        Event event = Events.changed(ask, 1, target, before, after, now);
        try {
            store.commit(new Change(
                    List.of(),
                    List.of(event),
                    replies.of(ask, answer, now),
                    now,
                    ask.principal().client()));
        } catch (StoreUnavailable away) {
            LOG.atError()
                    .addKeyValue("event", event.json())
                    .addKeyValue("why", String.valueOf(away.getMessage()))
                    .log("the outbox could not be told of what an administrator did");
        }
    }

    /// Tells the outbox that somebody looks at something that is itself audited.
    void read(Ask ask, Key target) {
        store.commit(
                Change.only(Events.read(ask, target, now()), ask.principal().client()));
    }

    /// Tells the outbox that something was not allowed.
    void denied(Ask ask, Problem problem) {
        store.commit(
                Change.only(Events.denied(ask, problem, now()), ask.principal().client()));
    }
}
