package dev.weir.wire.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.http.Headers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests, and checks signed ones.
///
/// What takes part: the host, the content type and everything of AWS's own (`x-amz-*`, `x-amzn-*`). What a proxy on the
/// way may change, such as `user-agent`, does not. The body has to be final.
public final class SignatureV4 {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final Pattern AUTHORIZATION = Pattern.compile(ALGORITHM
            + " Credential=(?<id>[^/,]+)/(?<day>\\d{8})/(?<region>[^/,]+)/(?<service>[^/,]+)/aws4_request,"
            + " ?SignedHeaders=(?<headers>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})");

    private SignatureV4() {}

    /// What came of checking a request.
    public sealed interface Verdict {
        record Fine(String keyId, Scope scope) implements Verdict {}

        /// @param exception what AWS calls it
        record Wrong(String exception, String message) implements Verdict {}
    }

    /// Adds a signature to the headers of a request, which have to be complete but for it, `host` included.
    ///
    /// @param target path and query as they are sent
    public static void sign(
            Headers.Builder headers,
            String method,
            String target,
            byte[] body,
            AwsKeys keys,
            Scope scope,
            Instant now) {
        String time = TIME.format(now);
        String hash = sha256(body);
        headers.set("x-amz-date", time).set("x-amz-content-sha256", hash).remove("authorization");
        keys.session()
                .ifPresentOrElse(
                        token -> headers.set("x-amz-security-token", token),
                        () -> headers.remove("x-amz-security-token"));
        Headers all = headers.build();
        var request = CanonicalRequest.of(method, target, all, takingPart(all), hash);
        headers.set(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                ALGORITHM,
                                keys.id(),
                                range(time, scope),
                                String.join(";", request.signed()),
                                signature(request, time, scope, keys.secret())));
    }

    /// Checks a signed request as a service of AWS would.
    ///
    /// @param keys by their ids
    public static Verdict verify(
            String method,
            String target,
            Headers headers,
            byte[] body,
            Function<? super String, Optional<AwsKeys>> keys,
            Instant now) {
        Optional<String> shown = headers.first("authorization");
        if (shown.isEmpty()) {
            return new Verdict.Wrong("MissingAuthenticationTokenException", "there is no authorization header");
        }
        Matcher parts = AUTHORIZATION.matcher(shown.get());
        if (!parts.matches()) {
            return new Verdict.Wrong("IncompleteSignatureException", "the authorization header is no " + ALGORITHM);
        }
        var scope = new Scope(parts.group("region"), parts.group("service"));
        String time = headers.first("x-amz-date").orElse("");
        List<String> signed = Arrays.asList(parts.group("headers").split(";", -1));
        Optional<Verdict> early = timely(time, parts.group("day"), now)
                .or(() -> complete(headers, signed))
                .or(() -> sameBody(headers, body));
        if (early.isPresent()) {
            return early.get();
        }
        Optional<AwsKeys> known = keys.apply(parts.group("id"));
        if (known.isEmpty()) {
            return new Verdict.Wrong(
                    "UnrecognizedClientException", "no key has the id %s".formatted(parts.group("id")));
        }
        if (!known.get().session().equals(headers.first("x-amz-security-token"))) {
            return new Verdict.Wrong(
                    "UnrecognizedClientException", "the security token is not the one that belongs to the key");
        }
        var request = CanonicalRequest.of(method, target, headers, signed, sha256(body));
        String wanted = signature(request, time, scope, known.get().secret());
        return MessageDigest.isEqual(
                        wanted.getBytes(UTF_8), parts.group("signature").getBytes(UTF_8))
                ? new Verdict.Fine(parts.group("id"), scope)
                : new Verdict.Wrong(
                        "InvalidSignatureException",
                        "the signature is not that of this request; its canonical form has the SHA-256 %s"
                                .formatted(sha256(request.text().getBytes(UTF_8))));
    }

    private static Optional<Verdict> timely(String time, String day, Instant now) {
        try {
            Instant said = TIME.parse(time, Instant::from);
            if (Duration.between(said, now).abs().compareTo(SKEW) > 0) {
                return Optional.of(new Verdict.Wrong(
                        "InvalidSignatureException",
                        "Signature expired: %s is more than 5 minutes away from %s".formatted(time, TIME.format(now))));
            }
            return time.startsWith(day)
                    ? Optional.empty()
                    : Optional.of(new Verdict.Wrong(
                            "IncompleteSignatureException",
                            "the credential is for the day %s, x-amz-date says %s".formatted(day, time)));
        } catch (DateTimeParseException none) {
            return Optional.of(new Verdict.Wrong(
                    "IncompleteSignatureException", "x-amz-date is \"%s\", wanted a time".formatted(time)));
        }
    }

    private static Optional<Verdict> complete(Headers headers, List<String> signed) {
        var wanted = new ArrayList<>(takingPart(headers));
        wanted.remove("content-type");
        wanted.removeIf(name -> name.startsWith("x-amzn-"));
        wanted.removeAll(signed);
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Verdict.Wrong("InvalidSignatureException", "these headers have to be signed: " + wanted));
    }

    private static Optional<Verdict> sameBody(Headers headers, byte[] body) {
        return headers.first("x-amz-content-sha256")
                .filter(said -> !said.equals(sha256(body)))
                .map(said -> new Verdict.Wrong(
                        "InvalidSignatureException", "the body is not the one that x-amz-content-sha256 speaks of"));
    }

    private static List<String> takingPart(Headers headers) {
        var names = new ArrayList<String>();
        headers.forEach((name, _) -> {
            boolean takesPart = name.equals("host") || name.equals("content-type") || name.startsWith("x-amz");
            if (takesPart && !names.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    private static String range(String time, Scope scope) {
        return "%s/%s/%s/aws4_request".formatted(time.substring(0, 8), scope.region(), scope.service());
    }

    private static String signature(CanonicalRequest request, String time, Scope scope, String secret) {
        String toSign = ALGORITHM + "\n" + time + "\n" + range(time, scope) + "\n"
                + sha256(request.text().getBytes(UTF_8));
        byte[] key = hmac(("AWS4" + secret).getBytes(UTF_8), time.substring(0, 8));
        for (String part : List.of(scope.region(), scope.service(), "aws4_request")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
