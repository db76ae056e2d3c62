package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.call.OpenAnswer;
import dev.weir.call.Principal;
import dev.weir.identity.Clients;
import dev.weir.identity.Clients.Client;
import dev.weir.identity.TokenIssuer;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The token endpoint of OAuth 2.0 (RFC 6749) for `client_credentials`. A client authenticates with HTTP Basic or
/// in the form, never with both and never in the URL.
public final class TokenEndpoint {

    private static final String INVALID_REQUEST = "invalid_request";

    private final TokenIssuer issuer;
    private final Supplier<Clients> clients;
    private final AttemptLimit limit;
    private final InstantSource clock;

    /// @param clients those that are known now
    public TokenEndpoint(TokenIssuer issuer, Supplier<Clients> clients, AttemptLimit limit, InstantSource clock) {
        this.issuer = issuer;
        this.clients = clients;
        this.limit = limit;
        this.clock = clock;
    }

    /// Who says to be who.
    private record Claimed(String id, String secret) {
        @Override
        public String toString() {
            return id;
        }
    }

    public OpenAnswer answer(HttpRequest request) {
        if (!request.method().equals("POST")) {
            return refused(
                    error(405, INVALID_REQUEST, "the method is POST").with("allow", "POST"),
                    Kind.METHOD_NOT_ALLOWED,
                    "a token is asked for with %s".formatted(request.method()));
        }
        if (!request.target().query().isEmpty()) {
            return invalid("the parameters stand in the body, not in the URL");
        }
        String type = request.headers().first("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].trim().equals("application/x-www-form-urlencoded")) {
            return invalid("the content type is application/x-www-form-urlencoded");
        }
        Optional<Map<String, String>> form = form(request.body());
        if (form.isEmpty()) {
            return invalid("a parameter is there twice, or the body is not a form");
        }
        return granted(request.headers(), form.get());
    }

    private OpenAnswer granted(Headers headers, Map<String, String> form) {
        String grant = form.getOrDefault("grant_type", "");
        if (!grant.equals("client_credentials")) {
            return invalid(
                    grant.isEmpty() ? INVALID_REQUEST : "unsupported_grant_type", "grant_type is client_credentials");
        }
        List<String> authorizations = headers.all("authorization");
        boolean inForm = form.containsKey("client_secret");
        if (authorizations.size() > 1 || (!authorizations.isEmpty() && inForm)) {
            return invalid("the client authenticates once, with HTTP Basic or in the form");
        }
        Optional<Claimed> claimed = authorizations.isEmpty()
                ? inForm
                        ? Optional.of(
                                new Claimed(form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", "")))
                        : Optional.empty()
                : basic(authorizations.getFirst());
        if (claimed.isEmpty()) {
            return notAuthenticated("nobody says to be a client");
        }
        if (!form.getOrDefault("client_id", claimed.get().id())
                .equals(claimed.get().id())) {
            return invalid("client_id is not the client that authenticates");
        }
        if (!limit.allows(claimed.get().id())) {
            return refused(
                    error(429, "temporarily_unavailable", "too many attempts for this client")
                            .with("retry-after", "10"),
                    Kind.RATE_LIMITED,
                    "too many attempts for " + named(claimed.get()));
        }
        Optional<Client> client =
                clients.get().authenticate(claimed.get().id(), claimed.get().secret(), clock.instant());
        return client.isEmpty()
                ? notAuthenticated("that is no secret of " + named(claimed.get()))
                : token(client.get(), form.getOrDefault("scope", ""));
    }

    /// What is no client of ours may be anything, also a secret in the wrong place.
    private String named(Claimed claimed) {
        return clients.get()
                .client(claimed.id())
                .map(client -> "the client " + client)
                .orElse("any client");
    }

    private OpenAnswer token(Client client, String wanted) {
        Set<String> scopes = wanted.isBlank()
                ? client.scopes()
                : Set.copyOf(new TreeSet<>(Arrays.asList(wanted.trim().split(" +"))));
        if (!client.scopes().containsAll(scopes)) {
            return invalid("invalid_scope", "the client may ask for " + new TreeSet<>(client.scopes()));
        }
        var json = new LinkedHashMap<String, Object>();
        json.put("access_token", issuer.issue(client.id(), scopes));
        json.put("expires_in", issuer.life().toSeconds());
        json.put("token_type", "Bearer");
        json.put("scope", String.join(" ", new TreeSet<>(scopes)));
        return new OpenAnswer(
                HttpResponse.json(200, json).with("cache-control", "no-store").with("pragma", "no-cache"),
                Optional.of(new Principal(client.id(), client.id(), client.team(), scopes)),
                Optional.empty());
    }

    private static Optional<Claimed> basic(String authorization) {
        if (!authorization.regionMatches(true, 0, "basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder().decode(authorization.substring(6).trim()), UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Claimed(decoded(pair.substring(0, colon)), decoded(pair.substring(colon + 1))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> form(byte[] body) {
        var form = new LinkedHashMap<String, String>();
        try {
            for (String pair : new String(body, UTF_8).split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0
                        && form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))) != null) {
                    return Optional.empty();
                }
            }
            return Optional.of(form);
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    private static String decoded(String value) {
        return RequestTarget.decoded(value.replace("+", "%20"));
    }

    private static OpenAnswer notAuthenticated(String why) {
        return refused(
                error(401, "invalid_client", "the client is not known, or its secret is wrong")
                        .with("www-authenticate", "Basic realm=\"weir\""),
                Kind.CLIENT_UNKNOWN,
                why);
    }

    private static OpenAnswer invalid(String description) {
        return invalid(INVALID_REQUEST, description);
    }

    private static OpenAnswer invalid(String error, String description) {
        return refused(error(400, error, description), Kind.FIELD_INVALID, description);
    }

    private static OpenAnswer refused(HttpResponse response, Kind kind, String why) {
        return new OpenAnswer(response, Optional.empty(), Optional.of(new Problem(kind, why)));
    }

    private static HttpResponse error(int status, String error, String description) {
        return HttpResponse.json(status, Map.of("error", error, "error_description", description))
                .with("cache-control", "no-store");
    }
}
