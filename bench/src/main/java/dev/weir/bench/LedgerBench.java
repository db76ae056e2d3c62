package dev.weir.bench;

import dev.weir.store.LeasedLedger;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Part;
import dev.weir.store.Ledger.Unit;
import dev.weir.store.MemoryBooks;
import dev.weir.store.Posting;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// What a call costs the ledger from its lease: reserved in three accounts, sent, settled, and told to be posted.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LedgerBench {

    private static final List<Part> MOST =
            Stream.of("team", "client", "user").map(name -> part(name, 2_000)).toList();
    private static final List<Part> REAL =
            Stream.of("team", "client", "user").map(name -> part(name, 300)).toList();

    private final LeasedLedger ledger = ledger();

    /// What one thread counts its calls by.
    @State(Scope.Thread)
    public static class Calls {
        private final String prefix = Thread.currentThread().threadId() + "-";
        private long number;

        String next() {
            return prefix + number++;
        }
    }

    private static Part part(String name, long amount) {
        var opening = new Opening(name, name, "*", LocalDate.EPOCH);
        return new Part(new Account(name, 1_000_000_000_000L, Unit.NANO_USD, opening), amount);
    }

    private static LeasedLedger ledger() {
        var books = new MemoryBooks(System::currentTimeMillis);
        var writer = books.begin("bench").writer();
        var ledger = new LeasedLedger(books, writer, LeasedLedger.ALONE, System::nanoTime);
        ledger.reserve("first", MOST, Duration.ZERO);
        return ledger;
    }

    private boolean call(String id) {
        boolean reserved = ledger.reserveAtOnce(id, MOST).isPresent();
        ledger.sent(id);
        ledger.settle(id, REAL);
        ledger.posted(List.of(new Posting(id, List.of(), List.of())), List.of());
        return reserved;
    }

    @Benchmark
    @Threads(1)
    public boolean oneThread(Calls calls) {
        return call(calls.next());
    }

    @Benchmark
    @Threads(2)
    public boolean twoThreads(Calls calls) {
        return call(calls.next());
    }
}
