package dev.weir.identity;

import static dev.weir.identity.Minted.part;
import static dev.weir.identity.World.header;
import static dev.weir.identity.World.json;
import static dev.weir.identity.World.token;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// In which form a token is read, and what its header and its JSON may say.
class CompactTokenTest {

    private final World world = new World();

    @Test
    void s_jwt_2_refusesWhateverIsNotASignedTokenInItsCompactForm() {
        String good = world.token();
        String plain = part("{\"alg\":\"none\"}") + "." + part(json(world.claims())) + ".";
        String[] parts = good.split("\\.", -1);

        List<String> malformed = List.of(
                "",
                ".",
                "..",
                "sk-not-a-token",
                parts[0] + "." + parts[1],
                good + "." + parts[2],
                part("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}") + ".a2V5.aXY." + part(plain) + ".dGFn",
                "{\"payload\":\"%s\",\"protected\":\"%s\",\"signature\":\"%s\"}"
                        .formatted(parts[1], parts[0], parts[2]),
                good + " ",
                good + "\n",
                good + "=",
                parts[0] + "=." + parts[1] + "." + parts[2],
                "[]." + parts[1] + "." + parts[2],
                part("[]") + "." + parts[1] + "." + parts[2],
                part("{} {}") + "." + parts[1] + "." + parts[2]);

        assertThat(malformed)
                .allSatisfy(token -> assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_MALFORMED));
        assertThat(world.source.asked).isEmpty();
    }

    @Test
    void s_jwt_2_refusesBase64ThatIsNotCanonical() {
        String good = world.token();
        char last = good.charAt(good.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char sameBytes = alphabet.charAt(alphabet.indexOf(last) + 1);

        assertThat(good.substring(good.lastIndexOf('.') + 1)).hasSize(342);
        assertThat(world.refused(good.substring(0, good.length() - 1) + sameBytes))
                .isEqualTo(Kind.TOKEN_MALFORMED);
    }

    @Test
    void s_jwt_2_refusesAnEncryptedTokenThatWrapsAnUnsignedOne() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"cty\":\"JWT\",\"enc\":\"A256GCM\"}";

        assertThat(world.refused(Minted.signed("RS256", Minted.RSA, header, json(world.claims()))))
                .isEqualTo(Kind.TOKEN_MALFORMED);
    }

    @Test
    void s_jwt_5_refusesAHeaderThatBringsAKeyAlongAndAsksNobody() {
        String canary = "https://canary.example/keys";
        Map<String, Object> hostile = Map.of(
                "jwk",
                Minted.jwk("rsa", Minted.OTHER_RSA).toJSONObject(),
                "jku",
                canary,
                "x5u",
                canary,
                "x5c",
                List.of("MIIB"),
                "crit",
                List.of("exp"),
                "b64",
                false,
                "zip",
                "DEF",
                "p2c",
                1_000_000);

        hostile.forEach((name, value) -> {
            String header = json(Map.of("alg", "RS256", "kid", "rsa", name, value));
            assertThat(world.refused(Minted.signed("RS256", Minted.OTHER_RSA, header, json(world.claims()))))
                    .as(name)
                    .isEqualTo(Kind.TOKEN_MALFORMED);
        });

        assertThat(world.source.asked).isEmpty();
    }

    @Test
    void s_jwt_11_refusesJsonThatCanBeReadInTwoWays() {
        String claims = json(world.claims());
        String twice = claims.replaceFirst("}$", ",\"sub\":\"somebody else\"}");
        String twiceBelow = claims.replaceFirst("}$", ",\"a\":{\"b\":1,\"b\":2}}");
        String twiceEscaped = claims.replaceFirst("}$", ",\"s\\\\u0075b\":\"somebody else\"}");
        String deep = claims.replaceFirst("}$", ",\"deep\":" + "[".repeat(8) + "]".repeat(8) + "}");

        for (String bad : List.of(twice, twiceBelow, twiceEscaped, deep)) {
            assertThat(world.refused(Minted.signed("RS256", Minted.RSA, header("RS256", "rsa"), bad)))
                    .isEqualTo(Kind.TOKEN_MALFORMED);
        }
        assertThat(world.refused(Minted.signed(
                        "RS256", Minted.RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"kid\":\"rsa\"}", claims)))
                .isEqualTo(Kind.TOKEN_MALFORMED);
    }

    @Test
    void s_jwt_11_refusesWhatIsNotUtf8OrTooLong() {
        String claims = json(world.claims());
        byte[] latin = claims.replace("somebody", "jos\u00e9").getBytes(ISO_8859_1);
        byte[] wide = claims.getBytes(UTF_16);

        for (byte[] bad : List.of(latin, wide)) {
            String input = part(header("RS256", "rsa")) + "." + part(bad);
            String token = input + "." + part(Minted.signature("RS256", Minted.RSA, input.getBytes(UTF_8)));
            assertThat(world.refused(token)).isEqualTo(Kind.TOKEN_MALFORMED);
        }
        Map<String, Object> much = world.claims();
        much.put("much", "x".repeat(16 * 1024));
        assertThat(world.refused(token(much))).isEqualTo(Kind.TOKEN_MALFORMED);
    }
}
