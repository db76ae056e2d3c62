package dev.weir.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Why a call was refused or failed, said once. Each wire format has its own way to tell it to its clients
/// (`dev.weir.wire.format`); the control plane tells it as RFC 9457.
///
/// `detail` names the thing, what was found and what was wanted. `more` holds further members for a program to read;
/// a [Duration] under `retry_after` becomes the header of that name.
public record Problem(Kind kind, String detail, Map<String, Object> more) {

    public static final String RETRY_AFTER = "retry_after";

    /// What a caller can do about it, and therefore how each format names it.
    public enum Family {
        INVALID,
        AUTHENTICATION,
        PERMISSION,
        MODEL_NOT_ALLOWED,
        MODEL_UNKNOWN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        TOO_LARGE,
        RATE_LIMIT,
        BILLING,
        POLICY,
        OVERLOADED,
        UPSTREAM,
        TIMEOUT,
        NOT_SUPPORTED,
        INTERNAL
    }

    /// Whether the same call may work later. Clients are told with `x-should-retry`.
    public enum Retry {
        NEVER,
        LATER,
        /// The status alone says it.
        UNSAID
    }

    /// Every reason there is. The name in lower case is the stable code that callers see; each has a page in
    /// `docs/problems/`.
    public enum Kind {
        JSON_INVALID(400, Family.INVALID, Retry.NEVER, "The body is not the JSON that is wanted here"),
        JSON_LIMIT(400, Family.INVALID, Retry.NEVER, "The JSON is too deep or too large"),
        JSON_DUPLICATE_KEY(400, Family.INVALID, Retry.NEVER, "A key is there twice"),
        FIELD_INVALID(400, Family.INVALID, Retry.NEVER, "A field has a value that cannot be used"),
        FIELD_NOT_ALLOWED(
                400, Family.INVALID, Retry.NEVER, "A field or header asks for something that callers may not choose"),
        CONTENT_TYPE_UNSUPPORTED(415, Family.INVALID, Retry.NEVER, "The content type is not supported here"),
        CONTENT_ENCODING_UNSUPPORTED(415, Family.INVALID, Retry.NEVER, "The content encoding is not supported"),
        CONTENT_ENCODING_INVALID(400, Family.INVALID, Retry.NEVER, "The body does not decode"),
        BAD_PATH(400, Family.INVALID, Retry.NEVER, "The path is not well-formed"),
        HEADERS_INVALID(400, Family.INVALID, Retry.NEVER, "The headers are not well-formed"),
        HEADERS_TOO_LARGE(431, Family.INVALID, Retry.NEVER, "The headers are too large"),
        URI_TOO_LONG(414, Family.INVALID, Retry.NEVER, "The request line is too long"),
        BODY_TOO_LARGE(413, Family.TOO_LARGE, Retry.NEVER, "The body is too large"),
        BODY_TIMEOUT(408, Family.TIMEOUT, Retry.LATER, "The body did not arrive in time"),

        AUTH_MISSING(401, Family.AUTHENTICATION, Retry.NEVER, "There is no credential"),
        AUTH_AMBIGUOUS(400, Family.INVALID, Retry.NEVER, "There is more than one credential"),
        TOKEN_MALFORMED(401, Family.AUTHENTICATION, Retry.NEVER, "The token is not well-formed"),
        TOKEN_ALG_NOT_ALLOWED(401, Family.AUTHENTICATION, Retry.NEVER, "The token's algorithm is not allowed"),
        TOKEN_KEY_UNKNOWN(401, Family.AUTHENTICATION, Retry.NEVER, "The token's key is not known"),
        TOKEN_SIGNATURE_INVALID(401, Family.AUTHENTICATION, Retry.NEVER, "The token's signature is wrong"),
        TOKEN_ISSUER_UNKNOWN(401, Family.AUTHENTICATION, Retry.NEVER, "The token's issuer is not known"),
        TOKEN_CLAIMS_INVALID(401, Family.AUTHENTICATION, Retry.NEVER, "The token's claims are not what is wanted"),
        TOKEN_EXPIRED(401, Family.AUTHENTICATION, Retry.NEVER, "The token has expired"),
        TOKEN_NOT_YET_VALID(401, Family.AUTHENTICATION, Retry.NEVER, "The token is not valid yet"),
        TOKEN_LIFETIME(401, Family.AUTHENTICATION, Retry.NEVER, "The token lives too long"),
        TOKEN_TYPE(401, Family.AUTHENTICATION, Retry.NEVER, "The token is of another type"),
        TOKEN_BINDING(401, Family.AUTHENTICATION, Retry.NEVER, "The token is bound to a key that was not proved"),
        SCOPE_MISSING(403, Family.PERMISSION, Retry.NEVER, "The token lacks a scope"),
        KEY_UNKNOWN(401, Family.AUTHENTICATION, Retry.NEVER, "The API key is not known"),
        KEY_EXPIRED(401, Family.AUTHENTICATION, Retry.NEVER, "The API key has expired"),
        CLIENT_UNKNOWN(401, Family.AUTHENTICATION, Retry.NEVER, "The client is not known, or its secret is wrong"),
        TEAM_UNKNOWN(403, Family.PERMISSION, Retry.NEVER, "The caller belongs to no team"),
        GRANT_EXCEEDS_GRANTOR(403, Family.PERMISSION, Retry.NEVER, "Nobody gives what they do not have"),
        PRINCIPAL_DISABLED(403, Family.PERMISSION, Retry.NEVER, "The caller is disabled"),

