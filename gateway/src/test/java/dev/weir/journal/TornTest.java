package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.Journal.Placed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a journal makes of files that do not end where they should, or are not as they were written.
class TornTest {

    /// Records before the file that is damaged, in it, and behind it.
    private static final long EACH = 4;

    private static final int RECORD = 8 + 11 + 6 + 5 + 40;

    @TempDir
    private Path folder;

    private JournalSettings settings;
    private List<Path> files;

    @BeforeEach
    void threeFiles() throws IOException {
        settings = new JournalSettings(
                folder.resolve("journal"), Fsync.NONE, Header.SIZE + EACH * RECORD, 100, 1 << 20, 1 << 20);
        try (FileJournal journal = open()) {
            for (int i = 1; i <= 3 * EACH; i++) {
                Told.place(journal, Told.large("call-" + i % 10, RECORD - 8 - 11 - 6));
            }
        }
        try (Stream<Path> all = Files.list(settings.folder())) {
            files = all.filter(file -> Header.first(file).isPresent()).sorted().toList();
        }
        assertThat(files).hasSize(3);
    }

    private FileJournal open() {
        return FileJournal.open(settings, Map.of("books", 0L));
    }

    private static List<Long> places(Journal journal) {
        return journal.read(0, 100).stream().map(Placed::position).toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void r_kill_2_cutsATornEndAtEveryByteAndKeepsWhatIsWhole() throws IOException {
        Path file = files.get(2);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            long left = 2 * EACH + Math.max(0, length - Header.SIZE) / RECORD;

            try (FileJournal journal = open()) {
                assertThat(places(journal)).as("cut at %d", length).isEqualTo(upTo(left));
                assertThat(journal.health().damaged()).as("cut at %d", length).isZero();
                assertThat(Told.place(journal, Told.started("next"))).isEqualTo(left + 1);
            }
            try (FileJournal journal = open()) {
                assertThat(places(journal)).as("cut at %d", length).isEqualTo(upTo(left + 1));
                assertThat(journal.leftOpen()).hasSize(1);
            }
            Files.deleteIfExists(settings.folder().resolve("0000000000000013.journal"));
        }
    }

    @Test
    void r_kill_2_cutsWhateverIsInATornEnd() throws IOException {
        Path file = files.get(2);
        byte[] whole = Files.readAllBytes(file);
        for (byte rest : new byte[] {0, 1, -1}) {
            byte[] torn = Arrays.copyOf(whole, whole.length + 5000);
            Arrays.fill(torn, whole.length, torn.length, rest);
            Files.write(file, torn);

            try (FileJournal journal = open()) {
                assertThat(places(journal)).isEqualTo(upTo(3 * EACH));
                assertThat(journal.health().damaged()).isZero();
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
    }

    @Test
    void r_kill_2_setsAFileAsideThatIsDamagedAtAnyByteAndUsesTheRest() throws IOException {
        Path file = files.get(1);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            long good = EACH + Math.max(0, at - Header.SIZE) / RECORD;
            List<Long> left = Stream.concat(
                            upTo(at < Header.SIZE ? EACH : good).stream(),
                            LongStream.rangeClosed(2 * EACH + 1, 3 * EACH).boxed())
                    .toList();

            try (FileJournal journal = open()) {
                assertThat(places(journal)).as("flipped at %d", at).isEqualTo(left);
                assertThat(journal.health().damaged()).as("flipped at %d", at).isEqualTo(1);
            }
            Path aside = Path.of(file + ".corrupt");
            assertThat(Files.readAllBytes(aside)).isEqualTo(flipped);
            try (FileJournal journal = open()) {
                assertThat(places(journal)).as("again, flipped at %d", at).isEqualTo(left);
            }
            Files.delete(aside);
        }
    }

    @Test
    void r_kill_2_throwsNothingAwayOfTheLastFileThatRecordsFollow() throws IOException {
        Path file = files.get(2);
        byte[] whole = Files.readAllBytes(file);
        for (int at = Header.SIZE; at < whole.length - RECORD; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(file, flipped);
            long good = 2 * EACH + (at - Header.SIZE) / RECORD;

            try (FileJournal journal = open()) {
                assertThat(places(journal)).as("flipped at %d", at).isEqualTo(upTo(good));
                assertThat(journal.health().damaged()).as("flipped at %d", at).isEqualTo(1);
                assertThat(Told.place(journal, Told.started("next")))
                        .as("no place is given twice, flipped at %d", at)
                        .isEqualTo(3 * EACH + 1);
            }
            Path aside = Path.of(file + ".corrupt");
            assertThat(Files.readAllBytes(aside)).isEqualTo(flipped);
            Files.delete(aside);
        }
    }

    @Test
    void saysWhenAFileInTheMiddleEndsTooEarly() throws IOException {
        byte[] whole = Files.readAllBytes(files.get(1));
        Files.write(files.get(1), Arrays.copyOf(whole, Header.SIZE + RECORD));

        try (FileJournal journal = open()) {
            assertThat(places(journal)).containsExactly(1L, 2L, 3L, 4L, 5L, 9L, 10L, 11L, 12L);
            assertThat(journal.health().damaged()).isEqualTo(1);
        }
    }

    @Test
    void endsASetAsideThatWasInterrupted() throws IOException {
        Path file = files.get(1);
        Path copy = Path.of(file + ".copy");
        byte[] whole = Files.readAllBytes(file);
        Files.write(copy, Arrays.copyOf(whole, 17));
        open().close();
        assertThat(copy).doesNotExist();

        Files.move(file, Path.of(file + ".corrupt"));
        Files.write(copy, Arrays.copyOf(whole, Header.SIZE + RECORD));
        try (FileJournal journal = open()) {
            assertThat(places(journal)).containsExactly(1L, 2L, 3L, 4L, 5L, 9L, 10L, 11L, 12L);
        }
        assertThat(copy).doesNotExist();
    }

    @Test
    void goesOnWhenAFileIsDamagedWhileItIsUsed() throws IOException {
        try (FileJournal journal = open()) {
            byte[] bytes = Files.readAllBytes(files.get(1));
            bytes[Header.SIZE + RECORD + 20] ^= 1;
            Files.write(files.get(1), bytes);

            assertThat(places(journal)).containsExactly(1L, 2L, 3L, 4L, 5L, 9L, 10L, 11L, 12L);
            assertThat(journal.health().damaged()).isEqualTo(1);
            Told.place(journal, Told.started("next"));
            journal.takenOver("books", 13);
        }
        assertThat(Path.of(files.get(1) + ".corrupt")).exists();
        assertThat(files.get(1)).doesNotExist();
    }
}
