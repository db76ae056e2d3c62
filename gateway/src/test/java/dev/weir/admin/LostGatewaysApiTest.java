package dev.weir.admin;

import static dev.weir.admin.AdminWorld.code;
import static dev.weir.admin.AdminWorld.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Books;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Unit;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LostGatewaysApiTest {

    private static final Account TOKENS = new Account(
            "team:red:total/total/tokens",
            1_000,
            Unit.TOKENS,
            new Opening("team", "red", "*", LocalDate.of(2026, 11, 1)));

    private final AdminWorld world = new AdminWorld();

    @Test
    void showsWhatLostGatewaysHoldAndGivesItBackOnRequest() {
        Books.Writer lost = world.books.begin("disk 7/a").writer();
        world.books.draw(lost, TOKENS, 400, 1_000);
        assertThat(json(world.ask("GET", "/gateways/lost", "")).path("count").asInt())
                .isZero();

        world.clock.pass(Books.LIFE);

        JsonNode shown =
                json(world.ask("GET", "/gateways/lost", "")).path("items").path(0);
        assertThat(shown.path("gateway").asString()).isEqualTo("disk 7/a");
        assertThat(shown.path("holds").path(0).path("tokens").asLong()).isEqualTo(400);
        JsonNode released = json(world.ask("POST", "/gateways/lost/disk%207%2Fa/release", ""));
        assertThat(released.path("holds")).isEqualTo(shown.path("holds"));
        assertThat(world.books.balance(TOKENS).lapsed()).isZero();
        assertThat(world.store.outbox(0, 10).getLast().event().json())
                .contains("gateway.release", "\"before\":{\"gateway\":\"disk 7/a\"");
        assertThat(code(world.ask("POST", "/gateways/lost/disk%207%2Fa/release", "")))
                .isEqualTo("404 document_unknown");
    }
}
