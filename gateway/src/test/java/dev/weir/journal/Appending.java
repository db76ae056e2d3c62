package dev.weir.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Written;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;

/// A process that appends until it is killed, and says what it was told: a line for each record, with its place and its
/// number.
final class Appending {

    private static final int AT_ONCE = 64;

    static JournalSettings settings(Path folder, Fsync fsync) {
        return new JournalSettings(folder, fsync, 16_000, 1000, 1 << 20, 1L << 30);
    }

    /// The record of a number: three in four open something, most of which is closed three numbers later.
    static Entry entry(long number) {
        var random = new Random(number);
        byte[] content = new byte[random.nextInt(400)];
        random.nextBytes(content);
        return number % 4 == 3
                ? new Entry(Kind.COMPLETED, "call-" + (number - 3) % 4000, content)
                : new Entry(Kind.STARTED, "call-" + number % 4000, content);
    }

    public static void main(String[] args) {
        var out = new FileOutputStream(FileDescriptor.out);
        var permits = new Semaphore(AT_ONCE);
        long taken = Long.parseLong(args[2]);
        var settings = settings(Path.of(args[0]), Fsync.valueOf(args[1]));
        try (FileJournal journal = FileJournal.open(settings, Map.of("books", 0L))) {
            journal.takenOver("books", taken); // so that files are deleted and open records copied meanwhile
            for (long number = Long.parseLong(args[3]); ; number++) {
                permits.acquireUninterruptibly();
                long said = number;
                journal.append(entry(number), written -> {
                    permits.release();
                    say(out, said, written);
                });
            }
        }
    }

    private static void say(FileOutputStream out, long number, Written written) {
        String line = switch (written) {
            case Written.Done(long position) -> "at " + position + " " + number + "\n";
            case Written.Failed(String why) -> "failed: " + why + "\n";
        };
        try {
            out.write(line.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Appending() {}
}
