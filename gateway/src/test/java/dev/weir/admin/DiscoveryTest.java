package dev.weir.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import dev.weir.identity.KeyRing;
import dev.weir.identity.Moment;
import dev.weir.identity.TokenIssuer;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiscoveryTest {

    private final Moment clock = new Moment();
    private final KeyRing ring = KeyRing.ephemeral(Duration.ofHours(1), clock);
    private final Discovery discovery =
            new Discovery(new TokenIssuer("http://127.0.0.1:8787", ring, Duration.ofHours(1), clock));

    private JsonNode document(String path) {
        var request = new HttpRequest("GET", new RequestTarget(path, ""), Headers.NONE, new byte[0]);
        HttpResponse answer = Objects.requireNonNull(discovery.documents().get(path))
                .apply(request)
                .response();
        return JsonMapper.shared().readTree(answer.body());
    }

    @Test
    void publishesTheNewKeyAndTheOldOneButNoPrivatePart() {
        ring.rotate();

        JsonNode keys = document("/.well-known/jwks.json").path("keys");

        assertThat(keys.valueStream().map(key -> key.path("kid").stringValue()))
                .containsExactlyElementsOf(
                        ring.published().stream().map(JWK::getKeyID).toList());
        assertThat(keys.valueStream().map(JsonNode::propertyNames))
                .allSatisfy(names -> assertThat(names).containsExactlyInAnyOrder("kty", "e", "n", "kid", "use", "alg"));
    }

    @Test
    void saysWhereTokensAreToBeHad() {
        for (String path :
                new String[] {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"}) {
            assertThat(document(path).path("token_endpoint").stringValue())
                    .isEqualTo("http://127.0.0.1:8787/oauth2/token");
        }
    }
}
