package dev.weir.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.journal.Journal.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Journal] must do, wherever it keeps its records.
interface JournalContract {

    /// An empty journal. Called once per test.
    Journal journal(Map<String, Long> readers);

    /// What is there after a closed one.
    Journal again(Journal before, Map<String, Long> readers);

    private static List<String> ids(List<Placed> records) {
        return records.stream()
                .map(one -> one.entry().kind() + " " + one.entry().id())
                .toList();
    }

    @Test
    default void readsWhatWasAppendedInOrder() {
        try (Journal journal = journal(Map.of("books", 0L))) {
            long first = Told.place(journal, Told.started("a"));
            long second = Told.place(journal, Told.started("b"));
            long third = Told.place(journal, Told.completed("a"));

            assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
            assertThat(ids(journal.read(0, 10))).containsExactly("STARTED a", "STARTED b", "COMPLETED a");
            assertThat(ids(journal.read(first, 1))).containsExactly("STARTED b");
            assertThat(journal.read(third, 10)).isEmpty();
            assertThat(journal.read(0, 10).getLast().position()).isEqualTo(third);
            assertThat(journal.read(0, 10).getLast().entry().content()).isEqualTo("end a".getBytes(UTF_8));
        }
    }

    @Test
    default void tellsEverybodyOnceHoweverManyAppendAtOnce() throws Exception {
        try (Journal journal = journal(Map.of("books", 0L));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var told = threads.invokeAll(IntStream.range(0, 500)
                    .<Callable<Long>>mapToObj(i -> () -> Told.place(journal, Told.completed("c" + i)))
                    .toList());

            var places = new ArrayList<Long>();
            for (var one : told) {
                places.add(one.resultNow());
            }
            assertThat(journal.read(0, 1000))
                    .extracting(Placed::position)
                    .containsExactlyElementsOf(places.stream().sorted().toList());
            assertThat(places).doesNotHaveDuplicates();
        }
    }

    @Test
    default void knowsWhatWasLeftOpen() {
        Journal journal = journal(Map.of("books", 0L));
        Told.place(journal, Told.started("a"));
        long b = Told.place(journal, Told.started("b"));
        Told.place(journal, Told.completed("a"));
        Told.place(journal, Told.completed("never started"));
        Told.place(journal, Told.started("c"));
        Told.place(journal, Told.completed("c"));
        long c = Told.place(journal, Told.started("c"));
        assertThat(journal.leftOpen()).isEmpty();
        journal.close();

        try (Journal again = again(journal, Map.of("books", 0L))) {
            assertThat(again.leftOpen()).extracting(Placed::position).containsExactly(b, c);
            assertThat(ids(again.leftOpen())).containsExactly("STARTED b", "STARTED c");
            assertThat(again.read(0, 10)).hasSize(7);
            assertThat(Told.place(again, Told.completed("b"))).isGreaterThan(c);
            assertThat(again.health().open()).isEqualTo(1);
        }
    }

    @Test
    default void keepsWhatNotEverybodyHasTakenOver() {
        Journal journal = journal(Map.of("books", 0L, "audit", 0L));
        long first = Told.place(journal, Told.completed("a"));
        long second = Told.place(journal, Told.completed("b"));
        journal.takenOver("books", second);
        journal.takenOver("audit", first);
        journal.close();

        try (Journal again = again(journal, Map.of("books", second, "audit", first))) {
            assertThat(ids(again.read(first, 10))).containsExactly("COMPLETED b");
            assertThat(Told.place(again, Told.completed("c"))).isGreaterThan(second);
        }
    }

    @Test
    default void goesOnBehindWhatWasEverTakenOver() {
        Journal journal = journal(Map.of("books", 0L));
        Told.place(journal, Told.completed("a"));
        journal.close();

        try (Journal again = again(journal, Map.of("books", 100L))) {
            assertThat(Told.place(again, Told.completed("b"))).isEqualTo(101);
            assertThat(ids(again.read(100, 10))).containsExactly("COMPLETED b");
        }
    }

    @Test
    default void refusesReadersThatItDoesNotHaveAndPlacesThatAreNotThere() {
        try (Journal journal = journal(Map.of("books", 0L))) {
            long last = Told.place(journal, Told.completed("a"));

            assertThatThrownBy(() -> journal.takenOver("audit", last))
                    .hasMessage("the journal has no reader audit; there are [books]");
            assertThatThrownBy(() -> journal.takenOver("books", last + 1))
                    .hasMessage("books cannot have taken over 2: the last record is 1");
        }
    }

    @Test
    default void takesNothingAfterItsEnd() {
        Journal journal = journal(Map.of());
        journal.close();

        assertThat(Told.refused(journal, Told.started("a"))).isEqualTo("the journal is closed");
        assertThat(journal.health().failed()).isEqualTo(1);
    }
}
