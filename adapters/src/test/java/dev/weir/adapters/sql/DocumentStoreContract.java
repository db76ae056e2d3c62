package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Change;
import dev.weir.store.Document;
import dev.weir.store.Document.Content;
import dev.weir.store.DocumentStore;
import dev.weir.store.DocumentStore.Commit;
import dev.weir.store.Event;
import dev.weir.store.Key;
import dev.weir.store.Reply;
import dev.weir.store.StoreUnavailable;
import dev.weir.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [DocumentStore] must do, whatever it keeps its documents in.
interface DocumentStoreContract {

    Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    Key RED = new Key("team", "red");

    /// An empty store. Called once per test.
    DocumentStore store();

    static Change writing(Write... writes) {
        return new Change(List.of(writes), List.of(), Optional.empty(), NOW, "operator");
    }

    static Event event(String id) {
        return new Event(id, NOW, "{\"id\":\"%s\"}".formatted(id));
    }

    @Test
    default void findsWhatWasWritten() {
        DocumentStore store = store();

        Commit commit = store.commit(writing(Write.create(RED, "{\"a\":1}")));

        var red = new Document(RED, 1, new Content.Json("{\"a\":1}"), NOW, "operator");
        assertThat(commit).isEqualTo(new Commit.Done(List.of(red)));
        assertThat(store.read(RED)).contains(red);
        assertThat(store.contents().documents()).containsExactly(red);
    }

    @Test
    default void keepsWhatStandsInTheWayOfNoQuery() {
        DocumentStore store = store();
        var key = new Key("team", "'; drop table document; --%_\\ \uD83E\uDD86");
        String text = "{\"name\":\"'\\\"; select 1; \uD83E\uDD86\"}";

        store.commit(writing(Write.create(key, text)));

        assertThat(store.read(key).orElseThrow().json()).isEqualTo(text);
    }

    @Test
    default void writesNothingWhenSomethingElseIsThereThanExpected() {
        DocumentStore store = store();
        store.commit(writing(Write.create(RED, "1")));
        store.commit(writing(Write.replace(RED, 1, "2")));
        var blue = new Key("team", "blue");

        assertThat(store.commit(writing(Write.create(blue, "1"), Write.create(RED, "3"))))
                .isEqualTo(new Commit.Stale(RED, 2));
        assertThat(store.commit(writing(Write.create(blue, "1"), Write.replace(RED, 1, "3"))))
                .isEqualTo(new Commit.Stale(RED, 2));
        assertThat(store.commit(writing(Write.replace(blue, 1, "1")))).isEqualTo(new Commit.Stale(blue, 0));
        assertThat(store.read(blue)).isEmpty();
        assertThat(store.read(RED).orElseThrow().json()).isEqualTo("2");
        assertThat(store.sequence()).isEqualTo(2);
    }

