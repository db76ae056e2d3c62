package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.journal.Journal.Placed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest implements JournalContract {

    @TempDir
    private Path folder;

    static JournalSettings small(Path folder, Fsync fsync) {
        return new JournalSettings(folder, fsync, 400, 1000, 1 << 20, 1 << 20);
    }

    static List<String> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".journal"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private FileJournal open(Map<String, Long> readers) {
        return FileJournal.open(small(folder.resolve("journal"), Fsync.NONE), readers);
    }

    @Override
    public Journal journal(Map<String, Long> readers) {
        return open(readers);
    }

    @Override
    public Journal again(Journal before, Map<String, Long> readers) {
        return open(readers);
    }

    @Test
    void beginsANewFileWhenOneIsFull() {
        try (FileJournal journal = open(Map.of("books", 0L))) {
            for (int i = 0; i < 30; i++) {
                Told.place(journal, Told.completed("call-" + i));
            }

            assertThat(journal.health().segments()).isGreaterThan(3);
            assertThat(journal.read(0, 100)).hasSize(30);
            assertThat(journal.read(17, 100))
                    .extracting(Placed::position)
                    .startsWith(18L)
                    .hasSize(13);
        }
        assertThat(files(folder.resolve("journal"))).startsWith("0000000000000001.journal");
    }

    @Test
    void deletesWhatEverybodyHasTakenOver() {
        FileJournal journal = open(Map.of("books", 0L, "audit", 0L));
        long last = 0;
        for (int i = 0; i < 30; i++) {
            last = Told.place(journal, Told.completed("call-" + i));
        }
        journal.takenOver("books", last);
        journal.takenOver("audit", 15);
        journal.close();
        try (FileJournal again = open(Map.of("books", last, "audit", 15L))) {
            assertThat(again.read(15, 100)).hasSize(15);
            assertThat(files(folder.resolve("journal"))).doesNotContain("0000000000000001.journal");
            assertThat(again.health().damaged()).isZero();
            again.takenOver("audit", last);
        }
        assertThat(files(folder.resolve("journal"))).hasSize(1);
    }

    @Test
    void carriesOverWhatIsLongOpenSoThatItsFileCanGo() {
        FileJournal journal = open(Map.of("books", 0L));
        long open = Told.place(journal, Told.started("long"));
        long last = 0;
        for (int i = 0; i < 100; i++) {
            last = Told.place(journal, Told.completed("call-" + i));
            journal.takenOver("books", last);
        }
        assertThat(journal.read(last, 10)).isEmpty();
        journal.close();
        assertThat(files(folder.resolve("journal"))).hasSizeLessThan(4).doesNotContain("0000000000000001.journal");

        try (FileJournal again = open(Map.of("books", last))) {
            assertThat(again.leftOpen()).extracting(Placed::position).containsExactly(open);
            assertThat(again.leftOpen().getFirst().entry().content())
                    .isEqualTo(Told.started("long").content());
            assertThat(again.read(last, 10)).isEmpty();
            last = Told.place(again, Told.completed("long"));
            assertThat(again.read(last - 1, 10)).extracting(Placed::position).containsExactly(last);
        }
        try (FileJournal again = open(Map.of("books", last))) {
            assertThat(again.leftOpen()).isEmpty();
        }
    }

    @Test
    void goesOnWhenWhoeverIsToldFails() {
        try (FileJournal journal = open(Map.of())) {
            journal.append(Told.started("a"), _ -> {
                throw new IllegalStateException("a reader's fault");
            });

            assertThat(Told.place(journal, Told.completed("a"))).isEqualTo(2);
        }
    }

    @Test
    void isForOneProcess() {
        try (FileJournal journal = open(Map.of())) {
            assertThat(journal.health().failing()).isEmpty();
            assertThatThrownBy(() -> open(Map.of()))
                    .isInstanceOf(JournalUnavailable.class)
                    .hasMessage("the journal in " + folder.resolve("journal") + " is in use by this process");
        }
        open(Map.of()).close();
    }

    @Test
    void takesRecordsThatAreLargerThanAFile() {
        try (FileJournal journal = open(Map.of("books", 0L))) {
            Told.place(journal, Told.large("a", 500_000));
            Told.place(journal, Told.completed("b"));

            assertThat(journal.read(0, 10))
                    .extracting(one -> one.entry().content().length)
                    .containsExactly(500_000, 5);
        }
    }

    @Test
    void refusesRecordsThatAreTooLarge() {
        try (FileJournal journal = open(Map.of("books", 0L))) {
            assertThat(Told.refused(journal, Told.large("a", 17 << 20)))
                    .startsWith("a record has at most 16777216 bytes");
            assertThat(Told.refused(journal, Told.started("a".repeat(1025))))
                    .startsWith("an id has at most 1024 bytes");
        }
    }

    @Test
    void saysWhenAReaderHasTakenOverWhatIsNotThere() throws IOException {
        FileJournal journal = open(Map.of("books", 0L));
        for (int i = 0; i < 30; i++) {
            Told.place(journal, Told.completed("call-" + i));
        }
        journal.close();
        Files.delete(folder.resolve("journal/0000000000000001.journal"));

        try (FileJournal again = open(Map.of("books", 3L))) {
            assertThat(again.health().damaged()).isEqualTo(1);
            assertThat(again.read(3, 100)).isNotEmpty();
        }
        try (FileJournal again = open(Map.of("books", 31L))) {
            assertThat(again.health().damaged()).isEqualTo(1);
        }
        try (FileJournal again = open(Map.of("books", 30L))) {
            assertThat(again.health().damaged()).isZero();
        }
    }

    @Test
    void refusesWhatANewerVersionWrote() throws IOException {
        open(Map.of()).close();
        Path file = folder.resolve("journal/0000000000000001.journal");
        try (FileJournal journal = open(Map.of())) {
            Told.place(journal, Told.started("a"));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[11] = 2;
        var crc = new java.util.zip.CRC32C();
        crc.update(bytes, 0, Header.SIZE - 4);
        java.nio.ByteBuffer.wrap(bytes).putInt(Header.SIZE - 4, (int) crc.getValue());
        Files.write(file, bytes);

        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessage(file + " was written in version 2, and this is version 1");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
}
