package dev.weir.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.SecretRef;
import dev.weir.identity.Moment;
import dev.weir.provider.auth.Web.Question;
import dev.weir.store.Secret;
import dev.weir.store.SecretStore;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignedWebhookTest {

    private static final URI ADDRESS = URI.create("https://hooks.example.com/weir");

    private final List<Question> asked = new ArrayList<>();
    private int status = 204;
    private SecretStore.Answer secret = new SecretStore.Answer.Found(new Secret("secret-of-the-webhook"));

    private void send(String json) throws IOException {
        new SignedWebhook(
                        ADDRESS,
                        new SecretRef.Environment("HOOK"),
                        new SecretStore() {
                            @Override
                            public Answer read(SecretRef reference) {
                                return secret;
                            }

                            @Override
                            public boolean refresh() {
                                return false;
                            }
                        },
                        question -> {
                            asked.add(question);
                            return HttpResponse.text(status, "");
                        },
                        new Moment())
                .send("the-id", json);
    }

    @Test
    void signsWhatItSendsAndWhen() throws Exception {
        send("{\"a\":\"ü\"}");

        Question question = asked.getFirst();
        assertThat(question.method()).isEqualTo("POST");
        assertThat(question.address()).isEqualTo(ADDRESS);
        assertThat(new String(question.body(), UTF_8)).isEqualTo("{\"a\":\"ü\"}");
        assertThat(question.headers().first("idempotency-key")).contains("the-id");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret-of-the-webhook".getBytes(UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal("1772366400.{\"a\":\"ü\"}".getBytes(UTF_8));
        assertThat(question.headers().first("x-weir-signature"))
                .contains("t=1772366400,v1=" + HexFormat.of().formatHex(signature));
    }

    @Test
    void saysWhenNobodyTookIt() {
        for (int other : new int[] {301, 400, 429, 500}) {
            status = other;
            assertThatThrownBy(() -> send("{}"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(other));
        }
        secret = new SecretStore.Answer.Missing("there is no variable HOOK");
        assertThatThrownBy(() -> send("{}")).hasMessage("there is no variable HOOK");
    }
}
