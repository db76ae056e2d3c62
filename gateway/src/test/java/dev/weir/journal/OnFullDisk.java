package dev.weir.journal;

import dev.weir.journal.Journal.Placed;
import dev.weir.journal.Journal.Written;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Fills a small disk with a journal, several times, and fails unless it refuses while the disk is full, takes records
/// again by itself, and has lost none that it said was written. For lab/proof/journal-full.sh, on a real disk.
final class OnFullDisk {

    private static final int ROUNDS = 20;

    public static void main(String[] args) {
        for (Fsync fsync : Fsync.values()) {
            Path folder = Path.of(args[0], fsync.name());
            var settings = new JournalSettings(folder, fsync, 200_000, 1000, 1 << 20, 1L << 30);
            long taken = 0;
            long kept = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (FileJournal journal = FileJournal.open(settings, Map.of("books", taken))) {
                    check(journal.health().damaged() == 0, "something is damaged");
                    check(journal.leftOpen().size() == (round == 0 ? 0 : 1), "what is open is not known");
                    if (round == 0) {
                        Told.place(journal, Told.started("long"));
                    }
                    List<Long> places = fill(journal, round);
                    kept += places.size();
                    journal.takenOver("books", places.get(places.size() / 2));
                    List<Long> more = fill(journal, round);
                    check(!more.isEmpty(), "it does not recover");
                    kept += more.size();
                    places.addAll(more);
                    taken = more.getLast();
                    List<Long> rest = places.subList((places.size() - more.size()) / 2 + 1, places.size());
                    check(read(journal, rest.getFirst() - 1).equals(rest), "records are lost");
                }
            }
            delete(folder, settings, taken);
            System.out.println(fsync + ": the disk was full " + 2 * ROUNDS + " times; " + kept + " records, none lost");
        }
    }

    private static List<Long> fill(Journal journal, int round) {
        var places = new ArrayList<Long>();
        Written written = Told.written(journal, Told.large("call", 1000 + round * 37));
        while (written instanceof Written.Done(long position)) {
            places.add(position);
            written = Told.written(journal, Told.large("call", 1000 + round * 37));
        }
        check(written instanceof Written.Failed(String why) && why.contains("No space left"), written.toString());
        check(!journal.health().failing().isEmpty(), "it does not say that it fails");
        return places;
    }

    private static List<Long> read(Journal journal, long after) {
        var places = new ArrayList<Long>();
        List<Placed> some = journal.read(after, 100);
        while (!some.isEmpty()) {
            some.forEach(one -> places.add(one.position()));
            some = journal.read(places.getLast(), 100);
        }
        return places;
    }

    /// Makes room for the next: all is completed and taken over.
    private static void delete(Path folder, JournalSettings settings, long taken) {
        try (FileJournal journal = FileJournal.open(settings, Map.of("books", taken))) {
            check(journal.leftOpen().size() == 1, "what is open is not known");
        }
        for (File file : Objects.requireNonNull(folder.toFile().listFiles())) {
            check(file.delete(), file + " cannot be deleted");
        }
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }

    private OnFullDisk() {}
}
