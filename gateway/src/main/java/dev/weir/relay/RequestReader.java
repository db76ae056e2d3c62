package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.BodyDecoder.Decoded;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.RequestShape;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Reads a body within what one request and all of them together may hold, undoes its encoding and reads its shape.
///
/// What can be told from the headers is told before a byte is read. Long bodies are read off the event loop, so that no
/// stream on it has to wait.
public final class RequestReader {

    /// What came of reading a request.
    sealed interface Result {

        /// @param release gives the body's bytes back to the process's budget
        record Ready(RequestShape shape, Runnable release) implements Result {}

        record Refused(Problem problem) implements Result {}

        /// The client left while it was sending.
        record Gone() implements Result {}
    }

    private static final int LONG = 256 * 1024;
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final long limit;
    private final BodyBudget budget;
    private final BodyDecoder decoder;
    private final Executor waiting;

    public RequestReader(long limit, BodyBudget budget, BodyDecoder decoder, Executor waiting) {
        this.limit = limit;
        this.budget = budget;
        this.decoder = decoder;
        this.waiting = waiting;
    }

    /// @param whole is told when the last byte is there
    void read(Exchange exchange, Runnable whole, Consumer<Result> then) {
        Headers headers = exchange.headers();
        Optional<Problem> refused = refusedByHeaders(headers);
        if (refused.isPresent()) {
            then.accept(new Result.Refused(refused.get()));
            return;
        }
        exchange.read(new Reading(exchange, encoding(headers), declared(headers), whole, then));
    }

    private Optional<Problem> refusedByHeaders(Headers headers) {
        String type = headers.first("content-type").orElse("application/json").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            return Optional.of(new Problem(
                    Kind.CONTENT_TYPE_UNSUPPORTED, "the content type is " + type + "; application/json is wanted"));
        }
        String encoding = encoding(headers);
        if (!encoding.isEmpty() && !decoder.knows(encoding)) {
            return Optional.of(new Problem(
                    Kind.CONTENT_ENCODING_UNSUPPORTED,
                    "the content encoding is " + encoding + "; gzip, zstd or none is wanted"));
        }
        long declared = declared(headers);
        return declared > limit ? Optional.of(tooLarge(declared + " bytes")) : Optional.empty();
    }

    private static String encoding(Headers headers) {
        String encoding =
                String.join(",", headers.all("content-encoding")).trim().toLowerCase(Locale.ROOT);
        return encoding.equals("identity") ? "" : encoding;
    }

    private static long declared(Headers headers) {
        try {
            return headers.first("content-length").map(Long::parseLong).orElse(0L);
        } catch (NumberFormatException notOne) {
            return 0; // the HTTP server refuses these; the real length counts
        }
    }

    private Problem tooLarge(String found) {
        return new Problem(Kind.BODY_TOO_LARGE, "the body has %s; at most %d bytes are taken".formatted(found, limit));
    }

    private static Problem overloaded() {
        return new Problem(Kind.OVERLOADED, "the gateway holds as many request bodies as it can").retryAfter(RETRY);
    }

    /// One body on its way in.
    private final class Reading implements Exchange.BodyListener {

        private final Exchange exchange;
        private final String encoding;
        private final Runnable whole;
        private final Consumer<Result> then;
        private final ByteArrayOutputStream bytes;
        private long taken;
        private boolean over;

        Reading(Exchange exchange, String encoding, long declared, Runnable whole, Consumer<Result> then) {
            this.exchange = exchange;
            this.encoding = encoding;
            this.whole = whole;
            this.then = then;
            this.bytes = new ByteArrayOutputStream(Math.clamp(declared, 256, LONG));
        }

        @Override
        public void chunk(byte[] piece) {
            if (over) {
                return; // refused already; the rest is let go
            }
            if (bytes.size() + (long) piece.length > limit) {
                refuse(tooLarge("more"));
            } else if (!take(piece.length)) {
                refuse(overloaded());
            } else {
                bytes.writeBytes(piece);
            }
        }

        @Override
        public void ended() {
            if (over) {
                return;
            }
            whole.run();
            byte[] body = bytes.toByteArray();
            if (body.length < LONG && encoding.isEmpty()) {
                finish(understand(body));
            } else {
                waiting.execute(() -> {
                    Result result = understand(body);
                    exchange.loop().execute(() -> finish(result));
                });
            }
        }

        @Override
        public void broke() {
            finish(new Result.Gone());
        }

        @Override
        public void malformed(Problem problem) {
            refuse(problem);
        }

        @Override
        public void late() {
            refuse(new Problem(
                    Kind.BODY_TIMEOUT, "the body came too slowly; %d bytes were there".formatted(bytes.size())));
        }

        private Result understand(byte[] body) {
            if (encoding.isEmpty()) {
                return shape(body);
            }
            return switch (decoder.decode(encoding, body, limit)) {
                case Decoded.Refused(Problem problem) -> new Result.Refused(problem);
                case Decoded.Body(byte[] decoded) ->
                    take(Math.max(0, decoded.length - body.length)) ? shape(decoded) : new Result.Refused(overloaded());
            };
        }

        private Result shape(byte[] body) {
            return switch (RequestShape.read(body)) {
                case RequestShape.Read.Shape(RequestShape shape) -> {
                    long held = taken;
                    yield new Result.Ready(shape, () -> budget.give(held));
                }
                case RequestShape.Read.Refused(Problem problem) -> new Result.Refused(problem);
            };
        }

        private boolean take(long more) {
            boolean there = budget.take(more);
            taken += there ? more : 0;
            return there;
        }

        private void refuse(Problem problem) {
            finish(new Result.Refused(problem));
        }

        private void finish(Result result) {
            if (over) {
                return;
            }
            over = true;
            if (!(result instanceof Result.Ready)) {
                budget.give(taken);
            }
            then.accept(result);
        }
    }
}
