package dev.weir.relay;

import dev.weir.call.Beginning;
import dev.weir.call.CallReport;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Outcome.By;
import dev.weir.call.Principal;
import dev.weir.call.Reserved;
import dev.weir.call.Tab;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.call.TraceContext;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.format.OpenAiChat;
import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// One request: what is known of it so far, and its one end, in words that its caller understands. When it has ended it
/// is reported.
///
/// Lives on the exchange's event loop.
final class Visit {

    /// After these nothing sensible can follow on the same connection.
    private static final Set<Kind> LAST = EnumSet.of(
            Kind.GATEWAY_DRAINING, Kind.HEADERS_INVALID, Kind.HEADERS_TOO_LARGE, Kind.URI_TOO_LONG, Kind.BODY_TIMEOUT);

    private final InferenceServer.Shared shared;
    private final Timers timers;
    private final Exchange exchange;
    private final String id;
    private final TraceContext trace;
    private final Instant arrived;
    private final Timeline timeline;
    private final Answering client;
    private final LiveCall live;
    private final Tab tab = new Tab();
    private Optional<Reserved> kept = Optional.empty();
    private final List<Runnable> afterwards = new ArrayList<>(2);
    private Runnable lastly = () -> {};

    private InetAddress source;
    private WireFormat words = OpenAiChat.FORMAT;
    private Optional<RequestTarget> target = Optional.empty();
    private Optional<Principal> principal = Optional.empty();
    private Optional<Operation> operation = Optional.empty();
    private String model = "";
    private boolean streams;
    private boolean isKept;
    private boolean over;

    /// @param cut ends it for a reason of ours; may be called from any thread
    Visit(InferenceServer.Shared shared, Timers timers, Exchange exchange, Consumer<Problem> cut) {
        this.shared = shared;
        this.timers = timers;
        this.exchange = exchange;
        this.id = shared.ids().next();
        this.trace = TraceContext.of(exchange.headers(), ThreadLocalRandom.current());
        this.arrived = shared.clock().instant();
        this.timeline = new Timeline(timers.nanos());
        this.client = new Answering(exchange.response(), shared.live());
        this.source = exchange.peer();
        this.live = new LiveCall(id, arrived, cut);
        client.notice(tab::notices);
    }

    // What is known.

    Exchange exchange() {
        return exchange;
    }

    String id() {
        return id;
    }

    TraceContext trace() {
        return trace;
    }

    Timeline timeline() {
        return timeline;
    }

    /// It among those that run.
    LiveCall live() {
        return live;
    }

    Answering client() {
        return client;
    }

    Tab tab() {
        return tab;
    }

    WireFormat words() {
        return words;
    }

    RequestTarget target() {
        return target.orElseThrow();
    }

    Principal principal() {
        return principal.orElseThrow();
    }

    boolean over() {
        return over;
    }

    void mark(Moment moment) {
        timeline.mark(moment, timers.nanos());
    }

    // What becomes known.

    void goesTo(RequestTarget parsed, WireFormat understood) {
        target = Optional.of(parsed);
        words = understood;
    }

    void comesFrom(InetAddress address) {
        source = address;
    }

    void isBy(Principal known) {
        principal = Optional.of(known);
        live.isBy(known);
        client.notice(() -> shared.notices().of(known, words).and(tab.notices()));
        mark(Moment.AUTHENTICATED);
    }

    /// Whoever it is came without a credential of ours, and has proved it otherwise.
    void turnsOutToBeBy(Principal known) {
        principal = Optional.of(known);
    }

    void asksFor(Operation wanted, String named, boolean streamed) {
        operation = Optional.of(wanted);
        model = named;
        live.wants(named);
        streams = streamed;
    }

    /// From here on it belongs to what is kept: somebody wants something and says who it is, truly or not.
    void isKept() {
        isKept = true;
    }

    // How it ends.

    /// Has something done when it has ended, however it does.
    void afterwards(Runnable then) {
        afterwards.add(then);
    }

    /// Has something done when it has ended and that is told to everybody: nothing comes after it.
    void lastly(Runnable then) {
        lastly = then;
    }

    /// Does a step; a bug of ours ends this request and no other.
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            end(new Outcome.Failed(bug));
        }
    }

    void refuse(Problem problem) {
        end(new Outcome.Refused(problem));
    }

    void answer(HttpResponse response) {
        end(new Outcome.Answered(exchange.method().equals("HEAD") ? response.withoutBody() : response));
    }

    void left() {
        end(gone());
    }

    static Outcome gone() {
        return new Outcome.Broken(
                By.CLIENT,
                new Problem(Kind.CLIENT_LEFT, "the client left before it had sent its request"),
                Usage.NONE,
                List.of());
    }

    /// Answers without a report: for those who look whether somebody is there.
    void unreported(HttpResponse response) {
        over = true;
        client.whole(exchange.method().equals("HEAD") ? response.withoutBody() : response);
    }

    /// The first to come ends it. Nobody is answered before it is kept that they will be.
    void end(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        afterwards.forEach(Runnable::run);
        if (isKept && kept.isEmpty() && !client.begun()) {
            started(Reserved.NOTHING, _ -> tell(outcome));
        } else {
            tell(outcome);
        }
    }

    private void tell(Outcome outcome) {
        switch (outcome) {
            case Outcome.Served _, Outcome.Broken _ -> {}
            case Outcome.Answered(HttpResponse response) -> client.whole(response.with("x-request-id", id));
            case Outcome.Refused(Problem problem, var response) ->
                response.ifPresentOrElse(words -> client.whole(words.with("x-request-id", id)), () -> say(problem));
            case Outcome.Unserved unserved -> say(unserved.problem());
            case Outcome.Failed _ -> say(new Problem(Kind.INTERNAL, "the gateway failed; the call is " + id));
        }
        mark(Moment.FIRST_BYTE);
        mark(Moment.LAST_BYTE);
        var report = new CallReport(beginning(), client.status(), outcome, timeline, tab);
        if (isKept) {
            shared.trail().ended(report);
        }
        shared.reports().ended(report);
        lastly.run();
    }

    private Beginning beginning() {
        return new Beginning(
                id,
                trace,
                arrived,
                exchange.method(),
                target,
                source.getHostAddress(),
                exchange.headers(),
                principal,
                operation,
                model,
                streams,
                shared.snapshot().current().version());
    }

    /// Has it kept that this begins, unless exactly that is kept already.
    ///
    /// @param then is told on the loop why it could not be kept
    void started(Reserved reserved, Consumer<Optional<Problem>> then) {
        if (kept.filter(reserved::equals).isPresent()) {
            then.accept(Optional.empty());
            return;
        }
        kept = Optional.of(reserved);
        shared.trail().started(beginning(), reserved, problem -> exchange.loop().execute(() -> then.accept(problem)));
    }

    /// Says no: with a status if that is still possible, else inside the stream that has begun.
    private void say(Problem problem) {
        if (client.wasCut()) {
            return;
        }
        if (client.begun()) {
            client.send(words.watch().failure(problem, id));
            client.end();
        } else {
            HttpResponse refusal = words.refusal(problem, id);
            if (RoutingHeaders.isPortkeys(exchange.headers())) {
                refusal = refusal.with("x-portkey-gateway-exception", "true");
            }
            client.whole(LAST.contains(problem.kind()) ? refusal.with("connection", "close") : refusal);
        }
    }
}
