package dev.weir.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.OutboxSource;
import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.identity.Moment;
import dev.weir.store.AwayBooks;
import dev.weir.store.Books;
import dev.weir.store.Books.Due;
import dev.weir.store.Books.Writer;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Unit;
import dev.weir.store.MemoryBooks;
import dev.weir.store.MemoryDocumentStore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LostGatewaysTest {

    private static final Account RED = new Account(
            "team:red:total/total/usd",
            1_000_000_000_000L,
            Unit.NANO_USD,
            new Opening("team", "red", "*", LocalDate.of(2026, 11, 1)));

    private final Moment clock = new Moment();
    private final AwayBooks books = new AwayBooks(new MemoryBooks(clock::millis));
    private final MemoryDocumentStore documents = new MemoryDocumentStore();
    private final LostGateways here = new LostGateways(books, documents, clock);
    private final LostGateways elsewhere = new LostGateways(books, documents, clock);

    private List<AuditRecord> records() {
        return new OutboxSource("outbox", documents, List.of("audit"))
                .find(0, 100)
                .records();
    }

    @Test
    void tellsOnceOfAGatewayThatIsLost() {
        Writer lost = books.begin("disk-7").writer();
        Writer alive = books.begin("disk-8").writer();
        Instant heard = clock.instant();
        books.draw(lost, RED, 2_500_000_000L, 1_000_000_000);
        books.draw(alive, RED, 1, 1_000_000_000);
        here.look();
        assertThat(records()).isEmpty();

        clock.pass(Books.LIFE);
        books.renew(alive);
        books.away(true);
        here.look();
        books.away(false);
        here.look();
        elsewhere.look();
        here.look();

        assertThat(records()).singleElement().satisfies(record -> {
            assertThat(record.kind()).isEqualTo(Kind.GATEWAY_LOST);
            assertThat(record.id()).isEqualTo("gateway_lost/disk-7/1");
            assertThat(record.end().why()).contains(heard.toString());
            assertThat(record.change()).hasValueSatisfying(change -> {
                assertThat(change.kind()).isEqualTo("gateway");
                assertThat(change.id()).isEqualTo("disk-7");
                assertThat(change.before()).contains("\"usd\":\"2.5");
                assertThat(change.after()).isEmpty();
            });
        });
        assertThat(here.told() + elsewhere.told()).isEqualTo(1);
        assertThat(books.due()).extracting(Due::key).containsExactly("gateway_lost/disk-7/1");
    }

    @Test
    void sendsAnAlertThatSaysWhatItHeld() {
        Writer lost = books.begin("disk-7").writer();
        books.draw(lost, RED, 2_500_000_000L, 1_000_000_000);
        clock.pass(Books.LIFE);
        here.look();

        JsonNode alert = JsonMapper.shared().readTree(books.due().getFirst().json());
        assertThat(alert.path("type").asString()).isEqualTo("gateway_lost");
        assertThat(alert.path("gateway").asString()).isEqualTo("disk-7");
        assertThat(alert.path("holds").path(0).path("account").asString()).isEqualTo(RED.name());
    }

    @Test
    void tellsAgainWhenItIsLostAnotherTime() {
        books.draw(books.begin("disk-7").writer(), RED, 5, 1_000_000_000);
        clock.pass(Books.LIFE);
        here.look();
        books.begin("disk-7");
        clock.pass(Books.LIFE);

        here.look();

        assertThat(records())
                .extracting(AuditRecord::id)
                .containsExactly("gateway_lost/disk-7/1", "gateway_lost/disk-7/2");
    }
}
