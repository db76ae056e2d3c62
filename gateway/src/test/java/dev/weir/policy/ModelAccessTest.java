package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Access;
import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Filter.Entry;
import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Principal;
import dev.weir.call.Standing;
import dev.weir.call.Step;
import dev.weir.call.Tab;
import dev.weir.call.Target;
import dev.weir.config.TargetSettings;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ModelAccessTest {

    private static final Standing HAIKU_ALONE =
            new Standing(List.of(new Access(List.of(), List.of("claude-haiku-*"))), List.of(), "");

    private static Entry entered(Standing standing, String members) {
        return entered(standing, members, TargetSettings.NONE);
    }

    private static Entry entered(Standing standing, String members, TargetSettings settings) {
        Call plain = Calls.of(
                Operation.MESSAGES,
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[]" + members + "}");
        var target = new Target("anthropic", "claude-haiku-4-5");
        return new ModelAccess()
                .enter(new Call(
                        "req_1",
                        new Principal("ci", "ci", "red", Set.of(), standing),
                        plain.asked(),
                        plain.words(),
                        plain.target(),
                        plain.headers(),
                        plain.request(),
                        new Plan(List.of(new Step(target, "config", settings, List.of()))),
                        new Tab()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"fallbacks\":[{\"model\":\"claude-haiku-4-5\"},{\"model\":\"claude-fable-5\"}]",
                ",\"fallbacks\":[{}]",
                ",\"fallbacks\":\"default\"",
                ",\"tools\":[{\"name\":\"a\"},{\"type\":\"advisor_20260301\",\"name\":\"advisor\",\"model\":\"claude-fable-5\"}]",
                ",\"t\\u006fols\":[{\"type\":\"advisor_20260301\",\"name\":\"advisor\",\"model\":\"claude-fable-5\"}]",
                ",\"tools\":[{\"t\\u0079pe\":\"advisor_20260301\",\"name\":\"advisor\",\"model\":\"claude-fable-5\"}]",
                ",\"tools\":[{\"type\":\"\\u0061dvisor_20260301\",\"name\":\"advisor\",\"model\":\"claude-fable-5\"}]"
            })
    void s_az_7_asksForNoModelThatIsForbiddenByWayOfTheProvider(String members) {
        Entry entry = entered(HAIKU_ALONE, members);

        assertThat(entry).isInstanceOf(Entry.Refused.class);
        Problem problem = ((Entry.Refused) entry).problem();
        assertThat(problem.kind()).isEqualTo(Kind.MODEL_NOT_ALLOWED);
        assertThat(problem.detail()).contains("red");
        assertThat(entered(Standing.FREE, members)).as("whoever may use all").isInstanceOf(Entry.Passed.class);
    }

    @Test
    void letsTheProviderAskWhatTheTeamMayUse() {
        assertThat(entered(
                        HAIKU_ALONE,
                        ",\"fallbacks\":[{\"model\":\"claude-haiku-5-5\"}],"
                                + "\"tools\":[{\"type\":\"advisor_20260301\",\"model\":\"claude-haiku-4-5\"}]"))
                .isInstanceOf(Entry.Passed.class);
        assertThat(entered(HAIKU_ALONE, ",\"fallbacks\":null")).isInstanceOf(Entry.Passed.class);
        assertThat(entered(HAIKU_ALONE, "")).isInstanceOf(Entry.Passed.class);
    }

    @Test
    void s_az_7_looksAtTheRequestAsTheTargetIsAskedIt() {
        var overriding = new TargetSettings(
                Map.of("fallbacks", JsonMapper.shared().readTree("[{\"model\":\"claude-fable-5\"}]")),
                TargetSettings.NONE.retry(),
                TargetSettings.NONE.requestTimeout(),
                TargetSettings.NONE.forwardHeaders(),
                TargetSettings.NONE.customHost());

        assertThat(entered(HAIKU_ALONE, "", overriding)).isInstanceOf(Entry.Refused.class);
        assertThat(entered(HAIKU_ALONE, ",\"fallbacks\":null", TargetSettings.NONE))
                .isInstanceOf(Entry.Passed.class);
    }
}
