package dev.weir.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.AuditRelay.Pace;
import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.journal.Entry;
import dev.weir.journal.Health;
import dev.weir.journal.Journal;
import dev.weir.journal.MemoryJournal;
import dev.weir.store.AuditIndex.Place;
import dev.weir.store.AuditIndex.Question;
import dev.weir.store.AuditLog;
import dev.weir.store.Change;
import dev.weir.store.Event;
import dev.weir.store.MemoryAuditIndex;
import dev.weir.store.MemoryDocumentStore;
import dev.weir.store.StoreUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditRelayTest {

    private static final Question ALL = new Question("", "", "", "", Set.of(), Set.of(), Instant.EPOCH, Instant.MAX);
    private static final Pace PACE = new Pace(Duration.ofMillis(1), 2, Duration.ofDays(1));

    /// A journal in memory, whose positions are ten apart. What it completes it hands to those who read it.
    private static final class Entries implements Journal {

        private final List<Placed> entries = new ArrayList<>();
        private final List<JournalSource> readers = new ArrayList<>();
        private int read;

        JournalSource source() {
            var source = new JournalSource("journal 1", this);
            readers.add(source);
            return source;
        }

        private final Map<String, Long> taken = new HashMap<>();

        @Override
        public synchronized void append(Entry entry, Consumer<Written> then) {
            entries.add(new Placed(10L * (entries.size() + 1), entry));
        }

        void completed(String id) {
            append(new Entry(Entry.Kind.COMPLETED, id, AuditJson.of(Records.served(id))), _ -> {});
            readers.forEach(one -> one.kept(entries.getLast().position(), Records.served(id)));
        }

        @Override
        public synchronized List<Placed> read(long after, int most) {
            read++;
            return entries.stream()
                    .filter(one -> one.position() > after)
                    .limit(most)
                    .toList();
        }

        @Override
        public synchronized void takenOver(String reader, long position) {
            taken.put(reader, position);
        }

        @Override
        public List<Placed> leftOpen() {
            return List.of();
        }

        @Override
        public Health health() {
            return new MemoryJournal(Map.of()).health();
        }

        @Override
        public void close() {}
    }

    /// A log that is away as long as somebody says so. Once it keeps a batch and says that it could not.
    private static class Unsteady implements AuditLog {

        private final MemoryAuditIndex log = new MemoryAuditIndex();
        private boolean away;
        private boolean lying;
        private int tended;

        @Override
        public long position(String source) {
            return log.position(source);
        }

        @Override
        public void add(Batch batch) {
            if (away) {
                throw new StoreUnavailable("the disk is full", new IOException("full"));
            }
            log.add(batch);
            if (lying) {
                lying = false;
                throw new StoreUnavailable("nobody knows", new IOException("lost"));
            }
        }

        @Override
        public void tend(Instant now) {
            tended++;
        }

        @Override
        public void close() {}

        List<String> ids() {
            return ids(100);
        }

        List<String> ids(int most) {
            return log.find(ALL, Place.FIRST, most).stream()
                    .map(AuditRecord::id)
                    .sorted()
                    .toList();
        }
    }

    private final Entries journal = new Entries();
    private final Unsteady log = new Unsteady();
    private Instant now = Records.NOON;
    private final AuditRelay relay = new AuditRelay("audit", log, List.of(journal.source()), PACE, () -> now);

    @Test
    void takesOverWhatIsOverAndNothingElse() {
        journal.append(new Entry(Entry.Kind.STARTED, "a", new byte[] {1}), _ -> {});
        journal.completed("a");
        journal.append(new Entry(Entry.Kind.COMPLETED, "empty", new byte[0]), _ -> {});
        journal.append(new Entry(Entry.Kind.COMPLETED, "broken", "{}".getBytes(UTF_8)), _ -> {});
        journal.completed("b");
        journal.append(new Entry(Entry.Kind.STARTED, "c", new byte[] {1}), _ -> {});

        relay.step();

        assertThat(log.ids()).containsExactly("a", "b");
        assertThat(log.position("journal 1")).isEqualTo(60);
        assertThat(journal.taken).containsEntry("audit", 60L);
        assertThat(relay.state().unreadable()).isEqualTo(1);
        assertThat(relay.state().moved()).isEqualTo(2);
    }

    @Test
    void bringsNothingTwiceThatWasKeptAllTheSame() {
        journal.completed("a");
        log.lying = true;

        relay.step();
        assertThat(relay.state().error()).isEqualTo("nobody knows");
        journal.completed("b");
        relay.step();

        assertThat(log.ids()).containsExactly("a", "b");
        assertThat(relay.state().error()).isEmpty();
    }

    @Test
    void leavesEverythingWhereItIsWhileTheLogIsAway() {
        journal.completed("a");
        relay.appended();
        log.away = true;

        relay.step();
        relay.step();

        assertThat(journal.taken.getOrDefault("audit", 0L)).isZero();
        assertThat(relay.state().error()).isEqualTo("the disk is full");
        assertThat(relay.state().waiting()).isEqualTo(1);

        log.away = false;
        relay.step();

        assertThat(log.ids()).containsExactly("a");
        assertThat(journal.taken).containsEntry("audit", 10L);
        assertThat(relay.state().waiting()).isZero();
    }

    @Test
    void readsNothingBackThatItIsHanded() {
        journal.completed("a");
        relay.step();
        int before = journal.read;

        journal.append(new Entry(Entry.Kind.STARTED, "b", new byte[] {1}), _ -> {});
        journal.completed("b");
        journal.completed("c");
        journal.completed("d");
        relay.step();
        relay.step();

        assertThat(journal.read).isEqualTo(before);
        assertThat(log.ids()).containsExactly("a", "b", "c", "d");
        assertThat(log.position("journal 1")).isEqualTo(50);
        assertThat(journal.taken).containsEntry("audit", 50L);
        assertThat(relay.state().moved()).isEqualTo(4);
    }

    @Test
    void readsBackWhatItWasHandedWhileTheLogWasAway() {
        relay.step();
        log.away = true;
        journal.completed("a");
        relay.step();
        journal.completed("b");
        relay.step();

        log.away = false;
        journal.completed("c");
        relay.step();
        journal.completed("d");
        relay.step();

        assertThat(log.ids()).containsExactly("a", "b", "c", "d");
        assertThat(log.position("journal 1")).isEqualTo(40);
    }

    @Test
    void readsBackWhatIsTooMuchToBeHanded() {
        relay.step();
        List<String> ids =
                IntStream.range(0, 10_003).mapToObj("call-%05d"::formatted).toList();

        ids.subList(0, 10_002).forEach(journal::completed);
        relay.step();
        int before = journal.read;
        journal.completed(ids.getLast());
        relay.step();

        assertThat(journal.read).isEqualTo(before);
        assertThat(log.ids(ids.size() + 1)).isEqualTo(ids);
        assertThat(relay.state().moved()).isEqualTo(ids.size());
    }

    @Test
    void goesOnWhereAnotherOneEnded() {
        journal.completed("a");
        relay.step();
        journal.completed("b");

        new AuditRelay("audit", log, List.of(journal.source()), PACE, () -> now).step();

        assertThat(log.ids()).containsExactly("a", "b");
    }

    @Test
    void tidiesUpFromTimeToTime() {
        relay.step();
        assertThat(log.tended).isZero();

        now = now.plus(Duration.ofDays(2));
        relay.step();
        relay.step();

        assertThat(log.tended).isEqualTo(1);
    }

    @Test
    void deletesEventsThatAllWhoReadThemHave() {
        var store = new MemoryDocumentStore();
        var source = new OutboxSource("outbox 1", store, List.of("audit", "index"));
        var other = new Unsteady();
        var first = new AuditRelay("audit", log, List.of(source), PACE, () -> now);
        var second = new AuditRelay("index", other, List.of(source), PACE, () -> now);
        store.commit(Change.only(new Event("e1", now, "{\"decision\":\"denied\"}"), "operator"));
        store.commit(Change.only(new Event("e2", now, "no JSON"), "operator"));
        store.commit(Change.only(new Event("e3", now, "{\"decision\":\"allowed\"}"), "operator"));

        first.step();
        assertThat(store.outbox(0, 10)).hasSize(3);
        second.step();

        assertThat(store.outbox(0, 10)).isEmpty();
        assertThat(log.ids()).containsExactly("e1", "e3");
        assertThat(other.ids()).containsExactly("e1", "e3");
        assertThat(log.log.find(ALL, Place.FIRST, 10))
                .extracting(AuditRecord::kind)
                .containsExactlyInAnyOrder(Kind.DENIAL, Kind.CHANGE);
    }

    @Test
    void worksOnAThreadOfItsOwnUntilItIsClosed() throws Exception {
        var added = new CountDownLatch(1);
        var waiting = new AuditRelay(
                "audit",
                new Unsteady() {
                    @Override
                    public void add(Batch batch) {
                        super.add(batch);
                        added.countDown();
                    }
                },
                List.of(journal.source()),
                new Pace(Duration.ofHours(1), 2, Duration.ofDays(1)),
                () -> now);
        waiting.start();
        journal.completed("a");
        waiting.appended();
        journal.completed("b");
        waiting.appended();

        assertThat(added.await(10, TimeUnit.SECONDS)).isTrue();
        journal.completed("c");
        waiting.close();

        assertThat(waiting.state().moved()).isEqualTo(3);
    }
}
