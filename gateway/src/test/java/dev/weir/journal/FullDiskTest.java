package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.Journal.Placed;
import dev.weir.journal.Journal.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of records when a disk has no room, breaks or does not answer.
class FullDiskTest {

    private static final String FULL = "No space left on device";

    @TempDir
    private Path folder;

    private final FakeDisk disk = new FakeDisk();

    private FileJournal open(Fsync fsync, Map<String, Long> readers) {
        return FileJournal.open(FileJournalTest.small(folder, fsync), readers, disk);
    }

    private static List<Long> places(Journal journal) {
        return journal.read(0, 1000).stream().map(Placed::position).toList();
    }

    @ParameterizedTest
    @EnumSource
    void refusesUntilThereIsRoomAgainAndLeavesNothingTorn(Fsync fsync) {
        var kept = new ArrayList<Long>();
        try (FileJournal journal = open(fsync, Map.of("books", 0L))) {
            for (int room = 1000; room < 1200; room += 7) {
                disk.room = room; // anywhere in a record, and between files
                Written written;
                do {
                    written = Told.written(journal, Told.completed("call-" + kept.size()));
                    if (written instanceof Written.Done(long position)) {
                        kept.add(position);
                    }
                } while (written instanceof Written.Done);
                assertThat(((Written.Failed) written).why()).contains(FULL);
                assertThat(journal.health().failing()).contains(FULL);
            }
            disk.room = Long.MAX_VALUE;
            kept.add(Told.place(journal, Told.completed("last")));

            assertThat(journal.health().failing()).isEmpty();
            assertThat(journal.health().failed()).isPositive();
            assertThat(places(journal)).isEqualTo(kept);
        }
        try (FileJournal again = open(fsync, Map.of("books", 0L))) {
            assertThat(places(again)).isEqualTo(kept);
            assertThat(again.health().damaged()).isZero();
        }
    }

    @Test
    void recoversByItselfWhenReadersTakeOver() {
        disk.room = 2000;
        try (FileJournal journal = open(Fsync.NONE, Map.of("books", 0L))) {
            Told.place(journal, Told.started("long")); // so that what is open has to be copied, on a full disk
            long last = fill(journal);
            for (int i = 0; i < 5; i++) {
                journal.takenOver("books", last);
                last = fill(journal);
            }
        }
        disk.room = Long.MAX_VALUE;
        try (FileJournal again = open(Fsync.NONE, Map.of("books", 0L))) {
            assertThat(again.leftOpen()).extracting(one -> one.entry().id()).containsExactly("long");
        }
    }

    /// Appends until nothing fits.
    ///
    /// @return the last place
    private static long fill(Journal journal) {
        long last = Told.place(journal, Told.completed("first"));
        while (Told.written(journal, Told.completed("more")) instanceof Written.Done(long position)) {
            last = position;
        }
        return last;
    }

    @Test
    void leavesAFileThatCannotBeCut() {
        FileJournal journal = open(Fsync.NONE, Map.of("books", 0L));
        Told.place(journal, Told.completed("a"));
        disk.room = 200;
        disk.cuts = false;
        assertThat(Told.refused(journal, Told.large("b", 200))).contains(FULL);
        disk.room = Long.MAX_VALUE;
        assertThat(Told.refused(journal, Told.completed("c"))).contains("Input/output error");
        disk.cuts = true;
        long last = Told.place(journal, Told.completed("d"));

        assertThat(places(journal)).containsExactly(1L, last);
        journal.close();
        try (FileJournal again = open(Fsync.NONE, Map.of("books", 0L))) {
            assertThat(places(again)).containsExactly(1L, last);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GROUP", "CALL"})
    void writesNothingMoreToAFileThatTheDiskDidNotKeep(Fsync fsync) {
        FileJournal journal = open(fsync, Map.of("books", 0L));
        Told.place(journal, Told.completed("a"));
        disk.keeps = false;
        assertThat(Told.refused(journal, Told.completed("b"))).contains("Input/output error");
        disk.keeps = true;
        long last = Told.place(journal, Told.completed("c"));

        assertThat(places(journal)).containsExactly(1L, last);
        assertThat(journal.health().segments()).isEqualTo(2);
        journal.close();
        try (FileJournal again = open(fsync, Map.of("books", 0L))) {
            assertThat(places(again)).containsExactly(1L, last);
            assertThat(again.health().damaged()).isZero();
        }
    }

    @Test
    void refusesAtOnceWhatDoesNotFitIntoTheQueueWhileTheDiskIsSlow() {
        var settings = new JournalSettings(folder, Fsync.NONE, 1 << 20, 100, 1 << 20, 1 << 20);
        try (FileJournal journal = FileJournal.open(settings, Map.of("books", 0L), disk)) {
            var gate = new CountDownLatch(1);
            Told.place(journal, Told.completed("before"));
            disk.gate = gate;
            var told = new ArrayList<CompletableFuture<Written>>();
            told.add(Told.append(journal, Told.started("in the writer's hands")));
            while (journal.health().queued() > 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Written> one;
            do {
                one = Told.append(journal, Told.started("call-" + told.size()));
                told.add(one);
            } while (!one.isDone());

            assertThat(Told.of(one)).isEqualTo(new Written.Failed("the journal's queue is full"));
            assertThat(journal.health().queued()).isEqualTo(90);
            // What runs can still be completed.
            var completed = Told.append(journal, Told.completed("call-1"));
            assertThat(completed).isNotDone();

            gate.countDown();
            assertThat(Told.of(completed)).isInstanceOf(Written.Done.class);
            told.removeLast();
            told.forEach(each -> assertThat(Told.of(each)).isInstanceOf(Written.Done.class));
            assertThat(journal.read(0, 1000)).hasSize(told.size() + 2);
        }
    }

    @Test
    void refusesWhatStartsWhenItIsAsLargeAsItMayBeAndStillTakesWhatEnds() {
        var settings = new JournalSettings(folder, Fsync.NONE, 400, 100, 1 << 20, 4000);
        try (FileJournal journal = FileJournal.open(settings, Map.of("books", 0L), disk)) {
            long started = 0;
            Written written = Told.written(journal, Told.started("call-0"));
            while (written instanceof Written.Done) {
                started++;
                written = Told.written(journal, Told.started("call-" + started));
            }
            assertThat(((Written.Failed) written).why()).startsWith("the journal is as large as it may be");
            assertThat(journal.health().failing()).startsWith("the journal is as large as it may be");
            assertThat(journal.health().bytes()).isBetween(3400L, 4000L);

            long last = Told.place(journal, Told.completed("call-0"));
            journal.takenOver("books", last);
            for (int i = 1; i < started; i++) {
                last = Told.place(journal, Told.completed("call-" + i));
                journal.takenOver("books", last);
            }
            Told.place(journal, Told.started("again"));
            assertThat(journal.health().failing()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GROUP", "CALL"})
    void keepsThroughAPowerCutWhatItSaidWasWritten(Fsync fsync, @TempDir Path other) throws IOException {
        try (FileJournal journal = open(fsync, Map.of("books", 0L))) {
            var kept = new ArrayList<Long>();
            for (int i = 0; i < 40; i++) {
                kept.add(Told.place(journal, Told.completed("call-" + i)));
                Path after = other.resolve("cut-" + i);
                disk.afterPowerCut(after);

                try (FileJournal again = FileJournal.open(FileJournalTest.small(after, fsync), Map.of("books", 0L))) {
                    assertThat(places(again)).isEqualTo(kept);
                    assertThat(again.health().damaged()).isZero();
                }
            }
        }
    }
}
