package dev.weir.adapters.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for what other gateways announce, on a connection and a thread of its own. While the database is away it
/// hears nothing and comes back by itself, not all gateways at the same time.
final class Announcements implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final int LISTEN_MILLIS = 2_000;

    private final PGSimpleDataSource source;
    private final Runnable heard;
    private final CountDownLatch closed = new CountDownLatch(1);

    Announcements(PGSimpleDataSource source, Runnable heard) {
        this.source = source;
        this.heard = heard;
    }

    void start() {
        Thread.ofPlatform().name("announcements").daemon().start(this::run);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        try {
            do {
                listen();
            } while (!closed.await(ThreadLocalRandom.current().nextInt(500, 3_000), TimeUnit.MILLISECONDS));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (Connection connection = source.getConnection()) {
            Postgres.execute(connection, "listen " + Postgres.CHANNEL);
            heard.run(); // what was announced while nobody listened
            PGConnection listening = connection.unwrap(PGConnection.class);
            while (closed.getCount() > 0) {
                if (listening.getNotifications(LISTEN_MILLIS).length > 0) {
                    heard.run();
                }
            }
        } catch (SQLException away) {
            LOG.atWarn()
                    .addKeyValue("why", String.valueOf(away.getMessage()))
                    .log("changes of other gateways are not announced; they are looked for instead");
        }
    }
}
