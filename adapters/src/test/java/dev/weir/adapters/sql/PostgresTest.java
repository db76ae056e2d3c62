package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.DocumentStore;
import dev.weir.store.StoreUnavailable;
import dev.weir.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresTest implements DocumentStoreContract {

    private final List<Postgres> opened = new ArrayList<>();

    @Override
    public DocumentStore store() {
        return new SqlDocumentStore(open(PostgresServer.shared().database()));
    }

    private Postgres open(Postgres.Address address) {
        var postgres = new Postgres(address);
        opened.add(postgres);
        return postgres;
    }

    @AfterEach
    void close() {
        opened.forEach(Postgres::close);
    }

    @Test
    void startsManyAtOnceOnOneEmptyDatabase() throws Exception {
        Postgres.Address address = PostgresServer.shared().database();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Postgres>> starts = IntStream.range(0, 8)
                    .<Callable<Postgres>>mapToObj(_ -> () -> new Postgres(address))
                    .toList();
            for (Future<Postgres> one : threads.invokeAll(starts)) {
                opened.add(one.get());
            }
        }

        assertThat(opened).hasSize(8);
        assertThat(new SqlDocumentStore(opened.getFirst()).sequence()).isZero();
    }

    @Test
    void hearsWhatAnotherGatewayChanges() throws Exception {
        Postgres.Address address = PostgresServer.shared().database();
        var one = new SqlDocumentStore(open(address));
        var another = new SqlDocumentStore(open(address));
        var heard = new LinkedBlockingQueue<Long>();
        another.onChange(() -> heard.add(another.sequence()));

        // The listener may come later than the first change; then the next one is heard.
        long version = 0;
        Long seen = null;
        for (int i = 0; i < 50 && seen == null; i++) {
            one.commit(DocumentStoreContract.writing(
                    version == 0 ? Write.create(RED, "0") : Write.replace(RED, version, "" + version)));
            version++;
            seen = heard.poll(200, TimeUnit.MILLISECONDS);
        }

        assertThat(seen).isNotNull();
    }

    @Test
    void saysThatTheServerIsAwayAndGoesOnWhenItIsBack() {
        PostgresServer server = PostgresServer.ofItsOwn();
        var store = new SqlDocumentStore(open(server.database()));
        store.commit(DocumentStoreContract.writing(Write.create(RED, "1")));

        server.stop();

        assertThatThrownBy(() -> store.read(RED)).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> store.commit(DocumentStoreContract.writing(Write.replace(RED, 1, "2"))))
                .isInstanceOf(StoreUnavailable.class);

        server.start();

        assertThat(store.read(RED)).isPresent();
    }
}
