package dev.weir.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Filter.Entry;
import dev.weir.call.Operation;
import dev.weir.call.Plan;
import dev.weir.call.Principal;
import dev.weir.call.ResponseFilter.Verdict;
import dev.weir.call.Target;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptAtProvidersTest {

    private static final String ASKS = "{\"model\":\"gpt-5\",\"input\":\"hello\"}";
    private static final String CONTINUES = "{\"model\":\"gpt-5\",\"previous_response_id\":\"resp_1\"}";

    private final KeptAtProviders filter = new KeptAtProviders();

    @Test
    void takesAnIdFromTheTeamThatWasToldItAndPinsWhereItIsKept() {
        answered("red", ASKS, "{\"id\":\"resp_1\",\"conversation\":{\"id\":\"conv_1\"},\"output\":[]}");

        assertThat(pinned(enter("red", CONTINUES))).isEqualTo("openai with second");
        assertThat(pinned(enter("red", "{\"model\":\"gpt-5\",\"conversation\":{\"id\":\"conv_1\"}}")))
                .isEqualTo("openai with second");
        assertThat(pinned(enter("red", "{\"model\":\"gpt-5\",\"conversation\":\"conv_1\"}")))
                .isEqualTo("openai with second");
    }

    @Test
    void refusesTheIdOfAnotherTeamAndOneThatNobodyWasTold() {
        answered("red", ASKS, "{\"id\":\"resp_1\"}");

        assertThat(refusal(enter("blue", CONTINUES)).kind()).isEqualTo(Kind.RESOURCE_NOT_OWNED);
        assertThat(refusal(enter("red", CONTINUES.replace("resp_1", "resp_2"))).detail())
                .isEqualTo("/previous_response_id: resp_2 was not made through here by your team with this model; send"
                        + " the conversation itself");
    }

    @Test
    void knowsAnIdBeforeItsClientDoes() {
        var answer = ((Entry.Passed) enter("red", ASKS)).answer().orElseThrow();
        answer.begins(new Target("openai", "gpt-5"), "first");
        assertThat(forwarded(answer.piece("{\"id\":\"resp_0\",".getBytes(UTF_8))))
                .isEmpty();
        answer.begins(new Target("openai", "gpt-5"), "second"); // another one after the first was given up
        byte[] whole = "{\"id\":\"resp_1\"}".getBytes(UTF_8);

        assertThat(forwarded(answer.piece(whole))).isEmpty();
        assertThat(refusal(enter("red", CONTINUES)).kind()).isEqualTo(Kind.RESOURCE_NOT_OWNED);
        assertThat(forwarded(answer.end())).isEqualTo(whole);

        assertThat(pinned(enter("red", CONTINUES))).isEqualTo("openai with second");
    }

    @Test
    void learnsFromAStreamAsItBegins() {
        answered("red", ASKS, """
                event: response.created
                data: {"type":"response.created","response":{"id":"resp_1"}}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","delta":"cut off here
                """);

        assertThat(enter("red", CONTINUES)).isInstanceOf(Entry.Passed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"resp_9\",\"prompt\":{\"id\":\"resp_1\"}}",
                "{\"id\":\"resp_9\",\"output\":[{\"id\":\"resp_1\"}],\"metadata\":{\"id\":\"resp_1\"}}",
                "{\"id\":\"resp_9\",\"previous_response_id\":\"resp_1\"}",
                "not json \"id\":\"resp_1\""
            })
    void learnsNothingFromWhatACallerOrAModelCanWrite(String answer) {
        answered("blue", ASKS, answer);

        assertThat(refusal(enter("blue", CONTINUES)).kind()).isEqualTo(Kind.RESOURCE_NOT_OWNED);
    }

    @Test
    void refusesWhatIsKeptElsewhereThanTheModelIs() {
        answered("red", ASKS, "{\"id\":\"resp_1\"}");
        Call elsewhere = call("red", CONTINUES).with(Plan.of(new Target("azure", "gpt-5")));

        assertThat(refusal(filter.enter(elsewhere)).kind()).isEqualTo(Kind.RESOURCE_NOT_OWNED);
    }

    @Test
    void looksAtNoAnswerOfWhichNothingIsKept() {
        Entry.Passed passed = (Entry.Passed) enter("red", "{\"model\":\"gpt-5\",\"store\":false,\"input\":\"hello\"}");

        assertThat(passed.answer()).isEmpty();
    }

    @Test
    void refusesToWorkInTheBackground() {
        assertThat(refusal(enter("red", "{\"model\":\"gpt-5\",\"background\":true}"))
                        .kind())
                .isEqualTo(Kind.FIELD_NOT_ALLOWED);
        assertThat(enter("red", "{\"model\":\"gpt-5\",\"background\":false}")).isInstanceOf(Entry.Passed.class);
    }

    private void answered(String team, String body, String answer) {
        var passed = (Entry.Passed) enter(team, body);
        var reader = passed.answer().orElseThrow();
        reader.begins(new Target("openai", "gpt-5"), "second");
        var heard = new ByteArrayOutputStream();
        for (byte one : answer.getBytes(UTF_8)) {
            heard.writeBytes(forwarded(reader.piece(new byte[] {one})));
        }
        heard.writeBytes(forwarded(reader.end()));
        assertThat(heard.toString(UTF_8)).isEqualTo(answer);
    }

    private static byte[] forwarded(Verdict verdict) {
        return ((Verdict.Forward) verdict).bytes();
    }

    private Entry enter(String team, String body) {
        return filter.enter(call(team, body));
    }

    private static Call call(String team, String body) {
        Call plain = Calls.of(Operation.RESPONSES, "/v1/responses", body);
        return new Call(
                plain.id(),
                new Principal(team, team, team, Set.of()),
                plain.asked(),
                plain.words(),
                plain.target(),
                plain.headers(),
                plain.request(),
                Plan.of(new Target("openai", "gpt-5")),
                plain.tab());
    }

    private static String pinned(Entry entry) {
        Plan plan = ((Entry.Passed) entry).next().plan();
        Optional<String> credential = plan.credential();
        return plan.targets().getFirst().provider() + " with " + credential.orElse("any");
    }

    private static Problem refusal(Entry entry) {
        return ((Entry.Refused) entry).problem();
    }
}
