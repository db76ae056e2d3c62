package dev.weir.wire.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.aws.SignatureV4.Verdict;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class SignatureV4Test {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final AwsKeys KEYS = new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final Scope BEDROCK = new Scope("us-east-1", "bedrock");
    private static final String HOST = "bedrock-runtime.us-east-1.amazonaws.com";
    private static final byte[] BODY =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}".getBytes(UTF_8);

    /// Made with the signer of the AWS SDK and computed once more with plain HMACs.
    @ParameterizedTest
    @CsvSource({
        "/model/us.anthropic.claude-opus-4-6-v1%3A0/converse,"
                + "58bbe8c8dee7bfe92f17250cf259fdcaaaecb6fab154fe977c159a2e150cb309,"
                + "deaaee0068294f9917e982f51965287d0335db7d779c2386419c4a4814455e90",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse,"
                + "5abf14b73ae24f5cdeaeef7e81c8072acb8198bb91a171bfd244c242d9199958,"
                + "4bb32cd4e0e0b6bf5df1be6a7831cec43f1e4dca9534eecafa91e05a77804141"
    })
    void signsAsTheGoldenVectorsDo(String path, String requestHash, String signature) throws Exception {
        Headers signed = signed("POST", path, headers(), BODY, KEYS, BEDROCK);

        var request = CanonicalRequest.of(
                "POST",
                path,
                signed,
                List.of("x-amz-date", "host", "content-type", "x-amz-content-sha256"),
                hash(BODY));
        assertThat(hash(request.text().getBytes(UTF_8))).isEqualTo(requestHash);
        assertThat(signed.first("authorization"))
                .contains("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/bedrock/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=" + signature);
    }

    @Test
    void signsAsTheSdkOfAwsDoes() {
        var random = new Random(20261123);
        AwsV4HttpSigner sdk = AwsV4HttpSigner.create();
        int compared = 0;
        for (int i = 0; i < 4_000; i++) {
            String target = target(random);
            byte[] body = body(random);
            Scope scope = new Scope(
                    random.nextBoolean() ? "eu-central-1" : "us-east-1",
                    random.nextInt(4) == 0 ? "bedrock-mantle" : "bedrock");
            Optional<String> session = random.nextInt(3) == 0 ? Optional.of("token/" + i + "==") : Optional.empty();
            var keys = new AwsKeys("AKID" + i, "secret/" + random.nextLong(), session);
            Headers.Builder headers = headers().toBuilder().set("user-agent", "weir/" + i);
            if (random.nextBoolean()) {
                headers.set("x-amzn-bedrock-guardrailidentifier", odd(random));
                headers.set("x-amz-meta-odd", "  " + odd(random) + "   " + odd(random) + " ");
            }

            Headers ours = signed("POST", target, headers.build(), body, keys, scope);

            var theirs =
                    SdkHttpFullRequest.builder().method(SdkHttpMethod.POST).uri(URI.create("https://" + HOST + target));
            headers.build().forEach((name, value) -> theirs.appendHeader(name, value));
            var wanted = sdk.sign(request -> request.identity(identity(keys))
                            .request(theirs.build())
                            .payload(() -> new ByteArrayInputStream(body))
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, scope.service())
                            .putProperty(AwsV4HttpSigner.REGION_NAME, scope.region())
                            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
                    .request();
            assertThat(ours.first("authorization"))
                    .as("request %d to %s", i, target)
                    .contains(wanted.firstMatchingHeader("Authorization").orElseThrow());
            assertThat(SignatureV4.verify("POST", target, ours, body, id -> Optional.of(keys), NOW))
                    .isEqualTo(new Verdict.Fine(keys.id(), scope));
            compared++;
        }
        assertThat(compared).isEqualTo(4_000);
    }

    @Test
    void findsWhatWasChangedAfterwards() {
        String target = "/model/anthropic.claude%3A0/invoke?a=1&b=2";
        Headers signed = signed("POST", target, headers(), BODY, KEYS, BEDROCK);

        assertThat(verdict("POST", target, signed, BODY)).isInstanceOf(Verdict.Fine.class);
        assertThat(exception(verdict("PUT", target, signed, BODY))).isEqualTo("InvalidSignatureException");
        assertThat(exception(verdict("POST", target.replace("claude", "cloud"), signed, BODY)))
                .isEqualTo("InvalidSignatureException");
        assertThat(exception(verdict("POST", target.replace("b=2", "b=3"), signed, BODY)))
                .isEqualTo("InvalidSignatureException");
        assertThat(exception(verdict("POST", target, signed, new byte[] {1}))).isEqualTo("InvalidSignatureException");
        assertThat(exception(verdict("POST", target, with(signed, "content-type", "text/plain"), BODY)))
                .isEqualTo("InvalidSignatureException");
        assertThat(exception(verdict("POST", target, with(signed, "x-amz-target", "unsigned"), BODY)))
                .isEqualTo("InvalidSignatureException");
        assertThat(exception(verdict("POST", target, with(signed, "x-amz-security-token", "another"), BODY)))
                .isEqualTo("InvalidSignatureException");
        assertThat(exception(verdict("POST", target, with(signed, "authorization", "Bearer x"), BODY)))
                .isEqualTo("IncompleteSignatureException");
        assertThat(exception(verdict("POST", target, headers(), BODY)))
                .isEqualTo("MissingAuthenticationTokenException");
    }

    @Test
    void findsWhoIsUnknownAndWhoIsLate() {
        Headers signed = signed("POST", "/", headers(), BODY, KEYS, BEDROCK);

        Verdict late = SignatureV4.verify(
                "POST",
                "/",
                signed,
                BODY,
                id -> Optional.of(KEYS),
                NOW.plus(Duration.ofMinutes(5)).plusSeconds(1));
        Verdict unknown = SignatureV4.verify("POST", "/", signed, BODY, id -> Optional.empty(), NOW);
        Verdict otherSecret =
                SignatureV4.verify("POST", "/", signed, BODY, id -> Optional.of(new AwsKeys(id, "another")), NOW);

        assertThat(((Verdict.Wrong) late).message()).startsWith("Signature expired");
        assertThat(exception(unknown)).isEqualTo("UnrecognizedClientException");
        assertThat(exception(otherSecret)).isEqualTo("InvalidSignatureException");
    }

    @Test
    void showsNoSecret() {
        assertThat(new AwsKeys("id", "hidden", Optional.of("hidden, too"))).hasToString("AwsKeys[id]");
    }

    private static Headers headers() {
        return Headers.of("host", HOST, "content-type", "application/json");
    }

    private static Headers with(Headers headers, String name, String value) {
        return headers.toBuilder().set(name, value).build();
    }

    private static Headers signed(
            String method, String target, Headers headers, byte[] body, AwsKeys keys, Scope scope) {
        Headers.Builder signed = headers.toBuilder();
        SignatureV4.sign(signed, method, target, body, keys, scope, NOW);
        return signed.build();
    }

    private static Verdict verdict(String method, String target, Headers headers, byte[] body) {
        return SignatureV4.verify(method, target, headers, body, id -> Optional.of(KEYS), NOW);
    }

    private static String exception(Verdict verdict) {
        return ((Verdict.Wrong) verdict).exception();
    }

    private static AwsCredentialsIdentity identity(AwsKeys keys) {
        return keys.session()
                .<AwsCredentialsIdentity>map(
                        token -> AwsSessionCredentialsIdentity.create(keys.id(), keys.secret(), token))
                .orElseGet(() -> AwsCredentialsIdentity.create(keys.id(), keys.secret()));
    }

    private static String target(Random random) {
        List<String> models = List.of(
                "anthropic.claude-v" + random.nextInt(9) + "%3A0",
                "us.anthropic.claude-opus-4-6-v1:0",
                "arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.x",
                "odd~name_" + random.nextInt(100) + "%20%C3%A9");
        String path = "/model/" + models.get(random.nextInt(models.size())) + "/invoke";
        return switch (random.nextInt(3)) {
            case 0 -> path + "?b=" + random.nextInt(9) + "&a=%20x%2F&c";
            case 1 -> path + "?beta=true";
            default -> path;
        };
    }

    private static byte[] body(Random random) {
        var body = new byte[random.nextInt(10) == 0 ? 100_000 : random.nextInt(300)];
        random.nextBytes(body);
        return body;
    }

    private static String odd(Random random) {
        return "a" + " ".repeat(random.nextInt(4)) + "b,"
                + Long.toString(random.nextLong(), 36).toUpperCase(Locale.ROOT);
    }

    private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
