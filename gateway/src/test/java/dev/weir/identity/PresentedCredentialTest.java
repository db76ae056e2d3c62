package dev.weir.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedCredentialTest {

    private static Kind refused(String... headers) {
        PresentedCredential presented = PresentedCredential.of(Headers.of(headers));
        assertThat(presented).isInstanceOf(PresentedCredential.Refused.class);
        return ((PresentedCredential.Refused) presented).problem().kind();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "x-goog-api-key", "api-key", "x-portkey-api-key", "X-Api-Key"})
    void s_jwt_16_takesATokenWhereAnSdkPutsItAndRefusesAnotherBesideIt(String name) {
        assertThat(PresentedCredential.of(Headers.of(name, "a"))).isEqualTo(new PresentedCredential.Token("a"));
        assertThat(PresentedCredential.of(Headers.of("authorization", "Bearer a", name, "a")))
                .isEqualTo(new PresentedCredential.Token("a"));
        assertThat(refused(name, "a", name, "b")).isEqualTo(Kind.AUTH_AMBIGUOUS);
        assertThat(refused("authorization", "Bearer a", name, "b"))
                .isEqualTo(name.contains("portkey") ? Kind.FIELD_NOT_ALLOWED : Kind.AUTH_AMBIGUOUS);
    }

    @Test
    void s_jwt_16_refusesSeveralAuthorizationsAndSeveralTokensInOne() {
        assertThat(refused("authorization", "Bearer a", "authorization", "Bearer b"))
                .isEqualTo(Kind.AUTH_AMBIGUOUS);
        assertThat(refused("authorization", "Bearer a", "Authorization", "Bearer a"))
                .isEqualTo(Kind.AUTH_AMBIGUOUS);
        assertThat(refused("authorization", "bearer a, bearer b")).isEqualTo(Kind.AUTH_AMBIGUOUS);
        assertThat(refused("authorization", "Bearer a,b")).isEqualTo(Kind.AUTH_AMBIGUOUS);
        assertThat(refused("authorization", "Bearer a b")).isEqualTo(Kind.AUTH_AMBIGUOUS);
        assertThat(refused("x-api-key", "a", "x-goog-api-key", "b")).isEqualTo(Kind.AUTH_AMBIGUOUS);
    }

    @Test
    void tellsSdksOfAwsHowToShowAToken() {
        var refused = (PresentedCredential.Refused) PresentedCredential.of(
                Headers.of("authorization", "AWS4-HMAC-SHA256 Credential=AKIA/20261101/eu/bedrock/aws4_request"));

        assertThat(refused.problem().kind()).isEqualTo(Kind.AUTH_MISSING);
        assertThat(refused.problem().detail()).contains("AWS_BEARER_TOKEN_BEDROCK");
    }

    @Test
    void s_jwt_16_findsNoCredentialInACookieOrInNothing() {
        assertThat(refused()).isEqualTo(Kind.AUTH_MISSING);
        assertThat(refused("cookie", "access_token=a; authorization=Bearer a")).isEqualTo(Kind.AUTH_MISSING);
        assertThat(refused("proxy-authorization", "Bearer a")).isEqualTo(Kind.AUTH_MISSING);
        assertThat(refused("authorization", "Bearer ")).isEqualTo(Kind.AUTH_MISSING);
        assertThat(refused("x-api-key", "")).isEqualTo(Kind.AUTH_MISSING);
        assertThat(refused("authorization", "Basic YTpi")).isEqualTo(Kind.AUTH_MISSING);
        assertThat(refused("authorization", "a")).isEqualTo(Kind.AUTH_MISSING);
    }

    @Test
    void showsNoTokenWhenItIsPrinted() {
        assertThat(new PresentedCredential.Token("a-secret")).hasToString("***");
    }
}
