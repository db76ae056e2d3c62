package dev.weir.policy;

import static dev.weir.policy.BudgetingWorld.CENT;
import static dev.weir.policy.BudgetingWorld.OUTPUT;
import static dev.weir.policy.BudgetingWorld.SONNET;
import static dev.weir.policy.BudgetingWorld.counted;
import static dev.weir.policy.BudgetingWorld.ends;
import static dev.weir.policy.BudgetingWorld.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Filter.Entry;
import dev.weir.call.Line;
import dev.weir.call.Tab;
import dev.weir.call.Target;
import dev.weir.call.Work;
import dev.weir.call.Work.Charge;
import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Scope;
import dev.weir.wire.chat.Leg;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.On;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is booked of attempts, however they ended. claude-sonnet-4-6 costs 3 dollars for a million tokens of input and
/// 15 for output.
class ChargingTest {

    private final BudgetingWorld world = new BudgetingWorld();

    @Test
    void paysForSearchesAlsoWhereNobodyKnowsTheirPrice() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);
        String body = """
                {"max_tokens":100,"tools":[{"type":"web_search_20260209","name":"web_search","max_uses":4}],"messages":[]}""";
        var nova = new Target("bedrock", "global.amazon.nova-pro-v1:0");

        Entry.Passed known = world.passed(world.call(body, SONNET));
        assertThat(world.balance(team).reserved()).isBetween(4 * CENT, 5 * CENT);
        ends(known, SONNET, new Work(Charge.COUNTED, usage(0, 0).withSearches(3), 0, 0, true));
        Entry.Passed unknown = world.passed(world.call(body, nova));
        assertThat(world.balance(team).reserved()).isBetween(14 * CENT, 15 * CENT);
        ends(unknown, nova, new Work(Charge.COUNTED, usage(0, 0).withSearches(1), 0, 0, true));

        assertThat(known.next().tab().money().billed()).hasValue(3 * CENT);
        assertThat(known.next().tab().money().estimated()).isEmpty();
        assertThat(unknown.next().tab().money().billed()).hasValue(7 * CENT / 2);
        assertThat(unknown.next().tab().money().estimated()).isEqualTo("search_unpriced");
    }

    @Test
    void saysThatAToolOfTheProvidersIsNotInTheCost() throws Exception {
        Entry.Passed passed = world.passed(world.call(1_000, SONNET));
        ends(passed, SONNET, new Work(Charge.COUNTED, usage(1_000, 200).withOthers(1), 800, 800, true));
        Entry.Passed cut = world.passed(world.call(1_000, SONNET));
        ends(cut, SONNET, new Work(Charge.SAID, usage(1_000, 0).withOthers(1), 300, 300, true));

        assertThat(passed.next().tab().money().billed()).hasValue(1_000 * 3_000 + 200 * OUTPUT);
        assertThat(passed.next().tab().money().estimated()).isEqualTo("tool_unpriced");
        assertThat(cut.next().tab().money().estimated()).isEqualTo("delivered_bytes/3 tool_unpriced");
    }

    @Test
    void s_bud_2_paysForEachLegWhatItsModelCosts() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);
        var legs = List.of(
                new Leg("", usage(10_000, 100)),
                new Leg("claude-haiku-4-5", usage(2_000, 50)),
                new Leg("of-no-price", usage(1, 1)));

        Entry.Passed passed = world.passed(world.call(1_000, SONNET));
        ends(passed, SONNET, new Work(Charge.COUNTED, usage(1_000, 200).withLegs(legs), 800, 800, true));

        long known = 11_000 * 3_000 + 300 * OUTPUT + 2_000 * 1_000 + 50 * 5_000;
        Tab tab = passed.next().tab();
        assertThat(tab.money().billed()).as("of one the price is not known").isEmpty();
        assertThat(tab.lines())
                .extracting(line -> line.target().model())
                .containsExactly("claude-sonnet-4-6", "claude-sonnet-4-6", "claude-haiku-4-5", "of-no-price");
        assertThat(tab.lines().stream().map(Line::usage).reduce(Usage.NONE, Usage::plus))
                .isEqualTo(usage(13_001, 351));
        assertThat(world.balance(team).spent()).isEqualTo(known);
    }

    @Test
    void s_bud_2_paysWhatTheTierCostsThatTheAnswerSays() throws Exception {
        world.budget(Scope.TEAM, "red", 100 * CENT, true);
        var gpt = new Target("openai", "gpt-5.4");
        var legs = List.of(new Leg("", usage(1_000, 0)));

        Entry.Passed passed =
                world.passed(world.call("{\"max_tokens\":1000,\"service_tier\":\"auto\",\"messages\":[]}", gpt));
        Usage used = usage(1_000, 100).withLegs(legs).on(new On("flex", ""));
        ends(passed, gpt, new Work(Charge.COUNTED, used, 400, 400, true));

        Tab tab = passed.next().tab();
        assertThat(tab.money().billed()).hasValue((2 * 1_000 * 2_500 + 100 * 15_000) / 2);
        assertThat(tab.money().price()).endsWith("?tier=flex&region=global");
        assertThat(tab.lines().getFirst().usage()).isEqualTo(usage(1_000, 100));
    }

    @Test
    void s_bud_2_paysForTheModelThatTookOverAndNotForTheOneThatWasPlanned() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);
        String body = """
                {"max_tokens":1000,"fallbacks":[{"model":"claude-haiku-4-5"}],"messages":[]}""";
        var legs = List.of(new Leg("claude-haiku-4-5", usage(100, 10)), new Leg("claude-sonnet-4-6", usage(90, 1)));

        Entry.Passed passed = world.passed(world.call(body, SONNET));
        assertThat(world.balance(team).reserved()).isGreaterThan(1_000 * (OUTPUT + 5_000));
        ends(passed, SONNET, new Work(Charge.COUNTED, Usage.NONE.withLegs(legs), 40, 40, true));

        assertThat(passed.next().tab().money().billed()).hasValue(100 * 1_000 + 10 * 5_000 + 90 * 3_000 + OUTPUT);
    }

    /// Said: 900 bytes, of which the client has 300.
    @ParameterizedTest
    @CsvSource({
        "COUNTED, 100, 50, '',                  1050000, 1050000",
        "SAID,    0,   0,  'delivered_bytes/3', -1,      -1",
        "SAID,    100, 0,  'delivered_bytes/3', 4800000, 1800000",
        "SAID,    100, 400,'delivered_bytes/3', 6300000, 1800000",
    })
    void s_bud_2_bookesACutAnswerAsItWasCountedOrAsItWasHeard(
            Charge charge, long input, long output, String rule, long billed, long delivered) throws Exception {
        world.budget(Scope.TEAM, "red", 100 * CENT, true);
        Entry.Passed passed = world.passed(world.call(1_000, SONNET));
        long heard = charge == Charge.COUNTED ? 900 : 300;

        ends(passed, SONNET, new Work(charge, usage(input, output), 900, heard, true));

        Tab tab = passed.next().tab();
        assertThat(tab.money().estimated()).isEqualTo(rule);
        if (billed >= 0) {
            assertThat(tab.money().billed()).hasValue(billed);
            assertThat(tab.money().delivered()).isEqualTo(delivered);
        } else { // nobody has said how much was read: as much as was put aside for it
            long bound = tab.lines().getFirst().usage().input();
            assertThat(tab.money().billed())
                    .hasValue(bound * 3_750 + 300 * OUTPUT); // as if all were written to a cache
        }
    }

    @Test
    void s_bud_3_bookesNothingLessThanNothingAndSaysThatItIsStrange() throws Exception {
        Budget team = world.budget(Scope.TEAM, "red", 100 * CENT, true);
        Entry.Passed passed = world.passed(world.call(1_000, SONNET));

        ends(passed, SONNET, counted(-5, Long.MAX_VALUE));

        assertThat(passed.next().tab().money().estimated()).isEqualTo("usage_suspect");
        assertThat(world.balance(team).spent()).isEqualTo(4_000 * OUTPUT);
    }
}
