package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.CredentialPool.Credential;
import dev.weir.provider.Provider;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// Reads a provider's error, and tells whose it is.
///
/// An error about the request is the caller's: it goes on word for word, since agents read these words. An error about
/// our credential, quota or account is ours: the caller gets a refusal of ours, the credential rests, and the operator
/// is told.
final class ProviderError implements Relay {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderError.class);
    private static final int MOST = 1024 * 1024;

    private final Dispatch dispatch;
    private final int status;
    private final Headers head;
    private final Provider provider;
    private final Credential credential;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    ProviderError(Dispatch dispatch, int status, Headers head, Provider provider, Credential credential) {
        this.dispatch = dispatch;
        this.status = status;
        this.head = head;
        this.provider = provider;
        this.credential = credential;
    }

    @Override
    public void chunk(byte[] bytes) {
        if (body.size() + bytes.length > MOST) {
            broke(By.PROVIDER, new Problem(Kind.UPSTREAM_PROTOCOL, "the provider's error is longer than 1 MiB"));
        } else {
            body.writeBytes(bytes);
        }
    }

    @Override
    public void ended() {
        JsonNode json = json();
        if (status == 401 || status == 403) {
            refusedCredential();
        } else if (status == 402 || isAboutOurAccount(json)) {
            LOG.atError()
                    .addKeyValue("provider", provider.name())
                    .addKeyValue("credential", credential.name())
                    .addKeyValue("status", status)
                    .log("the provider says that the account's quota or budget is used up");
            dispatch.unserved(
                    new Problem(
                            Kind.UPSTREAM_QUOTA,
                            "the gateway's account at the provider %s has used up its quota or budget"
                                    .formatted(provider.name())),
                    Usage.NONE);
        } else if (!json.isObject()) {
            dispatch.unserved(
                    new Problem(
                            Kind.UPSTREAM_ERROR,
                            "the provider answered %d without saying why in JSON".formatted(status)),
                    Usage.NONE);
        } else {
            wordForWord();
        }
    }

    @Override
    public void broke(By by, Problem problem) {
        dispatch.unserved(problem, Usage.NONE);
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }

    private void refusedCredential() {
        Duration rest = provider.credentials().refused(credential);
        LOG.atError()
                .addKeyValue("provider", provider.name())
                .addKeyValue("credential", credential.name())
                .addKeyValue("status", status)
                .addKeyValue("rests_seconds", rest.toSeconds())
                .log("the provider refused the gateway's credential");
        dispatch.unserved(
                new Problem(
                        Kind.UPSTREAM_AUTH,
                        "the provider %s refused the gateway's own credential with %d; it may have expired or been revoked"
                                .formatted(provider.name(), status)),
                Usage.NONE);
    }

    private boolean isAboutOurAccount(JsonNode json) {
        JsonNode error = json.path("error");
        String words = (error.path("code").stringValue("") + " "
                        + error.path("type").stringValue(""))
                .toLowerCase(Locale.ROOT);
        return status == 429 && (words.contains("insufficient_quota") || words.contains("billing"));
    }

    private void wordForWord() {
        byte[] bytes = withoutSecrets();
        Headers shorter = head.toBuilder()
                .set("content-length", Integer.toString(bytes.length))
                .build();
        if (dispatch.begun()) { // a heartbeat has: the stream ends with what the provider said
            dispatch.unserved(new Problem(Kind.UPSTREAM_ERROR, message()), Usage.NONE);
            return;
        }
        dispatch.beginWhole(status, shorter);
        dispatch.send(bytes);
        dispatch.endClient();
        dispatch.served(Usage.NONE);
    }

    private String message() {
        return "the provider answered %d: %s"
                .formatted(status, json().path("error").path("message").stringValue(""));
    }

    /// Some providers repeat the key that they were shown.
    private byte[] withoutSecrets() {
        String text = body.toString(UTF_8);
        String secret = credential.secret().map(one -> one.reveal()).orElse("");
        return secret.length() < 8 || !text.contains(secret)
                ? body.toByteArray()
                : text.replace(secret, "***").getBytes(UTF_8);
    }

    private JsonNode json() {
        try {
            return JsonMapper.shared().readTree(body.toByteArray());
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }
}
