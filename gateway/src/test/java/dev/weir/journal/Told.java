package dev.weir.journal;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Written;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Appending for tests that wait until they are told what came of it.
final class Told {

    static Entry started(String id) {
        return new Entry(Kind.STARTED, id, ("begin " + id).getBytes(StandardCharsets.UTF_8));
    }

    static Entry completed(String id) {
        return new Entry(Kind.COMPLETED, id, ("end " + id).getBytes(StandardCharsets.UTF_8));
    }

    /// A record of so many bytes of content.
    static Entry large(String id, int size) {
        return new Entry(Kind.COMPLETED, id, new byte[size]);
    }

    static CompletableFuture<Written> append(Journal journal, Entry entry) {
        var told = new CompletableFuture<Written>();
        journal.append(entry, written -> {
            if (!told.complete(written)) {
                throw new IllegalStateException("told twice");
            }
        });
        return told;
    }

    static Written of(CompletableFuture<Written> told) {
        try {
            return told.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("nobody was told", e);
        }
    }

    static Written written(Journal journal, Entry entry) {
        return of(append(journal, entry));
    }

    /// The place of a record that has to get into the journal.
    static long place(Journal journal, Entry entry) {
        return switch (written(journal, entry)) {
            case Written.Done(long position) -> position;
            case Written.Failed(String why) -> throw new AssertionError(why);
        };
    }

    /// Why a record did not get into the journal, as it has to be.
    static String refused(Journal journal, Entry entry) {
        return switch (written(journal, entry)) {
            case Written.Done(long position) -> throw new AssertionError("it is at " + position);
            case Written.Failed(String why) -> why;
        };
    }

    private Told() {}
}
