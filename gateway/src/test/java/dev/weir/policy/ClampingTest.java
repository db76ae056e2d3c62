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
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Budgets;
import dev.weir.directory.Budgets.Holder;
import dev.weir.identity.Moment;
import dev.weir.meter.Calibration;
import dev.weir.meter.PriceCatalogue;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The team has 60 cents left and no call that runs. gpt-5.5 says 128,000 tokens at most, which are 3.84 dollars.
class ClampingTest {

    private static final long LEFT = 600_000_000L;

    private final Moment clock = new Moment();
    private final Budget budget = new Budget(
            Scope.TEAM, "red", Period.TOTAL, OptionalLong.of(LEFT), OptionalLong.empty(), List.of(), List.of(), true);

    /// Has what the account's limit is, and grants once whatever fits.
    private static final class Purse implements Ledger {
        private long reserved;

        @Override
        public Optional<Answer> reserveAtOnce(String call, List<Part> parts) {
            return Optional.empty();
        }

        @Override
        public Answer reserve(String call, List<Part> parts, Duration patience) {
            for (Part part : parts) {
                if (part.amount() > part.account().limit()) {
                    return new Answer.Lacking(part.account(), part.account().limit(), 0);
                }
            }
            reserved = parts.getFirst().amount();
            return new Answer.Reserved();
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
            return new Balance(0, 0, 0);
        }
    }

    private final Purse purse = new Purse();

    private Entry enter(Operation operation, String path, String body) throws Exception {
        Call call = Calls.of(operation, path, body).with(Plan.of(new Target("openai", "gpt-5.5")));
        var budgets = new Budgets(Map.of(new Holder(Scope.TEAM, "red"), List.of(budget)));
        var quoting = new Quoting(PriceCatalogue::builtIn, _ -> "openai", new Calibration(), clock);
        return switch (new Budgeting(purse, quoting, () -> budgets, () -> Unpriced.FLAG, clock, () -> 0).enter(call)) {
            case Entry.Slow(var decide) -> decide.call();
            case Entry entry -> entry;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "RESPONSES; /v1/responses; {'model':'gpt-5.5','input':'hello'}; max_output_tokens",
                "RESPONSES; /v1/responses; {'model':'gpt-5.5','input':'hello','max_output_tokens':64000};"
                        + " max_output_tokens",
                "CHAT; /v1/chat/completions; {'model':'gpt-5.5','messages':[]}; max_completion_tokens",
                "CHAT; /v1/chat/completions; {'model':'gpt-5.5','messages':[],'max_tokens':32000}; max_tokens",
            })
    void lowersTheOutputToWhatTheRestPaysForAlsoWhereACallSaysNoLimit(
            Operation operation, String path, String body, String limit) throws Exception {
        Entry entry = enter(operation, path, body.replace('\'', '"'));

        assertThat(entry).isInstanceOf(Entry.Passed.class);
        Call next = ((Entry.Passed) entry).next();
        long tokens = next.request().number(limit).orElseThrow();
        assertThat(next.tab().notices().first("x-weir-clamped")).contains(Long.toString(tokens));
        assertThat(tokens).isBetween(19_900L, 20_000L);
        assertThat(purse.reserved).isBetween(LEFT - LEFT / 1_000, LEFT);
    }

    @Test
    void refusesWhatIsTooLongForTheRest() throws Exception {
        String input = "many words ".repeat(25_000);

        Entry entry =
                enter(Operation.RESPONSES, "/v1/responses", "{\"model\":\"gpt-5.5\",\"input\":\"" + input + "\"}");

        assertThat(entry).isInstanceOf(Entry.Refused.class);
        assertThat(((Entry.Refused) entry).problem().kind()).isEqualTo(Kind.BUDGET_EXHAUSTED);
        assertThat(((Entry.Refused) entry).problem().detail()).contains("team:red:total", "0.6 USD left");
    }
}
