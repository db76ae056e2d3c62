package dev.weir.simulator;

import dev.weir.simulator.author.Author;
import dev.weir.simulator.fault.Fault;
import dev.weir.simulator.fault.FaultRules;
import dev.weir.simulator.fault.FaultSpec;
import dev.weir.simulator.fault.FaultSpec.Parsed;
import dev.weir.simulator.format.AnthropicCount;
import dev.weir.simulator.format.AnthropicMessages;
import dev.weir.simulator.format.Api;
import dev.weir.simulator.format.ChatCompletions;
import dev.weir.simulator.format.Doors;
import dev.weir.simulator.format.Embeddings;
import dev.weir.simulator.format.GeminiContent;
import dev.weir.simulator.format.GeminiCount;
import dev.weir.simulator.format.GeminiEmbedding;
import dev.weir.simulator.format.Ids;
import dev.weir.simulator.format.Responses;
import dev.weir.simulator.format.ResponsesCount;
import dev.weir.simulator.meter.Meter;
import dev.weir.simulator.prompt.AutomaticCache;
import dev.weir.simulator.prompt.MarkedCache;
import dev.weir.simulator.seal.Seal;
import dev.weir.wire.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A provider that answers the same requests in the same order with the same bytes.
///
/// It is a function from request to answer: it opens no socket, starts no thread and waits for nothing. What takes time
/// (a pause, a stall) is said in the answer, and whoever plays the answer takes that time. May be used by many threads.
public final class Simulator {

    private static final String FAULT = "x-simulator-fault";
    private static final Duration CACHE_LIFE = Duration.ofMinutes(10);

    private final SimulatorSettings settings;
    private final Doors doors;
    private final Meter meter = new Meter();
    private final FaultRules rules = new FaultRules();
    private final ReceivedLog received = new ReceivedLog();
    private final Control control = new Control(rules, received, meter);
    private final Staging staging;
    private final AtomicLong requests = new AtomicLong();

    public Simulator(SimulatorSettings settings) {
        this.settings = settings;
        this.staging = new Staging(settings.pace(), meter);
        var author = new Author(settings.pace().words());
        var seal = new Seal(settings.seed(), settings.binding());
        var marked = new MarkedCache(settings.smallestCached(), settings.clock());
        var automatic = new AutomaticCache(CACHE_LIFE, settings.clock());
        var operations = new LinkedHashMap<String, Api>();
        operations.put("/messages/count_tokens", new AnthropicCount(seal));
        operations.put("/messages", new AnthropicMessages(author, seal, marked));
        var chat = new ChatCompletions(author, automatic);
        operations.put("/chat/completions", chat);
        operations.put("/inference:complete", chat);
        operations.put("/responses/input_tokens", new ResponsesCount());
        operations.put("/responses", new Responses(author, seal, automatic));
        operations.put("/embeddings", new Embeddings());
        operations.put("generateContent", new GeminiContent(author, seal, automatic));
        operations.put("countTokens", new GeminiCount());
        operations.put("embedContent", new GeminiEmbedding());
        this.doors = new Doors(operations);
    }

    /// What it would have billed.
    public Meter meter() {
        return meter;
    }

    public SimulatorAnswer answer(HttpRequest request) {
        if (Control.isFor(request)) {
            return Desk.whole(control.answer(request));
        }
        long number = requests.incrementAndGet();
        received.add(Received.of(number, request));
        Route route = Route.of(request, doors);
        var ids = new Ids(settings.seed(), number);
        var desk = new Desk(settings, staging, request, route.dialect(request), ids);
        return switch (faults(request)) {
            case Parsed.Wrong(String why) -> desk.refuse(FAULT + ": " + why);
            case Parsed.Faults(List<Fault> faults) -> desk.answer(route, faults);
        };
    }

    private Parsed faults(HttpRequest request) {
        List<String> specs = request.headers().all(FAULT);
        return specs.isEmpty()
                ? new Parsed.Faults(
                        rules.take(request.method() + " " + request.target().path()))
                : FaultSpec.parse(String.join(",", specs));
    }
}
