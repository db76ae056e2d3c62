package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Placed;
import dev.weir.journal.Journal.Written;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A journal does what a list would, whatever is done with it: appending, completing, taking over, closing and opening,
/// on a disk that is full or fails now and then.
class JournalModelTest {

    private static final List<String> READERS = List.of("books", "audit");

    @TempDir
    private Path folder;

    private final FakeDisk disk = new FakeDisk();
    private final TreeMap<Long, Entry> records = new TreeMap<>();
    private final LinkedHashMap<String, Long> open = new LinkedHashMap<>();
    private final LinkedHashMap<String, Long> readers = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void doesWhatAListWould(int seed) {
        var random = new Random(seed);
        var settings = new JournalSettings(
                folder, List.of(Fsync.values()).get(seed % 3), 200 + random.nextInt(600), 1000, 1 << 20, 1 << 20);
        READERS.forEach(reader -> readers.put(reader, 0L));
        FileJournal journal = FileJournal.open(settings, readers, disk);
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    disk.room = Long.MAX_VALUE;
                    disk.keeps = true;
                    journal.close();
                    journal = FileJournal.open(settings, readers, disk);
                    assertThat(journal.leftOpen())
                            .extracting(Placed::position)
                            .containsExactlyElementsOf(
                                    open.values().stream().sorted().toList());
                    assertThat(journal.health().damaged()).isZero();
                }
                case 1, 2 -> takeOver(journal, random);
                case 3 -> disk.room = random.nextInt(4000);
                case 4 -> disk.keeps = random.nextInt(3) > 0;
                case 5, 6 -> {
                    disk.room = Long.MAX_VALUE;
                    disk.keeps = true;
                }
                default -> append(journal, random);
            }
            compare(journal, random);
        }
        disk.room = Long.MAX_VALUE;
        disk.keeps = true;
        endsSmall(journal, settings);
    }

    private void append(FileJournal journal, Random random) {
        var told = new LinkedHashMap<Entry, CompletableFuture<Written>>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            byte[] content = new byte[random.nextInt(120)];
            random.nextBytes(content);
            var entry = new Entry(
                    random.nextInt(5) < 2 ? Kind.STARTED : Kind.COMPLETED, "call-" + random.nextInt(12), content);
            told.put(entry, Told.append(journal, entry));
        }
        told.forEach((entry, one) -> {
            if (Told.of(one) instanceof Written.Done(long position)) {
                assertThat(records.isEmpty() || position > records.lastKey()).isTrue();
                records.put(position, entry);
                open.remove(entry.id());
                if (entry.kind() == Kind.STARTED) {
                    open.put(entry.id(), position);
                }
            }
        });
    }

    private void takeOver(FileJournal journal, Random random) {
        String reader = READERS.get(random.nextInt(READERS.size()));
        long last = records.isEmpty() ? 0 : records.lastKey();
        long position = Math.max(readers.getOrDefault(reader, 0L), last - random.nextInt(15));
        journal.takenOver(reader, position);
        readers.put(reader, position);
    }

    private void compare(FileJournal journal, Random random) {
        long all = readers.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long after = all + random.nextInt(20);
        int most = 1 + random.nextInt(100);

        List<Placed> read = journal.read(after, most);

        assertThat(read)
                .extracting(Placed::position)
                .containsExactlyElementsOf(records.tailMap(after, false).keySet().stream()
                        .limit(most)
                        .toList());
        for (Placed one : read) {
            Entry entry = Objects.requireNonNull(records.get(one.position()));
            assertThat(one.entry().kind()).isEqualTo(entry.kind());
            assertThat(one.entry().id()).isEqualTo(entry.id());
            assertThat(one.entry().content()).isEqualTo(entry.content());
        }
    }

    /// When all is completed and taken over, nothing is left but the file that is written to.
    private void endsSmall(FileJournal journal, JournalSettings settings) {
        for (String id : new ArrayList<>(open.keySet())) {
            Told.place(journal, Told.completed(id));
        }
        long last = Told.place(journal, Told.completed("last"));
        READERS.forEach(reader -> journal.takenOver(reader, last));
        journal.close();
        try (FileJournal again = FileJournal.open(settings, Map.of("books", last, "audit", last), disk)) {
            assertThat(again.leftOpen()).isEmpty();
        }
        assertThat(FileJournalTest.files(folder)).hasSize(1);
    }
}
