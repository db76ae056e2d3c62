package dev.weir.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Many callers who ask one thing after another, in streams and in one piece; some of them leave early. When the
/// gateway is gone they wait for the next one.
final class Callers implements AutoCloseable {

    /// Where a gateway is, and what to ask it with.
    record Door(String url, List<String> tokens) {}

    private static final int PERIOD = 10;

    /// Who is told this was not asked who they are, so nothing is kept of them.
    private static final Set<String> TURNED_AWAY = Set.of("overloaded", "gateway_draining");

    private final HttpClient http;
    private final List<String> models;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> complete = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private volatile CompletableFuture<Door> door = new CompletableFuture<>();

    /// @param models who calls what; tokens are in the same order
    /// @param each how many callers there are of each
    Callers(HttpClient http, List<String> models, List<Integer> each, long seed) {
        this.http = http;
        this.models = models;
        var random = new SplittableRandom(seed);
        for (int who = 0; who < models.size(); who++) {
            for (int i = 0; i < each.get(who); i++) {
                int caller = who;
                SplittableRandom own = random.split();
                threads.execute(() -> run(caller, own));
            }
        }
    }

    void open(Door now) {
        door.complete(now);
    }

    /// Nobody begins anything from now on. What runs goes on.
    void shut() {
        door = new CompletableFuture<>();
    }

    /// The calls of which something came back.
    Set<String> begun() {
        return begun;
    }

    /// The calls of which all came back.
    Set<String> complete() {
        return complete;
    }

    int refused() {
        return refused.get();
    }

    int turnedAway() {
        return turnedAway.get();
    }

    private void run(int who, SplittableRandom random) {
        while (!threads.isShutdown()) {
            try {
                call(door.get(), who, random.nextInt(PERIOD), random);
            } catch (IOException gone) {
                LockSupport.parkNanos(1_000_000); // until it is known that the gateway is
            } catch (InterruptedException | ExecutionException over) {
                return;
            }
        }
    }

    private void call(Door at, int who, int manner, SplittableRandom random) throws IOException, InterruptedException {
        boolean streams = manner < 7;
        HttpRequest request = HttpRequest.newBuilder(URI.create(at.url() + "/v1/messages"))
                .header("authorization", "Bearer " + at.tokens().get(who))
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"%s\",\"max_tokens\":2000,\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                                .formatted(models.get(who), streams)))
                .build();
        if (manner == PERIOD - 1) {
            impatient(request, Duration.ofMillis(1 + random.nextInt(30)));
            return;
        }
        HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
        String id = began(answer);
        try (InputStream body = answer.body()) {
            if (manner == 0) {
                int _ = body.read();
                return; // and leaves
            }
            body.transferTo(OutputStream.nullOutputStream());
        }
        complete.add(id);
        if (answer.statusCode() != 200) {
            refused.incrementAndGet();
            LockSupport.parkNanos(10_000_000); // as it was told to
        }
    }

    /// Leaves when nothing has come for a while.
    private void impatient(HttpRequest request, Duration patience) throws InterruptedException {
        CompletableFuture<HttpResponse<InputStream>> asked = http.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            HttpResponse<InputStream> answer = asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            began(answer);
            answer.body().close();
        } catch (TimeoutException enough) {
            asked.cancel(true);
        } catch (ExecutionException | IOException gone) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private String began(HttpResponse<?> answer) {
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        if (answer.headers()
                .firstValue("x-weir-error")
                .filter(TURNED_AWAY::contains)
                .isEmpty()) {
            begun.add(id);
        } else {
            turnedAway.incrementAndGet();
        }
        return id;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
