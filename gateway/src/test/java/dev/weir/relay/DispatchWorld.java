package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Call;
import dev.weir.call.Calls;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.Unserved;
import dev.weir.call.ResponseFilter;
import dev.weir.config.Leaving;
import dev.weir.config.Passes;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Address;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.provider.auth.AuthStyle;
import dev.weir.provider.auth.Proof;
import dev.weir.provider.auth.Proofs;
import dev.weir.store.Secret;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.http.Headers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A client and a provider with a gateway between them, on a loop whose clock stands still. The test speaks for both.
final class DispatchWorld {

    static final String CHAT = "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

    static final String STREAM = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

            : a comment
            data: {"choices":[{"index":0,"delta":{"content":"h\u00e9"},"finish_reason":null}],"usage":null}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

            data: {"choices":[],"usage":{"prompt_tokens":21,"completion_tokens":17,"prompt_tokens_details":{"cached_tokens":8}}}

            data: [DONE]

            """;

    static final Usage USED = new Usage(13, 8, CacheWrite.NONE, 17, 0);

    private static final Proof PROOF = new Proof.Key(AuthStyle.BEARER, new Secret("key-of-the-gateway"));

    final Loop loop = new Loop();
    final FakeClient client = new FakeClient();
    final FakeProvider provider = new FakeProvider();
    final List<Outcome> outcomes = new ArrayList<>();
    private final Credential credential = new Credential("first", 1, Proofs.kept(() -> Optional.of(PROOF)));
    private final CredentialPool pool = new CredentialPool(List.of(credential), InstantSource.system());

    void dispatch(String body) {
        dispatch(body, Headers.NONE);
    }

    void dispatch(Operation operation, String body) {
        dispatch(operation, body, Headers.NONE);
    }

    void dispatch(String body, Headers headers, ResponseFilter... filters) {
        dispatch(Operation.CHAT, body, headers, filters);
    }

    void dispatch(Operation operation, String body, Headers headers, ResponseFilter... filters) {
        dispatch(operation, body, headers, pool, filters);
    }

    void dispatch(
            Operation operation, String body, Headers headers, CredentialPool credentials, ResponseFilter... filters) {
        Call plain = Calls.of(operation, "/v1", body);
        var call = new Call(
                plain.id(),
                plain.principal(),
                plain.asked(),
                plain.words(),
                plain.target(),
                headers,
                plain.request(),
                plain.plan(),
                plain.tab());
        var openai = new Provider(
                "openai",
                "openai",
                new Address(true, "provider.test", 443),
                Map.of(operation, Service.of(operation, "/v1/path")),
                Headers.NONE,
                Passes.BY_DEFAULT,
                Leaving.CANCEL,
                credentials);
        var answering = new Answering(client, new LiveCalls());
        var attempts =
                new Attempts(Places.with(provider, loop, answering, openai), call, List.of(filters), outcomes::add);
        answering.onGone(() -> attempts.clientGone(new Problem(Kind.CLIENT_LEFT, "the client left")));
        attempts.start();
    }

    Outcome outcome() {
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    Kind problem() {
        return ((Unserved) outcome()).problem().kind();
    }
}
