package dev.weir.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A token in its compact form, taken apart and believed in nothing: three parts in canonical base64url, two of them
/// JSON objects without duplicate names, and a header that asks for nothing but an algorithm of the few that are known
/// and a key's name.
record CompactToken(JWSAlgorithm algorithm, String kid, JsonNode claims) {

    /// What came of taking a token apart.
    sealed interface Parsed {
        record Token(CompactToken token) implements Parsed {}

        record Refused(Problem problem) implements Parsed {}
    }

    private static final int LONGEST = 16 * 1024;
    private static final int LONGEST_KID = 256;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private static final Map<String, JWSAlgorithm> ALGORITHMS = Map.of(
            "RS256", JWSAlgorithm.RS256,
            "PS256", JWSAlgorithm.PS256,
            "ES256", JWSAlgorithm.ES256,
            "EdDSA", JWSAlgorithm.EdDSA);

    /// A header that wants to bring a key along, change the rules or wrap something else.
    private static final Set<String> REFUSED_HEADERS =
            Set.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty", "p2c", "epk");

    private static final List<String> TYPES = List.of("", "JWT", "at+jwt", "application/at+jwt");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(30)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static Parsed parse(String token) {
        if (token.length() > LONGEST) {
            return refused(Kind.TOKEN_MALFORMED, "the token is longer than %d characters".formatted(LONGEST));
        }
        if (!FORM.matcher(token).matches()) {
            return refused(
                    Kind.TOKEN_MALFORMED,
                    "the token is not three parts in base64url; a signed JWT in its compact form is wanted");
        }
        String[] parts = token.split("\\.", -1);
        JsonNode header;
        JsonNode claims;
        try {
            header = object(parts[0]);
            claims = object(parts[1]);
            decoded(parts[2]);
        } catch (IllegalArgumentException | CharacterCodingException | JacksonException malformed) {
            return refused(
                    Kind.TOKEN_MALFORMED,
                    "a part of the token is not canonical base64url, or not a JSON object in UTF-8 without duplicate names");
        }
        JWSAlgorithm algorithm = ALGORITHMS.get(header.path("alg").stringValue(""));
        if (algorithm == null) {
            return refused(
                    Kind.TOKEN_ALG_NOT_ALLOWED, "the token's algorithm is not one of RS256, PS256, ES256, EdDSA");
        }
        for (String name : header.propertyNames()) {
            if (REFUSED_HEADERS.contains(name)) {
                return refused(Kind.TOKEN_MALFORMED, "the token's header has " + name + ", which is not taken");
            }
        }
        String type = header.path("typ").stringValue("");
        if (TYPES.stream().noneMatch(type::equalsIgnoreCase)) {
            return refused(Kind.TOKEN_TYPE, "the token's typ is not JWT or at+jwt");
        }
        String kid = header.path("kid").stringValue("");
        if (kid.isEmpty() || kid.length() > LONGEST_KID) {
            return refused(
                    Kind.TOKEN_KEY_UNKNOWN,
                    "the token's header names no key, or one of more than %d characters".formatted(LONGEST_KID));
        }
        return new Parsed.Token(new CompactToken(algorithm, kid, claims));
    }

    /// The bytes are read as UTF-8 and nothing else; a JSON parser on its own would guess.
    private static JsonNode object(String part) throws CharacterCodingException {
        JsonNode json = JSON.readTree(
                UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded(part))).toString());
        if (!json.isObject()) {
            throw new IllegalArgumentException("not an object");
        }
        return json;
    }

    /// Base64 can write the same bytes in several ways; one of them is taken.
    private static byte[] decoded(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not canonical");
        }
        return bytes;
    }

    private static Parsed refused(Kind kind, String detail) {
        return new Parsed.Refused(new Problem(kind, detail));
    }
}
