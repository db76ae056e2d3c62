package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Filter.Entry;
import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Target;
import dev.weir.config.Unpriced;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.ModelCap;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.directory.Budgets.Holder;
import dev.weir.identity.Moment;
import dev.weir.meter.Calibration;
import dev.weir.meter.Dollars;
import dev.weir.meter.PriceCatalogue;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The clock stands at noon of the first of March 2026.
class PreviewTest {

    private static final long DOLLAR = 1_000_000_000L;

    private final Moment clock = new Moment();
    private final Noting ledger = new Noting();
    private final Budget budget = new Budget(
            Scope.TEAM,
            "red",
            Period.MONTHLY,
            OptionalLong.of(10 * DOLLAR),
            OptionalLong.of(1_000_000),
            List.of(new ModelCap("gpt-*", DOLLAR / 1000), new ModelCap("claude-*", DOLLAR)),
            List.of(),
            true);
    private Budgets budgets = new Budgets(Map.of(new Holder(Scope.TEAM, "red"), List.of(budget)));
    private Unpriced unpriced = Unpriced.FLAG;
    private PriceCatalogue prices = PriceCatalogue.builtIn();

    /// Grants everything and notes it down.
    private static final class Noting implements Ledger {
        final List<Part> reserved = new ArrayList<>();

        @Override
        public Optional<Answer> reserveAtOnce(String call, List<Part> parts) {
            reserved.addAll(parts);
            return Optional.of(new Answer.Reserved());
        }

        @Override
        public Answer reserve(String call, List<Part> parts, Duration patience) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Answer enlarge(String call, List<Part> more) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sent(String call) {}

        @Override
        public void settle(String call, List<Part> real) {}

        @Override
        public Balance balance(Account account) {
            return new Balance(DOLLAR / 2000, DOLLAR / 4000, 0);
        }
    }

    private Quoting quoting() {
        return new Quoting(() -> prices, _ -> "openai", new Calibration(), clock);
    }

    private static Call chat(String body) {
        return Calls.of(Operation.CHAT, "/v1/chat/completions", body).with(Plan.of(new Target("openai", "gpt-5.4")));
    }

    private JsonNode preview(Call call) {
        var drafts = new Drafts(quoting(), () -> budgets, () -> unpriced, clock);
        return new Preview(drafts, ledger::balance)
                .of(call.principal(), call.headers(), call.operation(), call.request(), call.plan());
    }

    private Entry enter(Call call) {
        return new Budgeting(ledger, quoting(), () -> budgets, () -> unpriced, clock, System::nanoTime).enter(call);
    }

    private static String amount(JsonNode one) {
        String amount = one.has("reserves_usd")
                ? one.path("reserves_usd").stringValue("")
                : one.path("reserves_tokens").asString();
        return one.path("account").stringValue("") + " " + amount;
    }

    private static String amount(Ledger.Part part) {
        String amount = switch (part.account().unit()) {
            case NANO_USD -> Dollars.text(part.amount());
            case TOKENS -> Long.toString(part.amount());
        };
        return part.account().name() + " " + amount;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"gpt-5.4\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"max_tokens\":100}",
                "{\"model\":\"gpt-5.4\",\"messages\":[{\"role\":\"user\",\"content\":\"Grüße, 世界 🌍\"}],\"n\":3}",
                "{\"model\":\"gpt-5.4\",\"service_tier\":\"flex\",\"max_completion_tokens\":32000,\"stream\":true}",
                "{\"model\":\"gpt-5.4\"}"
            })
    void saysToTheNanoDollarWhatACallPutsAside(String body) {
        Call call = chat(body);

        JsonNode preview = preview(call);
        Entry entry = enter(call);

        assertThat(entry).isInstanceOf(Entry.Passed.class);
        assertThat(ledger.reserved).hasSize(3);
        assertThat(preview.path("budgets").valueStream().map(PreviewTest::amount))
                .containsExactlyElementsOf(
                        ledger.reserved.stream().map(PreviewTest::amount).toList());
        assertThat(((Entry.Passed) entry).next().tab().notices().first("x-weir-reserved"))
                .contains(preview.path("reserved_usd").stringValue(""));
    }

    @Test
    void saysOfWhichTargetsAtWhichPricesAndWhetherItFits() {
        JsonNode preview = preview(chat("{\"model\":\"gpt-5.4\",\"max_tokens\":100,\"messages\":[]}"));

        JsonNode target = preview.path("targets").path(0);
        assertThat(target.path("target").stringValue("")).isEqualTo("openai/gpt-5.4");
        assertThat(target.path("output_tokens").longValue()).isEqualTo(100);
        assertThat(target.path("price").stringValue("")).isNotBlank();
        assertThat(target.path("most_usd").stringValue(""))
                .isEqualTo(preview.path("reserved_usd").stringValue(""));
        assertThat(preview.path("budgets")
                        .valueStream()
                        .map(one -> one.path("account").stringValue("") + " " + one.path("fits")))
                .containsExactly(
                        "team:red:monthly/2026-03/usd true",
                        "team:red:monthly/2026-03/tokens true",
                        "team:red:monthly/2026-03/model/gpt-*/usd false");
        assertThat(preview.path("budgets").path(2).path("left_usd").stringValue(""))
                .isEqualTo("0.00025");
        assertThat(preview.path("fits").booleanValue()).isFalse();
        assertThat(ledger.reserved).isEmpty();
    }

    @Test
    void refusesWhatWouldBeRefusedBecauseNobodyKnowsItsPrice() {
        Call call = chat("{\"model\":\"gpt-5.4\"}").with(Plan.of(new Target("openai", "house-model")));

        assertThat(preview(call).path("refused").path("code").stringValue("")).isEqualTo("model_unpriced");
        assertThat(enter(call))
                .isInstanceOfSatisfying(
                        Entry.Refused.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.MODEL_UNPRICED));
        budgets = Budgets.NONE;
        assertThat(preview(call).path("targets").path(0).path("unpriced").booleanValue())
                .isTrue();
        assertThat(enter(call)).isInstanceOf(Entry.Passed.class);
        unpriced = Unpriced.REFUSE;
        assertThat(preview(call).path("refused").path("code").stringValue("")).isEqualTo("model_unpriced");
        assertThat(enter(call)).isInstanceOf(Entry.Refused.class);
    }

    @Test
    void takesNothingForCountingTokens() {
        JsonNode preview =
                preview(Calls.of(Operation.COUNT_TOKENS, "/v1/messages/count_tokens", "{\"model\":\"gpt-5.4\"}"));

        assertThat(preview.path("reserved_usd").stringValue("")).isEqualTo("0");
        assertThat(preview.path("budgets")).isEmpty();
    }
}
