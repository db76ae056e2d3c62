package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Asked;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.call.Target;
import dev.weir.config.Leaving;
import dev.weir.config.Passes;
import dev.weir.config.Routing;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Address;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.route.Router.Planned;
import dev.weir.route.Snapshot.Pattern;
import dev.weir.wire.format.Envelope;
import dev.weir.wire.http.Headers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

    private static final Snapshot SNAPSHOT = new Snapshot(
            "1",
            Map.of("openai", provider("openai"), "azure-eu", provider("azure-eu")),
            Map.of(),
            Map.of("azure", "azure-eu"),
            Map.of(
                    "gpt-4o",
                    Leaf.of("openai", Optional.empty()),
                    "fast",
                    Leaf.of("azure-eu", Optional.of("gpt-5-mini"))),
            List.of(
                    Pattern.of("gpt-5*-mini", Leaf.of("azure-eu", Optional.empty())),
                    Pattern.of("gpt-*", Leaf.of("openai", Optional.empty()))),
            Routing.DEFAULT,
            Map.of());

    private final Router router = new Router(
            new Healths(InstantSource.system(), System::nanoTime), new Seats(System::nanoTime), new Random(7));

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,            '',           openai,   gpt-4o",
        "gpt-9,             '',           openai,   gpt-9",
        "gpt-5.5-mini,      '',           azure-eu, gpt-5.5-mini",
        "fast,              '',           azure-eu, gpt-5-mini",
        "anything,          azure-eu,     azure-eu, anything",
        "anything,          azure,        azure-eu, anything",
        "anything,          @azure-eu,    azure-eu, anything",
        "@azure-eu/some/id, '',           azure-eu, some/id",
        "@azure-eu/x,       openai,       azure-eu, x"
    })
    void plansTheProviderThatIsNamedElseThatOfTheModel(String model, String header, String provider, String upstream) {
        Headers headers = header.isEmpty() ? Headers.NONE : Headers.of("x-portkey-provider", header);

        assertThat(plan(headers, "{\"model\":\"" + model + "\"}"))
                .isInstanceOfSatisfying(
                        Planned.Ready.class,
                        ready -> assertThat(ready.plan().targets()).containsExactly(new Target(provider, upstream)));
    }

    @Test
    void saysWhatThereIsWhenAProviderIsUnknown() {
        assertThat(refusal(Headers.of("x-portkey-provider", "opnai"), "{\"model\":\"m\"}"))
                .isEqualTo(
                        new Problem(Kind.PROVIDER_UNKNOWN, "no provider is named opnai; there are [azure-eu, openai]"));
    }

    @Test
    void saysTheModelTheWayThatClaudeCodeLooksForIt() {
        assertThat(refusal(Headers.NONE, "{\"model\":\"claude-9\"}").detail()).startsWith("model: claude-9 ");
    }

    @Test
    void refusesAnOperationThatTheProviderDoesNotHave() {
        Planned planned = plan(Operation.COUNT_TOKENS, Headers.NONE, "{\"model\":\"gpt-4o\"}");

        assertThat(planned)
                .isInstanceOfSatisfying(
                        Planned.Refused.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(Kind.FORMAT_UNSUPPORTED));
    }

    @Test
    void plansAChatThatTheProviderHasInAnotherFormat() {
        Planned planned = plan(Operation.MESSAGES, Headers.NONE, "{\"model\":\"gpt-4o\"}");

        assertThat(planned).isInstanceOf(Planned.Ready.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"model\":null}", "{\"model\":7}", "{\"model\":\"\"}"})
    void refusesARequestWithoutAModel(String body) {
        assertThat(refusal(Headers.NONE, body).kind()).isEqualTo(Kind.FIELD_INVALID);
    }

    @Test
    void s_ssrf_1_takesNoHostFromACallerThatNoOperatorAllowed() {
        for (String host : List.of("https://evil.example.com/v1", "http://169.254.169.254", "not an address")) {
            Problem problem = refusal(Headers.of("x-portkey-custom-host", host), "{\"model\":\"gpt-4o\"}");

            assertThat(problem.kind()).isIn(Kind.FIELD_NOT_ALLOWED, Kind.FIELD_INVALID);
        }
    }

    private Planned plan(Headers headers, String body) {
        return plan(Operation.CHAT, headers, body);
    }

    private Planned plan(Operation operation, Headers headers, String body) {
        var asked = new Asked(operation, Envelope.OWN, Calls.shape(body).model(), false);
        return router.plan(
                SNAPSHOT, new Asking(asked, "red", "/v1", headers, Calls.shape(body)), new Trace.Unwritten());
    }

    private Problem refusal(Headers headers, String body) {
        return ((Planned.Refused) plan(headers, body)).problem();
    }

    private static Provider provider(String name) {
        return new Provider(
                name,
                "openai",
                new Address(true, name + ".test", 443),
                Map.of(Operation.CHAT, Service.of(Operation.CHAT, "/v1/chat/completions")),
                Headers.NONE,
                Passes.BY_DEFAULT,
                Leaving.CANCEL,
                new CredentialPool(List.of(), InstantSource.system()));
    }
}