    @Test
    default void countsOnAfterADeletionAndRemembersEveryVersion() {
        DocumentStore store = store();
        store.commit(writing(Write.create(RED, "1")));
        store.commit(writing(Write.delete(RED, 1)));

        assertThat(store.read(RED)).isEmpty();
        assertThat(store.list("team", "", 10)).isEmpty();
        assertThat(store.contents().documents()).isEmpty();
        assertThat(store.commit(writing(Write.replace(RED, 2, "2")))).isEqualTo(new Commit.Stale(RED, 0));

        store.commit(writing(Write.create(RED, "3")));

        assertThat(store.history(RED, 10))
                .extracting(Document::version, Document::content)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3L, new Content.Json("3")),
                        org.assertj.core.groups.Tuple.tuple(2L, new Content.Nothing()),
                        org.assertj.core.groups.Tuple.tuple(1L, new Content.Json("1")));
        assertThat(store.history(RED, 1)).extracting(Document::version).containsExactly(3L);
    }

    @Test
    default void listsPageByPage() {
        DocumentStore store = store();
        for (String id : List.of("d", "a", "c", "b")) {
            store.commit(writing(Write.create(new Key("team", id), id)));
        }
        store.commit(writing(Write.create(new Key("tier", "b2"), "other")));

        assertThat(store.list("team", "", 2)).extracting(one -> one.key().id()).containsExactly("a", "b");
        assertThat(store.list("team", "b", 2)).extracting(one -> one.key().id()).containsExactly("c", "d");
        assertThat(store.list("team", "d", 2)).isEmpty();
    }

    @Test
    default void writesTheEventsWithTheChangeOrNotAtAll() {
        DocumentStore store = store();
        store.commit(new Change(
                List.of(Write.create(RED, "1")),
                List.of(event("one"), event("two")),
                Optional.empty(),
                NOW,
                "operator"));
        store.commit(new Change(
                List.of(Write.create(RED, "2")), List.of(event("never")), Optional.empty(), NOW, "operator"));
        store.commit(Change.only(event("denied"), "operator"));

        assertThat(store.outbox(0, 10))
                .extracting(one -> one.event())
                .containsExactly(event("one"), event("two"), event("denied"));
        assertThat(store.outbox(store.outbox(0, 10).get(1).number(), 10))
                .extracting(one -> one.event().id())
                .containsExactly("denied");
        assertThat(store.sequence()).isEqualTo(1);
    }

    @Test
    default void forgetsEventsThatAreKeptElsewhereAndGoesOnCounting() {
        DocumentStore store = store();
        store.commit(Change.only(event("one"), "operator"));
        store.commit(Change.only(event("two"), "operator"));
        store.commit(Change.only(event("three"), "operator"));
        long second = store.outbox(0, 10).get(1).number();

        store.forgetEvents(second);
        store.commit(Change.only(event("four"), "operator"));

        assertThat(store.outbox(0, 10)).extracting(one -> one.event().id()).containsExactly("three", "four");
        assertThat(store.outbox(second, 10)).hasSize(2);
    }

    @Test
    default void answersARequestOnceAndRepeatsTheAnswer() {
        DocumentStore store = store();
        var reply = new Reply("operator", "key-1", "hash", new byte[] {1, 0, -1}, NOW);
        var first = new Change(List.of(Write.create(RED, "1")), List.of(), Optional.of(reply), NOW, "operator");
        var second = new Change(
                List.of(Write.create(new Key("team", "blue"), "1")), List.of(), Optional.of(reply), NOW, "operator");

        store.commit(first);

        assertThat(store.commit(second)).isInstanceOfSatisfying(Commit.Repeated.class, repeated -> {
            assertThat(repeated.reply().answer()).containsExactly(1, 0, -1);
            assertThat(repeated.reply().request()).isEqualTo("hash");
        });
        assertThat(store.read(new Key("team", "blue"))).isEmpty();
        assertThat(store.reply("operator", "key-1")).isPresent();
        assertThat(store.reply("another", "key-1")).isEmpty();

        store.forgetReplies(NOW.plusMillis(1));

        assertThat(store.reply("operator", "key-1")).isEmpty();
    }

    @Test
    default void tellsOfChangesButNotOfWhatChangedNothing() throws Exception {
        DocumentStore store = store();
        var heard = new java.util.concurrent.LinkedBlockingQueue<Long>();
        store.onChange(() -> heard.add(store.sequence()));

        store.commit(Change.only(event("denied"), "operator"));
        store.commit(writing(Write.create(RED, "1")));

        Long first = heard.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        while (first != null && first == 0) { // a store that begins to listen says so
            first = heard.poll(10, java.util.concurrent.TimeUnit.SECONDS);
        }
        assertThat(first).isEqualTo(1);
    }

    /// A store may be too busy for so many at once. It says so then, and has done nothing.
    private static Commit committed(DocumentStore store, Change change) {
        while (true) {
            try {
                return store.commit(change);
            } catch (StoreUnavailable busy) {
                assertThat(busy).hasMessageContaining("Connection is not available");
            }
        }
    }

    @Test
    default void letsOneOfManyWrite() throws Exception {
        DocumentStore store = store();
        var winners = new AtomicInteger();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Commit>> registrations = IntStream.range(0, 1_000)
                    .<Callable<Commit>>mapToObj(i -> () -> committed(
                            store,
                            new Change(
                                    List.of(
                                            Write.create(new Key("team", "t" + i % 100), "1"),
                                            Write.create(new Key("client", "c" + i), "\"t" + i % 100 + "\"")),
                                    List.of(event("e" + i)),
                                    Optional.empty(),
                                    NOW,
                                    "operator")))
                    .toList();
            for (Future<Commit> one : threads.invokeAll(registrations)) {
                winners.addAndGet(one.get() instanceof Commit.Done ? 1 : 0);
            }
        }

        assertThat(winners).hasValue(100);
        assertThat(store.sequence()).isEqualTo(100);
        assertThat(store.outbox(0, 1_000)).hasSize(100);
        assertThat(store.list("team", "", 1_000)).hasSize(100);
        // No client without its team: each belongs to the one that was written with it.
        assertThat(store.list("client", "", 1_000))
                .extracting(Document::json)
                .doesNotHaveDuplicates()
                .hasSize(100);
    }
}
