package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Placed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed while it appends, again and again. What it was told to be written is there: once, in order,
/// whole.
///
/// So many times as `-Dweir.kills` says; lab/proof/journal.sh does it more often than the tests do.
class JournalKilledTest {

    private static final int KILLS = Integer.getInteger("weir.kills", 20);

    @TempDir
    private Path folder;

    private final LinkedHashMap<String, Long> open = new LinkedHashMap<>();
    private final TreeSet<Long> places = new TreeSet<>();
    private long taken;
    private long last;
    private long number;

    private Process appending(Fsync fsync) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appending.class.getName(),
                        folder.toString(),
                        fsync.name(),
                        Long.toString(taken),
                        Long.toString(number)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Kills it after so many acknowledgements.
    ///
    /// @return the number of each record that it was told to be written, by its place
    private static Map<Long, Long> killed(Process process, int after) throws Exception {
        var acknowledged = new TreeMap<Long, Long>();
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && acknowledged.size() < after) {
                acknowledge(acknowledged, line);
                line = lines.readLine();
            }
            process.toHandle().destroyForcibly(); // which, unlike the process's own, leaves what it said to be read
            // What it said before it died counts, but a line that has no end may lack digits.
            var rest = new StringBuilder(line == null ? "" : line + "\n");
            for (int read = lines.read(); read >= 0; read = lines.read()) {
                rest.append((char) read);
            }
            rest.substring(0, rest.lastIndexOf("\n") + 1).lines().forEach(one -> acknowledge(acknowledged, one));
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(137);
        return acknowledged;
    }

    private static void acknowledge(Map<Long, Long> acknowledged, String line) {
        assertThat(line).doesNotStartWith("failed");
        if (line.startsWith("at ")) { // and nothing that it logs
            String[] words = line.split(" ", -1);
            assertThat(acknowledged.put(Long.valueOf(words[1]), Long.valueOf(words[2])))
                    .as(line)
                    .isNull();
        }
    }

    @Test
    void r_kill_1_hasEveryRecordOnceThatItSaidWasWrittenWhereverItIsKilled() throws Exception {
        var random = new Random(9);
        for (int kill = 0; kill < KILLS; kill++) {
            Fsync fsync = kill % 4 == 3 ? Fsync.GROUP : Fsync.NONE;
            Map<Long, Long> acknowledged = killed(appending(fsync), random.nextInt(3000));

            try (FileJournal journal = FileJournal.open(Appending.settings(folder, fsync), Map.of("books", taken))) {
                check(journal, acknowledged);
                assertThat(journal.health().damaged()).isZero();
            }
            taken = Math.max(taken, last - random.nextInt(2000));
        }
        assertThat(number).isGreaterThan(KILLS * 100L);
    }

    @Test
    void saysWhichProcessHasIt() throws Exception {
        Process process = appending(Fsync.NONE);
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (!line.startsWith("at ")) {
                line = lines.readLine();
            }
            assertThatThrownBy(() -> FileJournal.open(Appending.settings(folder, Fsync.NONE), Map.of()))
                    .isInstanceOf(JournalUnavailable.class)
                    .hasMessage("the journal in " + folder + " is in use by process " + process.pid());
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private void check(FileJournal journal, Map<Long, Long> acknowledged) {
        List<Placed> found = behind(journal, last);
        assertThat(found).extracting(Placed::position).isSorted().doesNotHaveDuplicates();
        assertThat(found).extracting(Placed::position).containsAll(acknowledged.keySet());
        long first = number;
        for (Placed one : found) {
            // Nobody but this process appends, one number after the other.
            Entry entry = Appending.entry(number++);
            assertThat(one.entry().kind()).isEqualTo(entry.kind());
            assertThat(one.entry().id()).isEqualTo(entry.id());
            assertThat(one.entry().content()).isEqualTo(entry.content());
            Long said = acknowledged.get(one.position());
            assertThat(said == null || said == number - 1).isTrue();
            open.remove(entry.id());
            if (entry.kind() == Kind.STARTED) {
                open.put(entry.id(), one.position());
            }
            last = one.position();
        }
        places.addAll(found.stream().map(Placed::position).toList());
        places.headSet(taken, true).clear();
        assertThat(behind(journal, taken)).extracting(Placed::position).containsExactlyElementsOf(places);
        assertThat(number - first).isGreaterThanOrEqualTo(acknowledged.size());
        assertThat(journal.leftOpen())
                .extracting(Placed::position)
                .containsExactlyElementsOf(open.values().stream().sorted().toList());
    }

    private static List<Placed> behind(FileJournal journal, long place) {
        var found = new ArrayList<Placed>();
        List<Placed> some = journal.read(place, 500);
        while (!some.isEmpty()) {
            found.addAll(some);
            some = journal.read(found.getLast().position(), 500);
        }
        return found;
    }
}
