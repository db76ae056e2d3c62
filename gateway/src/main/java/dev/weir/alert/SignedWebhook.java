package dev.weir.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.config.SecretRef;
import dev.weir.provider.auth.Web;
import dev.weir.provider.auth.Web.Question;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Posts alerts to an address, signed so that whoever is there knows who sends them and when: HMAC-SHA256 of the
/// seconds since 1970, a dot and the body.
public final class SignedWebhook implements Webhook {

    static final String SIGNATURE = "x-weir-signature";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI address;
    private final SecretRef secret;
    private final SecretStore secrets;
    private final Web web;
    private final InstantSource clock;

    public SignedWebhook(URI address, SecretRef secret, SecretStore secrets, Web web, InstantSource clock) {
        this.address = address;
        this.secret = secret;
        this.secrets = secrets;
        this.web = web;
        this.clock = clock;
    }

    @Override
    public void send(String id, String json) throws IOException {
        long seconds = clock.instant().getEpochSecond();
        Headers headers = Headers.of(
                "content-type",
                "application/json",
                "user-agent",
                "weir",
                "idempotency-key",
                id,
                SIGNATURE,
                "t=%d,v1=%s".formatted(seconds, signature(key(), seconds + "." + json)));
        HttpResponse answer = web.ask(new Question("POST", address, headers, json.getBytes(UTF_8), PATIENCE));
        if (answer.status() < 200 || answer.status() > 299) {
            throw new IOException("the webhook answered with status %d, wanted is 2xx".formatted(answer.status()));
        }
    }

    private Secret key() throws IOException {
        return switch (secrets.read(secret)) {
            case SecretStore.Answer.Found(Secret found) -> found;
            case SecretStore.Answer.Missing(String why) -> throw new IOException(why);
        };
    }

    static String signature(Secret key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }
}