        ROUTE_UNKNOWN(404, Family.NOT_FOUND, Retry.NEVER, "There is no such path"),
        METHOD_NOT_ALLOWED(405, Family.METHOD_NOT_ALLOWED, Retry.NEVER, "The path does not take this method"),
        WEBSOCKET_NOT_SUPPORTED(426, Family.NOT_SUPPORTED, Retry.NEVER, "There are no WebSockets here"),
        MODEL_UNKNOWN(404, Family.MODEL_UNKNOWN, Retry.NEVER, "The model is not known"),
        MODEL_NOT_ALLOWED(403, Family.MODEL_NOT_ALLOWED, Retry.NEVER, "The model is not allowed for this caller"),
        ROUTING_INVALID(400, Family.INVALID, Retry.NEVER, "The routing configuration cannot be used"),
        ROUTING_UNKNOWN(400, Family.INVALID, Retry.NEVER, "There is no routing configuration of that name"),
        ROUTING_UNMATCHED(400, Family.INVALID, Retry.NEVER, "No target fits the request"),
        TARGETS_OFF(503, Family.OVERLOADED, Retry.LATER, "No target takes calls now"),
        PROVIDER_UNKNOWN(400, Family.INVALID, Retry.NEVER, "The provider is not known"),
        NOT_TRANSLATABLE(400, Family.INVALID, Retry.NEVER, "The provider cannot be told what the request says"),
        FORMAT_UNSUPPORTED(400, Family.INVALID, Retry.NEVER, "The provider does not speak this format"),
        RESOURCE_NOT_OWNED(
                404, Family.NOT_FOUND, Retry.NEVER, "The resource was not made through here by this caller's team"),
        DOCUMENT_UNKNOWN(404, Family.NOT_FOUND, Retry.NEVER, "There is no such thing"),
        DOCUMENT_INVALID(400, Family.INVALID, Retry.NEVER, "The document is not what is wanted"),
        DOCUMENT_EXISTS(409, Family.INVALID, Retry.NEVER, "The name is taken"),
        DOCUMENT_STATE(409, Family.INVALID, Retry.NEVER, "This cannot be done in the present state"),
        VERSION_STALE(412, Family.INVALID, Retry.NEVER, "Somebody else has changed it"),
        VERSION_MISSING(428, Family.INVALID, Retry.NEVER, "The version that is to be changed is not named"),
        IDEMPOTENCY_KEY_REUSED(422, Family.INVALID, Retry.NEVER, "The idempotency key belongs to another request"),
        NOT_SUPPORTED(501, Family.NOT_SUPPORTED, Retry.NEVER, "This is not supported"),

        RATE_LIMITED(429, Family.RATE_LIMIT, Retry.LATER, "Too many requests"),
        CONCURRENCY_LIMIT(429, Family.RATE_LIMIT, Retry.LATER, "Too many requests at once"),
        TOKENS_EXHAUSTED(429, Family.BILLING, Retry.NEVER, "The tokens of the day are used up"),
        BUDGET_RESERVED(429, Family.RATE_LIMIT, Retry.LATER, "Running calls have reserved the rest of the budget"),
        BUDGET_EXHAUSTED(429, Family.BILLING, Retry.NEVER, "The budget is used up"),
        MODEL_UNPRICED(400, Family.POLICY, Retry.NEVER, "Nobody knows what the model costs"),
        POLICY_BLOCKED(400, Family.POLICY, Retry.NEVER, "A policy blocks this"),

