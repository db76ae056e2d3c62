package dev.weir.bench;

import dev.weir.journal.Entry;
import dev.weir.journal.Entry.Kind;
import dev.weir.journal.FileJournal;
import dev.weir.journal.Fsync;
import dev.weir.journal.Journal.Written;
import dev.weir.journal.JournalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/// What a record of 500 bytes costs in the journal: how many are taken in a second, and how long it takes until one is
/// said to be written, for each policy and for so many at once.
///
/// A main program and not JMH, because it is the distribution that matters: `JournalBench FOLDER [SECONDS]`. Uses up to
/// 2 GB in a folder of its own in there, and deletes it.
public final class JournalBench {

    private static final int SIZE = 500;
    private static final int MOST = 4_000_000;
    private static final int[] AT_ONCE = {1, 16, 256};

    public static void main(String[] args) throws IOException {
        Path in = Path.of(args[0]);
        var time = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 5);
        System.out.printf(
                "%-6s %8s %12s %10s %10s %10s %10s%n",
                "fsync", "at once", "records/s", "p50 us", "p99 us", "p99.9 us", "max us");
        for (Fsync fsync : Fsync.values()) {
            for (int atOnce : AT_ONCE) {
                Path folder = Files.createTempDirectory(in, "journal");
                try {
                    measure(folder, fsync, atOnce, time.dividedBy(2)); // so that it is compiled
                    measure(folder, fsync, atOnce, time).print(fsync, atOnce);
                } finally {
                    delete(folder);
                }
            }
        }
    }

    private record Measured(double perSecond, long[] nanos) {

        void print(Fsync fsync, int atOnce) {
            System.out.printf(
                    "%-6s %8d %12.0f %10.1f %10.1f %10.1f %10.1f%n",
                    fsync, atOnce, perSecond, at(0.5), at(0.99), at(0.999), at(1));
        }

        private double at(double part) {
            return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * part))] / 1000.0;
        }
    }

    private static Measured measure(Path folder, Fsync fsync, int atOnce, Duration time) {
        var permits = new Semaphore(atOnce);
        var took = new AtomicLongArray(MOST);
        var count = new AtomicInteger();
        byte[] content = new byte[SIZE];
        try (FileJournal journal = FileJournal.open(JournalSettings.in(folder, fsync), Map.of())) {
            long begun = System.nanoTime();
            long end = begun + time.toNanos();
            int sent = 0;
            for (long now = begun; now < end && sent < MOST; sent++) {
                permits.acquireUninterruptibly();
                long asked = System.nanoTime();
                now = asked;
                journal.append(new Entry(Kind.COMPLETED, "call-01j9z7m3k4", content), written -> {
                    switch (written) {
                        case Written.Done _ -> took.set(count.getAndIncrement(), System.nanoTime() - asked);
                        case Written.Failed(String why) -> throw new IllegalStateException(why);
                    }
                    permits.release();
                });
            }
            permits.acquireUninterruptibly(atOnce);
            double seconds = (System.nanoTime() - begun) / 1e9;
            long[] nanos = new long[count.get()];
            Arrays.setAll(nanos, took::get);
            Arrays.sort(nanos);
            return new Measured(nanos.length / seconds, nanos);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private JournalBench() {}
}
