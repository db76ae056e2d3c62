package dev.weir.adapters.http;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.Upstream;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Reaches providers from one event loop, over pools of connections that only this loop uses.
final class VertxUpstream implements Upstream {

    private final HttpClient http1;
    private final HttpClient http2;

    VertxUpstream(HttpClient http1, HttpClient http2) {
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public Sending send(UpstreamRequest request, Listener listener) {
        var sending = new Talk(listener);
        var options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method()))
                .setSsl(request.address().tls())
                .setHost(request.address().host())
                .setPort(request.address().port())
                .setURI(request.target())
                .setConnectTimeout(request.connectTimeout().toMillis())
                .setFollowRedirects(false);
        request.headers().forEach(options::addHeader);
        HttpClient client = request.address().http2() ? http2 : http1;
        client.request(options).onComplete(sent -> {
            if (sent.succeeded()) {
                sending.connected(sent.result(), request.body());
            } else {
                sending.broke(unconnected(sent.cause(), request.address().tls()));
            }
        });
        return sending;
    }

    /// One request and its answer.
    private static final class Talk implements Sending {

        private final Listener listener;
        private @Nullable HttpClientRequest request;
        private @Nullable HttpClientResponse response;
        private boolean over;

        Talk(Listener listener) {
            this.listener = listener;
        }

        void connected(HttpClientRequest connected, byte[] body) {
            request = connected;
            if (over) {
                connected.reset(); // cancelled while the connection was made
                return;
            }
            connected.exceptionHandler(this::broke);
            connected.send(Buffer.buffer(body)).onComplete(answered -> {
                if (answered.succeeded()) {
                    answered(answered.result());
                } else {
                    broke(answered.cause());
                }
            });
        }

        private void answered(HttpClientResponse answer) {
            if (over) {
                return;
            }
            response = answer;
            answer.exceptionHandler(this::broke);
            answer.handler(buffer -> {
                if (!over) {
                    listener.chunk(buffer.getBytes());
                }
            });
            answer.endHandler(_ -> {
                if (!over) {
                    over = true;
                    listener.ended();
                }
            });
            listener.head(answer.statusCode(), VertxHeaders.of(answer.headers()));
        }

        void broke(Throwable why) {
            broke(problem(why));
        }

        void broke(Problem problem) {
            if (!over) {
                over = true;
                listener.broke(problem);
            }
        }

        @Override
        public void pause() {
            if (response != null) {
                response.pause();
            }
        }

        @Override
        public void resume() {
            if (response != null) {
                response.resume();
            }
        }

        @Override
        public void cancel() {
            if (!over) {
                over = true;
                if (request != null) {
                    request.reset();
                }
            }
        }
    }

    /// A connection of TLS that closes before it is there has failed in its handshake, whatever the transport calls it.
    private static Problem unconnected(Throwable why, boolean tls) {
        Problem problem = problem(why);
        return tls && problem.kind() == Kind.UPSTREAM_RESET
                ? new Problem(Kind.UPSTREAM_TLS, "the provider's certificate or handshake was not accepted")
                : problem;
    }

    private static Problem problem(Throwable why) {
        return switch (why) {
            case SSLException _ ->
                new Problem(Kind.UPSTREAM_TLS, "the provider's certificate or handshake was not accepted");
            case UnknownHostException _ -> new Problem(Kind.UPSTREAM_CONNECT, "the provider's name is not known");
            case EgressGuard.Denied denied -> new Problem(Kind.EGRESS_DENIED, denied.why());
            case ConnectTimeoutException _, TimeoutException _, ConnectionPoolTooBusyException _ ->
                new Problem(Kind.UPSTREAM_CONNECT, "no connection to the provider was free or made in time");
            case ConnectException _ -> new Problem(Kind.UPSTREAM_CONNECT, "the provider did not take a connection");
            case DecoderException decoding
            when decoding.getCause() instanceof SSLException ->
                new Problem(Kind.UPSTREAM_TLS, "the provider's certificate or handshake was not accepted");
            case DecoderException _, IllegalArgumentException _ ->
                new Problem(Kind.UPSTREAM_PROTOCOL, "the provider's answer is not well-formed HTTP");
            case SocketException _ -> new Problem(Kind.UPSTREAM_RESET, "the provider broke the connection");
            default ->
                new Problem(Kind.UPSTREAM_RESET, "the provider closed the connection before its answer was complete");
        };
    }
}
