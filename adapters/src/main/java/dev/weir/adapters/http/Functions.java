package dev.weir.adapters.http;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.BoundedBody;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A listener for functions from request to response, each run on a virtual thread, so that it may wait. What goes
/// wrong is told as RFC 9457 says.
final class Functions extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(Functions.class);
    private static final int LONGEST_BODY = 1024 * 1024;

    private final HttpSettings settings;
    private final Function<HttpRequest, HttpResponse> function;
    private final Executor waiting;

    Functions(HttpSettings settings, Function<HttpRequest, HttpResponse> function, Executor waiting) {
        this.settings = settings;
        this.function = function;
        this.waiting = waiting;
    }

    @Override
    public Future<?> start() {
        return settings.listen(settings.server(vertx).requestHandler(this::take).invalidRequestHandler(this::take));
    }

    private void take(HttpServerRequest request) {
        var exchange = new VertxExchange(request, context, settings.patience().body());
        if (exchange.tooLate()) {
            exchange.close();
            return;
        }
        Malformed.found(request)
                .ifPresentOrElse(
                        problem -> refuse(exchange, problem),
                        () -> exchange.read(new BoundedBody(
                                LONGEST_BODY,
                                body -> answer(exchange, body),
                                problem -> refuse(exchange, problem),
                                () -> {})));
    }

    private static void refuse(VertxExchange exchange, Problem problem) {
        exchange.response().whole(HttpResponse.problem(problem));
    }

    private void answer(VertxExchange exchange, byte[] body) {
        switch (RequestTarget.parse(exchange.rawTarget())) {
            case RequestTarget.Parsed.Refused(Problem problem) ->
                exchange.response().whole(HttpResponse.problem(problem));
            case RequestTarget.Parsed.Target(RequestTarget target) ->
                waiting.execute(() -> {
                    HttpResponse response =
                            applied(new HttpRequest(exchange.method(), target, exchange.headers(), body));
                    exchange.loop().execute(() -> exchange.response().whole(response));
                });
        }
    }

    private HttpResponse applied(HttpRequest request) {
        try {
            return function.apply(request);
        } catch (RuntimeException failure) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("path", request.target().path())
                    .log("a request failed");
            return HttpResponse.problem(new Problem(Kind.INTERNAL, "the gateway failed; its log says why"));
        }
    }
}
