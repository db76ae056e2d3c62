package dev.weir.wire.aws;

import dev.weir.wire.http.Headers;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Z6. The SDK of AWS signs a request as we do, whatever is in its path, its query, its headers and its body.
public final class SignatureFuzz {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String HOST = "bedrock-runtime.us-east-1.amazonaws.com";
    private static final AwsV4HttpSigner SDK = AwsV4HttpSigner.create();
    private static final AwsKeys KEYS = new AwsKeys("AKIDEXAMPLE", "secret/of+it");
    private static final Scope SCOPE = new Scope("us-east-1", "bedrock");
    /// What may stand in a path or a query; the percent sign is followed by two digits. No plus: the SDK
    /// takes it for a space before it signs, and sends another request than it was given.
    private static final String SIGNS = "abcXYZ019-_.~/:@!$'()*,=&%%%";

    private SignatureFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 4) {
            return;
        }
        int path = 4 + (data[0] & 0x3f);
        int query = path + (data[1] & 0x3f);
        int value = query + (data[2] & 0x1f);
        String target = ("/" + spelt(data, 4, path)).replaceAll("/{2,}", "/").replaceAll("(^|/)\\.{1,2}(?=/|$)", "$1x");
        if (query > path && data.length > path) {
            String said = spelt(data, path, query);
            String value1 =
                    said.substring(said.length() / 2).replaceAll("[&=]", "_").replaceFirst("^[0-9A-F]{0,2}", "");
            target += "?b" + said.substring(0, said.length() / 2).replaceAll("[&=%]", "_") + "=" + value1 + "&a=1&c=";
        }
        byte[] body = value < data.length ? Arrays.copyOfRange(data, value, data.length) : new byte[0];
        Headers headers = Headers.of(
                "host", HOST, "content-type", "application/json", "x-amz-odd", spelt(data, query, value) + "  x ");

        Headers ours = signed(target, headers, body);

        var theirs =
                SdkHttpFullRequest.builder().method(SdkHttpMethod.POST).uri(URI.create("https://" + HOST + target));
        headers.forEach((name, said) -> theirs.appendHeader(name, said));
        var wanted = SDK.sign(request -> request.identity(AwsCredentialsIdentity.create(KEYS.id(), KEYS.secret()))
                        .request(theirs.build())
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SCOPE.service())
                        .putProperty(AwsV4HttpSigner.REGION_NAME, SCOPE.region())
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization");
        if (!ours.first("authorization").equals(wanted)) {
            throw new AssertionError(target + ": " + ours.first("authorization") + ", wanted " + wanted);
        }
        if (!(SignatureV4.verify("POST", target, ours, body, _ -> Optional.of(KEYS), NOW)
                instanceof SignatureV4.Verdict.Fine)) {
            throw new AssertionError(target + " is not verified");
        }
    }

    private static Headers signed(String target, Headers headers, byte[] body) {
        Headers.Builder builder = headers.toBuilder();
        SignatureV4.sign(builder, "POST", target, body, KEYS, SCOPE, NOW);
        return builder.build();
    }

    private static String spelt(byte[] data, int from, int to) {
        var text = new StringBuilder();
        for (int at = Math.min(from, data.length); at < Math.min(to, data.length); at++) {
            char sign = SIGNS.charAt((data[at] & 0xff) % SIGNS.length());
            text.append(sign);
            if (sign == '%') {
                text.append(String.format("%02X", 0x20 + (data[at] & 0x5f)));
            }
        }
        return text.toString();
    }
}
