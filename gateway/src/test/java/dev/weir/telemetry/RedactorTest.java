package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private final Redactor redactor = new Redactor();

    @ParameterizedTest
    @CsvSource({
        "authorization: Bearer abc.def-1~2+3/4=, authorization: Bearer ***",
        "Basic dGVzdDp3ZWly and more, Basic *** and more",
        "the key sk-ant-api03-abcdef_123 was refused, the key *** was refused",
        "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln was refused, token *** was refused",
        "weir_0123456789abcdef, ***",
        "id AKIAIOSFODNN7EXAMPLE0 of AWS, id *** of AWS",
        "AIzaSyA1234567890abcdefghijklmnop!, ***!"
    })
    void s_log_1_takesOutWhatLooksLikeASecret(String text, String without) {
        assertThat(redactor.redacted(text)).isEqualTo(without);
    }

    @Test
    void s_log_1_takesOutAPrivateKeyAlsoIfItsEndIsMissing() {
        assertThat(redactor.redacted("key -----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----."))
                .isEqualTo("key ***.");
        assertThat(redactor.redacted("key -----BEGIN RSA PRIVATE KEY-----\\nMIIEvQIBADAN"))
                .isEqualTo("key ***");
    }

    @Test
    void s_log_1_takesOutWhatItKnowsWhateverItLooksLike() {
        redactor.know(List.of("open sesame", "short", "open sesame and close"));

        assertThat(redactor.redacted("say open sesame and close, or open sesame; but short stays"))
                .isEqualTo("say ***, or ***; but short stays");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call",
                "claude-opus-4-6",
                "/v1/messages",
                "the bearer of bad news",
                "req_5f2c0a9d8e7b6a5c00000001"
            })
    void leavesEverythingElse(String text) {
        assertThat(redactor.redacted(text)).isSameAs(text);
    }
}
