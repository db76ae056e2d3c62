package dev.weir.alert;

import dev.weir.meter.Dollars;
import dev.weir.store.Books;
import dev.weir.store.Books.Lost;
import dev.weir.store.Change;
import dev.weir.store.DocumentStore;
import dev.weir.store.Event;
import dev.weir.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Sees to it that a gateway that is not heard of any more, and holds a part of somebody's budget, is told once: with a
/// record in the audit trail, which stands for those of its calls that are missing there until its journal turns up,
/// and with an alert. Whichever gateway notices it, the record and the alert have the same id.
public final class LostGateways implements AutoCloseable {

    /// What records and alerts of it are called.
    public static final String KIND = "gateway_lost";

    /// How the names of accounts end whose unit are nano-dollars.
    private static final String MONEY = "/usd";

    private static final Logger LOG = LoggerFactory.getLogger(LostGateways.class);
    private static final Duration BETWEEN = Duration.ofSeconds(15);

    private final Books books;
    private final DocumentStore outbox;
    private final InstantSource clock;
    private final Set<String> known = new HashSet<>();
    private final AtomicLong told = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);

    public LostGateways(Books books, DocumentStore outbox, InstantSource clock) {
        this.books = books;
        this.outbox = outbox;
        this.clock = clock;
    }

    public void start() {
        Thread.ofVirtual().name("lost-gateways").start(this::run);
    }

    private void run() {
        try {
            while (!closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the store.
    void look() {
        try {
            for (Lost lost : books.lost()) {
                String key = "%s/%s/%d".formatted(KIND, lost.gateway(), lost.fence());
                if (!known.contains(key)) {
                    tell(key, lost);
                    known.add(key);
                }
            }
        } catch (StoreUnavailable away) {
            LOG.atWarn()
                    .addKeyValue("why", String.valueOf(away.getMessage()))
                    .log("lost gateways cannot be looked for");
        } catch (RuntimeException failure) {
            LOG.atError().setCause(failure).log("lost gateways could not be looked for; it is tried again");
        }
    }

    /// First the record: should this process end behind it, the next one that notices writes it again, with the same
    /// id.
    private void tell(String key, Lost lost) {
        if (books.isSaid(key)) {
            return;
        }
        Instant now = clock.instant();
        outbox.commit(Change.only(event(key, lost, now), lost.gateway()));
        String alert = json(key, lost, now).toString();
        if (books.once(key, alert)) {
            told.incrementAndGet();
            LOG.atError()
                    .addKeyValue("gateway", lost.gateway())
                    .addKeyValue("since", lost.heard())
                    .log("a gateway is lost; what it holds counts as spent until its journal turns up");
        }
    }

    private static Event event(String key, Lost lost, Instant now) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("event_id", key)
                .put("kind", KIND)
                .put("action", "gateway.lost")
                .put("decision", "allowed")
                .put("why", "it was not heard of since " + lost.heard());
        json.putObject("target").put("kind", "gateway").put("id", lost.gateway());
        json.set("before", json(lost));
        return new Event(key, now, json.toString());
    }

    private static ObjectNode json(String key, Lost lost, Instant now) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("type", KIND).put("id", key);
        json.setAll(json(lost));
        return json.put("timestamp", now.toString());
    }

    /// What it holds.
    public static ObjectNode json(Lost lost) {
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("gateway", lost.gateway())
                .put("heard_at", lost.heard().toString());
        ArrayNode holds = json.putArray("holds");
        lost.leases().forEach((account, amount) -> {
            ObjectNode one = holds.addObject().put("account", account);
            if (account.endsWith(MONEY)) {
                one.put("usd", Dollars.text(amount));
            } else {
                one.put("tokens", amount);
            }
        });
        return json;
    }

    /// How many this process was the one to tell of.
    public long told() {
        return told.get();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