        CLIENT_LEFT(499, Family.INVALID, Retry.UNSAID, "The client closed the connection"),
        CALL_CANCELLED(503, Family.OVERLOADED, Retry.NEVER, "An operator ended the call"),
        JOURNAL_UNAVAILABLE(503, Family.OVERLOADED, Retry.LATER, "The journal cannot be written"),
        STORE_UNAVAILABLE(503, Family.OVERLOADED, Retry.LATER, "The store is not available"),
        OVERLOADED(503, Family.OVERLOADED, Retry.LATER, "The gateway is overloaded"),
        GATEWAY_DRAINING(503, Family.OVERLOADED, Retry.LATER, "This gateway is shutting down"),
        UPSTREAM_CONNECT(502, Family.UPSTREAM, Retry.UNSAID, "The provider could not be reached"),
        EGRESS_DENIED(502, Family.UPSTREAM, Retry.NEVER, "The provider's address may not be reached"),
        UPSTREAM_TLS(502, Family.UPSTREAM, Retry.UNSAID, "The provider's certificate or handshake is wrong"),
        UPSTREAM_RESET(502, Family.UPSTREAM, Retry.UNSAID, "The provider broke the connection"),
        UPSTREAM_PROTOCOL(502, Family.UPSTREAM, Retry.UNSAID, "The provider's answer cannot be used"),
        UPSTREAM_REDIRECT(502, Family.UPSTREAM, Retry.NEVER, "The provider answered with a redirect"),
        UPSTREAM_AUTH(502, Family.UPSTREAM, Retry.UNSAID, "The provider refused the gateway's own credential"),
        UPSTREAM_QUOTA(503, Family.OVERLOADED, Retry.LATER, "The gateway's account at the provider is limited"),
        UPSTREAM_ERROR(502, Family.UPSTREAM, Retry.UNSAID, "The provider failed"),
        UPSTREAM_REFUSED(400, Family.INVALID, Retry.NEVER, "The provider refused the request"),
        UPSTREAM_MODEL_UNKNOWN(
                404,
                Family.MODEL_UNKNOWN,
                Retry.NEVER,
                "The provider does not know the model, or not for this account"),
        UPSTREAM_TOO_LARGE(413, Family.TOO_LARGE, Retry.NEVER, "The request is too large for the provider"),
        UPSTREAM_RATE_LIMITED(429, Family.RATE_LIMIT, Retry.LATER, "The provider wants fewer requests"),
        UPSTREAM_OVERLOADED(503, Family.OVERLOADED, Retry.LATER, "The provider is overloaded"),
        UPSTREAM_TIMEOUT(504, Family.TIMEOUT, Retry.UNSAID, "The provider did not answer in time"),
        CREDENTIAL_MISSING(
                503, Family.OVERLOADED, Retry.NEVER, "The gateway has no usable credential for the provider"),
        INTERNAL(500, Family.INTERNAL, Retry.UNSAID, "The gateway failed");

        private final int status;
        private final Family family;
        private final Retry retry;
        private final String title;

        Kind(int status, Family family, Retry retry, String title) {
            this.status = status;
            this.family = family;
            this.retry = retry;
            this.title = title;
        }

        public int status() {
            return status;
        }

        public Family family() {
            return family;
        }

        public Retry retry() {
            return retry;
        }

        public String title() {
            return title;
        }

        /// The stable code that callers see, for example `token_expired`.
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Problem {
        more = Map.copyOf(more);
    }

    public Problem(Kind kind, String detail) {
        this(kind, detail, Map.of());
    }

    /// The same, with the time after which it is worth to try again.
    public Problem retryAfter(Duration after) {
        var with = new LinkedHashMap<>(more);
        with.put(RETRY_AFTER, after);
        return new Problem(kind, detail, with);
    }

    public Optional<Duration> retryAfter() {
        return more.get(RETRY_AFTER) instanceof Duration after ? Optional.of(after) : Optional.empty();
    }

    /// The members of an `application/problem+json` answer (RFC 9457).
    public Map<String, Object> toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", "urn:weir:problem:" + kind.code());
        json.put("title", kind.title());
        json.put("status", kind.status());
        json.put("detail", detail);
        json.put("code", kind.code());
        more.forEach((name, value) -> json.put(name, value instanceof Duration after ? after.toSeconds() : value));
        return json;
    }
}
