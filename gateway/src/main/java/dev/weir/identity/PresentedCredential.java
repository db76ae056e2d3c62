package dev.weir.identity;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.Headers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Finds the one credential that a request presents, wherever its SDK puts it. The same one in several places is one.
/// Nothing in a query or a cookie is a credential.
public sealed interface PresentedCredential {

    record Token(String value) implements PresentedCredential {
        @Override
        public String toString() {
            return "***";
        }
    }

    record Refused(Problem problem) implements PresentedCredential {}

    /// Where SDKs put the key of whatever they call.
    List<String> PLAIN = List.of("x-api-key", "x-goog-api-key", "api-key");

    String PORTKEY = "x-portkey-api-key";

    static PresentedCredential of(Headers headers) {
        List<String> authorizations = headers.all("authorization");
        if (authorizations.size() > 1) {
            return ambiguous();
        }
        var bearer = new ArrayList<String>();
        for (String authorization : authorizations) {
            if (authorization.startsWith("AWS4-")) {
                return new Refused(new Problem(
                        Kind.AUTH_MISSING,
                        "the request is signed with keys of AWS, and the gateway knows no callers by those; an access token is"
                                + " wanted, which SDKs of AWS take from AWS_BEARER_TOKEN_BEDROCK"));
            }
            if (!authorization.regionMatches(true, 0, "bearer ", 0, "bearer ".length())) {
                return new Refused(
                        new Problem(Kind.AUTH_MISSING, "the authorization header is not of the form Bearer <token>"));
            }
            String value = authorization.substring("bearer ".length()).trim();
            if (value.indexOf(',') >= 0 || value.indexOf(' ') >= 0) {
                return ambiguous();
            }
            bearer.add(value);
        }
        List<String> portkey = headers.all(PORTKEY);
        if (!portkey.isEmpty() && !bearer.isEmpty() && !portkey.contains(bearer.getFirst())) {
            return new Refused(new Problem(
                    Kind.FIELD_NOT_ALLOWED,
                    "beside x-portkey-api-key the authorization header is a provider's key, and callers do not bring those; "
                            + "the operator configures them under providers.<name>.credentials"));
        }
        var values = new LinkedHashSet<String>(bearer);
        values.addAll(portkey);
        PLAIN.forEach(name -> values.addAll(headers.all(name)));
        values.remove("");
        return switch (values.size()) {
            case 0 ->
                new Refused(new Problem(
                        Kind.AUTH_MISSING,
                        "there is no credential; an access token is wanted in Authorization: Bearer, x-api-key, "
                                + "x-goog-api-key or x-portkey-api-key"));
            case 1 -> new Token(values.getFirst());
            default -> ambiguous();
        };
    }

    private static Refused ambiguous() {
        return new Refused(
                new Problem(Kind.AUTH_AMBIGUOUS, "there are different credentials in the headers; one is wanted"));
    }
}
