package dev.weir.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.Outcome.By;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.provider.Provider;
import dev.weir.relay.Failure.Cause;
import dev.weir.relay.Failure.Verbatim;
import dev.weir.relay.Proving.Proved;
import dev.weir.store.Secret;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.ErrorWords;
import dev.weir.wire.format.ErrorWords.Told;
import dev.weir.wire.http.Headers;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Reads a provider's error, and tells whose it is.
///
/// An error about the request is the caller's: it goes on word for word, since agents read these words, or in the
/// caller's words where the provider speaks others. An error about
/// our credential, quota or account is ours: the caller gets a refusal of ours, the credential rests, and the operator
/// is told.
final class ProviderError implements Relay {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderError.class);
    private static final int MOST = 1024 * 1024;

    private final Dispatch dispatch;
    private final int status;
    private final Headers head;
    private final Provider provider;
    private final Proved proved;
    private final ErrorWords words;
    private final ErrorWords callers;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    ProviderError(Dispatch dispatch, int status, Headers head, Prepared prepared, Proved proved) {
        this.dispatch = dispatch;
        this.status = status;
        this.head = head;
        this.provider = prepared.provider();
        this.proved = proved;
        this.words = prepared.words();
        this.callers = prepared.call().words().words();
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
        Optional<Told> told = ErrorWords.read(head, body.toByteArray());
        String names = told.map(Told::names).orElse("").toLowerCase(Locale.ROOT);
        if (status == 401 || status == 403 || isAboutOurKey(told)) {
            refusedCredential(names);
        } else if (isAboutOurAccount(names, told.map(Told::message).orElse(""))) {
            usedUp();
        } else {
            boolean verbatim =
                    words == callers && told.map(one -> one.words() == callers).orElseGet(this::isObject);
            said(reworded(names, told), verbatim ? Optional.of(wordForWord(told)) : Optional.empty());
        }
    }

    private void said(Problem problem, Optional<Verbatim> verbatim) {
        dispatch.fell(
                new Failure(
                        Cause.STATUS,
                        status,
                        problem,
                        retryAfter(),
                        head.first("x-should-retry").filter("false"::equals).isPresent(),
                        verbatim),
                Usage.NONE);
    }

    private void ours(Cause cause, Problem problem) {
        dispatch.fell(new Failure(cause, status, problem, Optional.empty(), false, Optional.empty()), Usage.NONE);
    }

    private void usedUp() {
        Duration rest = provider.credentials().refused(proved.credential());
        LOG.atError()
                .addKeyValue("provider", provider.name())
                .addKeyValue("credential", proved.credential().name())
                .addKeyValue("status", status)
                .addKeyValue("rests_seconds", rest.toSeconds())
                .log("the provider says that the account's quota or budget is used up");
        ours(
                Cause.ACCOUNT,
                new Problem(
                        Kind.UPSTREAM_QUOTA,
                        "the gateway's account at the provider %s has used up its quota or budget"
                                .formatted(provider.name())));
    }

    @Override
    public void broke(By by, Problem problem) {
        dispatch.fell(by, problem, Usage.NONE);
    }

    @Override
    public Usage usage() {
        return Usage.NONE;
    }

    @Override
    public boolean counted() {
        return true;
    }

    @Override
    public long said() {
        return 0;
    }

    @Override
    public boolean streams() {
        return false;
    }

    /// What is refused for one model only leaves the credential good for the others.
    private void refusedCredential(String names) {
        boolean forOneModel =
                status == 403 && (names.equals("accessdeniedexception") || names.equals("permission_denied"));
        Problem refused = new Problem(
                Kind.UPSTREAM_AUTH,
                "the provider %s refused the gateway's own credential with %d; %s"
                        .formatted(
                                provider.name(),
                                status,
                                forOneModel ? "it may not use this model" : "it may have expired or been revoked"));
        if (!forOneModel
                && dispatch.walk().mayRenew(proved)
                && proved.credential().proofs().doubt(proved.proof())) {
            ours(Cause.TOKEN, refused);
            return;
        }
        Duration rest = forOneModel ? Duration.ZERO : provider.credentials().refused(proved.credential());
        LOG.atError()
                .addKeyValue("provider", provider.name())
                .addKeyValue("credential", proved.credential().name())
                .addKeyValue("status", status)
                .addKeyValue("said", names)
                .addKeyValue("rests_seconds", rest.toSeconds())
                .log("the provider refused the gateway's credential");
        ours(Cause.CREDENTIAL, refused);
    }

    /// Google AI Studio says so with 400, in the words that it has for a wrong field.
    private boolean isAboutOurKey(Optional<Told> told) {
        return status == 400
                && told.filter(one -> one.words() == ErrorWords.GOOGLE
                                && one.message().startsWith("API key"))
                        .isPresent();
    }

    private boolean isAboutOurAccount(String names, String message) {
        return switch (status) {
            case 402 -> true;
            case 429 ->
                names.contains("insufficient_quota") || names.contains("billing") || names.contains("spend_limit");
            case 400 ->
                names.equals("servicequotaexceededexception") || message.startsWith("Your credit balance is too low");
            default -> false;
        };
    }

    /// What somebody says whose words the caller does not understand.
    private Problem reworded(String names, Optional<Told> told) {
        String detail = told.map(Told::message)
                .filter(message -> !message.isEmpty())
                .map(message -> withoutSecrets(message))
                .orElse("the provider answered %d without saying why in JSON".formatted(status));
        Problem problem = new Problem(kind(names, detail), detail);
        return problem.kind() == Kind.UPSTREAM_RATE_LIMITED || problem.kind() == Kind.UPSTREAM_OVERLOADED
                ? retryAfter().map(problem::retryAfter).orElse(problem)
                : problem;
    }

    private Kind kind(String names, String message) {
        if (status == 404 || message.startsWith("The provided model identifier is invalid")) {
            return Kind.UPSTREAM_MODEL_UNKNOWN;
        }
        if (status == 503 || status == 529 || names.equals("modelnotreadyexception")) {
            return Kind.UPSTREAM_OVERLOADED;
        }
        return switch (status) {
            case 408, 504 -> Kind.UPSTREAM_TIMEOUT;
            case 413 -> Kind.UPSTREAM_TOO_LARGE;
            case 424 -> Kind.UPSTREAM_ERROR;
            case 429 -> Kind.UPSTREAM_RATE_LIMITED;
            default -> status < 500 ? Kind.UPSTREAM_REFUSED : Kind.UPSTREAM_ERROR;
        };
    }

    /// In seconds, in milliseconds as Azure and OpenAI also say it, or as a date.
    private Optional<Duration> retryAfter() {
        return RetryAfter.of(head, dispatch.walk().place().tools().clock().instant());
    }

    private Verbatim wordForWord(Optional<Told> told) {
        byte[] bytes = withoutSecrets(body.toString(UTF_8)).getBytes(UTF_8);
        return new Verbatim(
                head.toBuilder()
                        .set("content-length", Integer.toString(bytes.length))
                        .build(),
                bytes,
                withoutSecrets(told.map(Told::message).orElse("")));
    }

    /// Some providers repeat the key that they were shown.
    private String withoutSecrets(String text) {
        String without = text;
        for (Secret secret : proved.proof().secrets()) {
            without = secret.reveal().length() < 8 ? without : without.replace(secret.reveal(), "***");
        }
        return without;
    }

    private boolean isObject() {
        try {
            return JsonMapper.shared().readTree(body.toByteArray()).isObject();
        } catch (JacksonException notJson) {
            return false;
        }
    }
}
