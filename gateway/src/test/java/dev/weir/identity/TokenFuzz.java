package dev.weir.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.SignedJWT;
import dev.weir.identity.CompactToken.Parsed;
import java.text.ParseException;
import java.util.Base64;

/// Z7. Whatever a token is, reading it ends in a token or a refusal, and what is a token for us is one for another
/// reader, with the same claims.
public final class TokenFuzz {

    private TokenFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        look(new String(data, ISO_8859_1));
        // The parts as they are once decoded: that is where most can go wrong.
        int dot = 0;
        while (dot < data.length && data[dot] != '.') {
            dot++;
        }
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String header = base64.encodeToString(java.util.Arrays.copyOf(data, dot));
        String claims =
                base64.encodeToString(java.util.Arrays.copyOfRange(data, Math.min(data.length, dot + 1), data.length));
        look(header + "." + claims + ".c2ln");
        look(base64.encodeToString("{\"alg\":\"RS256\",\"kid\":\"k\"}".getBytes(UTF_8)) + "." + claims + ".c2ln");
    }

    private static void look(String text) {
        if (!(CompactToken.parse(text) instanceof Parsed.Token(CompactToken token))) {
            return;
        }
        try {
            SignedJWT theirs = SignedJWT.parse(text);
            if (!theirs.getHeader().getAlgorithm().equals(token.algorithm())
                    || !token.kid().equals(String.valueOf(theirs.getHeader().getKeyID()))) {
                throw new AssertionError("read in two ways: " + text);
            }
            Object subject = theirs.getJWTClaimsSet().getSubject();
            if (token.claims().path("sub").isString()
                    && !token.claims().path("sub").stringValue().equals(subject)) {
                throw new AssertionError("read in two ways: " + text);
            }
        } catch (ParseException stricter) {
            if (token.claims().path("sub").isString() && token.claims().size() == 1) {
                throw new AssertionError("not read by another: " + text, stricter);
            }
        }
    }
}
