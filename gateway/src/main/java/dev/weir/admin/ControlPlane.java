package dev.weir.admin;

import dev.weir.call.Principal;
import dev.weir.identity.TokenIssuer;
import dev.weir.policy.Authentication;
import dev.weir.policy.Authentication.Result;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control plane: a function from request to response. Everything but health needs a token with the scope of
/// administrators; what goes wrong is told as RFC 9457 says.
public final class ControlPlane {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    private final Authentication authentication;
    private final Optional<TokenIssuer> issuer;
    private final RoutingResources routing;
    private final CallResources calls;

    public ControlPlane(
            Authentication authentication,
            Optional<TokenIssuer> issuer,
            RoutingResources routing,
            CallResources calls) {
        this.authentication = authentication;
        this.issuer = issuer;
        this.routing = routing;
        this.calls = calls;
    }

    /// Answers a request. May wait.
    public HttpResponse answer(HttpRequest request) {
        if (request.target().path().equals("/health/live") && request.method().equals("GET")) {
            return HttpResponse.text(200, "live\n");
        }
        return answer(request, authentication.authenticate(request.headers()));
    }

    private HttpResponse answer(HttpRequest request, Result result) {
        return switch (result) {
            case Result.Refused(Problem problem) -> HttpResponse.problem(problem);
            case Result.Slow(var decide) -> {
                try {
                    yield answer(request, decide.call());
                } catch (Exception failure) {
                    throw new IllegalStateException("the caller could not be authenticated", failure);
                }
            }
            case Result.Passed(Principal principal) -> authorised(request, principal);
        };
    }

    private HttpResponse authorised(HttpRequest request, Principal principal) {
        return switch (request.target().path()) {
            case "/issuer/rotate" -> rotate(request, principal);
            default ->
                routing.answer(request, principal)
                        .or(() -> calls.answer(request, principal))
                        .orElseGet(() -> HttpResponse.problem(new Problem(
                                Kind.ROUTE_UNKNOWN,
                                "nothing is served at " + request.target().path())));
        };
    }

    /// Signs tokens with a new key; those that were signed before stay good until they expire.
    private HttpResponse rotate(HttpRequest request, Principal principal) {
        if (!request.method().equals("POST")) {
            return HttpResponse.problem(new Problem(
                    Kind.METHOD_NOT_ALLOWED, "the method is %s; POST is wanted".formatted(request.method())));
        }
        if (issuer.isEmpty()) {
            return HttpResponse.problem(
                    new Problem(Kind.ROUTE_UNKNOWN, "there is no embedded-issuer in the configuration"));
        }
        String kid = issuer.get().keys().rotate();
        LOG.atInfo()
                .addKeyValue("kid", kid)
                .addKeyValue("by", principal.client())
                .log("the issuer signs with a new key");
        return HttpResponse.json(200, Map.of("kid", kid));
    }
}
