package dev.weir.journal;

import dev.weir.journal.Entry.Kind;
import dev.weir.journal.Journal.Written;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is to be written. Any thread adds, never waiting; only the writer takes, and after its end whoever added.
final class Waiting {

    /// A record and who is told of it.
    record Item(Entry entry, byte[] id, Consumer<Written> then) {

        /// How large it will be.
        int size() {
            return (int) Frame.size(id, entry.content());
        }
    }

    private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int most;
    private final long mostBytes;

    Waiting(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /// Adds a record if there is room.
    boolean add(Item item) {
        Kind kind = item.entry().kind();
        // Counted before it is looked at, so that many at once do not get in together.
        int many = count.incrementAndGet();
        long large = bytes.addAndGet(item.size());
        boolean room = many <= part(kind, most) && large <= part(kind, mostBytes);
        if (room) {
            items.add(item);
        } else {
            left(item);
        }
        return room;
    }

    private void left(Item item) {
        count.decrementAndGet();
        bytes.addAndGet(-item.size());
    }

    /// What starts has nine tenths of the room, so that what runs can still be completed.
    static long part(Kind kind, long most) {
        return switch (kind) {
            case STARTED -> most - most / 10;
            case COMPLETED -> most;
        };
    }

    @Nullable
    Item peek() {
        return items.peek();
    }

    @Nullable
    Item take() {
        Item item = items.poll();
        if (item != null) {
            left(item);
        }
        return item;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    int count() {
        return count.get();
    }

    long bytes() {
        return bytes.get();
    }
}
