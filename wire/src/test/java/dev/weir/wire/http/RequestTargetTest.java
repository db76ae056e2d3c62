package dev.weir.wire.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.http.RequestTarget.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions/../../admin",
                "//admin",
                "/v1;x=/admin",
                "/%2e%2e/admin",
                "/v1/%2E%2E",
                "/v1%2f..%2fadmin",
                "/admin%00",
                "/a\\b",
                "/a%5cb",
                "/./a",
                "/a/.",
                "/%zz",
                "http://evil/admin",
                "*",
                "",
                "/é",
                "/a b"
            })
    void s_rt_2_refusesWhatCouldBeReadInTwoWays(String raw) {
        assertThat(RequestTarget.parse(raw)).isInstanceOf(Parsed.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/messages",
                "/v1/models/a%2Fb",
                "/v1/models/claude-3.5",
                "/.well-known/jwks.json",
                "/a...b"
            })
    void takesTheOriginForm(String raw) {
        assertThat(RequestTarget.parse(raw)).isEqualTo(new Parsed.Target(new RequestTarget(raw, "")));
    }

    /// Found by fuzzing: half of the readers of `/.#` see a dot segment, the others a fragment.
    @Test
    void s_rt_2_refusesAFragment() {
        assertThat(RequestTarget.parse("/v1/.#x")).isInstanceOf(RequestTarget.Parsed.Refused.class);
    }

    @Test
    void s_rt_2_refusesAQueryThatCannotBeDecoded() {
        assertThat(RequestTarget.parse("/v1/models?alt=%zz")).isInstanceOf(RequestTarget.Parsed.Refused.class);
    }

    @Test
    void keepsTheQueryAsItWasSent() {
        var target = ((Parsed.Target) RequestTarget.parse("/v1/messages?beta=true&x=%20y")).target();

        assertThat(target.path()).isEqualTo("/v1/messages");
        assertThat(target.query()).isEqualTo("?beta=true&x=%20y");
        assertThat(target.parameters()).containsEntry("beta", "true").containsEntry("x", " y");
    }
}
