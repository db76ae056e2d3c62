package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Placed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process may die between any two things that it does to its files: while one is begun, while what is open is
/// copied, while others are deleted.
class CrashStepsTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path copies;

    private final FakeDisk disk = new FakeDisk();
    private final List<Crash> crashes = new ArrayList<>();
    private volatile List<Placed> acknowledged = List.of();
    private volatile long taken;

    /// What was on the disk at one moment, and what was said to be there.
    private record Crash(Path folder, List<Placed> acknowledged, long taken) {}

    private void crash() {
        Path copy = copies.resolve("crash-" + crashes.size());
        try (Stream<Path> files = Files.list(folder)) {
            Files.createDirectories(copy);
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        crashes.add(new Crash(copy, acknowledged, taken));
    }

    private static Set<String> open(List<Placed> records) {
        var open = new LinkedHashSet<String>();
        for (Placed one : records) {
            open.remove(one.entry().id());
            if (one.entry().kind() == Kind.STARTED) {
                open.add(one.entry().id());
            }
        }
        return open;
    }

    private void append(FileJournal journal, Entry entry) {
        long position = Told.place(journal, entry);
        var more = new ArrayList<>(acknowledged);
        more.add(new Placed(position, entry));
        acknowledged = List.copyOf(more);
    }

    @Test
    void losesNothingAndReopensNothingWhereverItDies() {
        disk.before = this::crash;
        try (FileJournal journal =
                FileJournal.open(FileJournalTest.small(folder, Fsync.NONE), Map.of("books", 0L), disk)) {
            append(journal, Told.started("long"));
            for (int i = 0; i < 40; i++) {
                append(journal, Told.started("call-" + i));
                append(journal, Told.completed("call-" + (i - 2)));
                if (i % 5 == 4) {
                    taken = acknowledged.getLast().position();
                    journal.takenOver("books", taken);
                }
            }
        }

        assertThat(crashes).hasSizeGreaterThan(100);
        for (Crash crash : crashes) {
            try (FileJournal again = FileJournal.open(
                    FileJournalTest.small(crash.folder(), Fsync.NONE), Map.of("books", crash.taken()))) {
                List<Placed> read = again.read(crash.taken(), 1000);
                List<Placed> known = new ArrayList<>(crash.acknowledged());
                long last = known.isEmpty() ? 0 : known.getLast().position();
                assertThat(read)
                        .extracting(Placed::position)
                        .startsWith(known.stream()
                                .map(Placed::position)
                                .filter(position -> position > crash.taken())
                                .toArray(Long[]::new));
                read.stream().filter(one -> one.position() > last).forEach(known::add);
                assertThat(again.leftOpen())
                        .extracting(one -> one.entry().id())
                        .containsExactlyInAnyOrderElementsOf(open(known));
                assertThat(again.health().damaged()).isZero();
            }
        }
    }
}
