package dev.weir.simulator.meter;

import dev.weir.simulator.meter.Bill.State;
import dev.weir.wire.chat.Usage;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What would have been billed: the last 10,000 bills, and the sums of all. May be used by many threads.
///
/// Input is billed when an answer begins, output as it is sent: when a client leaves, or a fault breaks a stream off,
/// what was generated until then is billed. An answer that is known whole is generated before its first byte leaves, so
/// it is billed whole whatever becomes of it. Refusals and faults that come instead of an answer are free.
public final class Meter {

    private static final int MOST = 10_000;

    private record Account(String credential, String model) {}

    private final ArrayDeque<Running> bills = new ArrayDeque<>();
    private final Map<Account, Tab> closed = new LinkedHashMap<>();
    private long count;

    /// A stream begins.
    ///
    /// @param generated how many bytes have been generated after each step
    /// @param bytes how many bytes each step sends
    /// @param breaks whether it ends before it is complete
    public synchronized Billing stream(Work work, long[] generated, int[] bytes, boolean breaks) {
        return open(new Running(++count, work, generated, bytes, breaks, work.after(0)));
    }

    /// An answer that is known whole is sent.
    public synchronized Billing whole(Work work, boolean breaks) {
        return open(new Running(++count, work, new long[0], new int[0], breaks, work.whole()));
    }

    /// The most recent bills, oldest first.
    public synchronized List<Bill> bills() {
        return bills.stream().map(Running::bill).toList();
    }

    /// The sums, by credential and model.
    public synchronized Collection<Tab> tabs() {
        var tabs = new LinkedHashMap<>(closed);
        bills.forEach(running -> add(running.bill(), tabs));
        return List.copyOf(tabs.values());
    }

    private Running open(Running running) {
        bills.add(running);
        if (bills.size() > MOST) {
            add(bills.remove().close(), closed);
        }
        return running;
    }

    private static void add(Bill bill, Map<Account, Tab> tabs) {
        var account = new Account(bill.credential(), bill.model());
        Tab tab = tabs.getOrDefault(account, new Tab(bill.credential(), bill.model(), 0, Usage.NONE));
        tabs.put(account, tab.plus(bill.usage()));
    }

    /// A bill that still changes; the meter guards it.
    private final class Running implements Billing {

        private final long number;
        private final Work work;
        private final long[] generated;
        private final int[] sizes;
        private final boolean breaks;
        private Usage usage;
        private State state = State.RUNNING;
        private int steps;
        private long bytes;
        private boolean closed;

        Running(long number, Work work, long[] generated, int[] sizes, boolean breaks, Usage usage) {
            this.number = number;
            this.work = work;
            this.generated = generated;
            this.sizes = sizes;
            this.breaks = breaks;
            this.usage = usage;
        }

        Bill bill() {
            return new Bill(
                    number, work.id(), work.model(), work.format(), work.credential(), usage, state, steps, bytes);
        }

        /// The bill for the sums, after which it does not change any more.
        Bill close() {
            closed = true;
            return bill();
        }

        @Override
        public void sent(int step) {
            synchronized (Meter.this) {
                boolean known = step < generated.length; // the steps of a whole answer change nothing
                if (known && state == State.RUNNING && !closed) {
                    usage = work.after(generated[step]);
                    steps = step + 1;
                    bytes += sizes[step];
                }
            }
        }

        @Override
        public void finished() {
            end(breaks ? State.BROKEN : State.COMPLETE);
        }

        @Override
        public void left() {
            end(State.LEFT);
        }

        private void end(State how) {
            synchronized (Meter.this) {
                if (state == State.RUNNING && !closed) {
                    state = how;
                }
            }
        }
    }
}
