package dev.weir.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.weir.call.Operation;
import dev.weir.config.Issuer.Binding;
import dev.weir.config.Leaving;
import dev.weir.config.Passes;
import dev.weir.config.Routing;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.config.TeamRule;
import dev.weir.config.Unpriced;
import dev.weir.directory.ActivePrices;
import dev.weir.directory.CurrentDirectory;
import dev.weir.directory.Directory.Foreigners;
import dev.weir.directory.DirectoryCompiler.Deployed;
import dev.weir.identity.Clients;
import dev.weir.identity.Clients.Client;
import dev.weir.identity.KeyRing;
import dev.weir.identity.Moment;
import dev.weir.identity.Scopes;
import dev.weir.identity.TokenIssuer;
import dev.weir.identity.TokenVerifier;
import dev.weir.identity.TrustedIssuer;
import dev.weir.meter.Calibration;
import dev.weir.meter.PriceCatalogue;
import dev.weir.policy.Authentication;
import dev.weir.policy.Balances;
import dev.weir.policy.Drafts;
import dev.weir.policy.Preview;
import dev.weir.policy.Quoting;
import dev.weir.policy.TokenAuthentication;
import dev.weir.provider.Address;
import dev.weir.provider.CredentialPool;
import dev.weir.provider.Provider;
import dev.weir.provider.Service;
import dev.weir.relay.LiveCalls;
import dev.weir.relay.Rehearsal;
import dev.weir.route.ActiveSnapshot;
import dev.weir.route.Healths;
import dev.weir.route.Router;
import dev.weir.route.Seats;
import dev.weir.route.Snapshot;
import dev.weir.store.AuditIndex;
import dev.weir.store.Contents;
import dev.weir.store.DocumentStore;
import dev.weir.store.MemoryAuditIndex;
import dev.weir.store.MemoryBooks;
import dev.weir.store.MemoryDocumentStore;
import dev.weir.telemetry.Metrics;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import dev.weir.wire.http.RequestTarget;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A control plane with everything that is behind it, without sockets. What it answers has to be what its OpenAPI
/// document says that it can answer.
final class AdminWorld {

    static final JsonMapper JSON = JsonMapper.shared();
    private static final String OURS = "http://127.0.0.1:8787";
    private static final KeyRing RING = KeyRing.ephemeral(Duration.ofHours(1), new Moment());

    final Moment clock = new Moment();
    final DocumentStore store;
    final AuditIndex index = new MemoryAuditIndex();
    final Clients.Hasher hasher = Clients.Hasher.ephemeral();
    final TokenIssuer issuer = new TokenIssuer(OURS, RING, Duration.ofHours(1), clock);
    final CurrentDirectory directory;
    final ActivePrices prices = new ActivePrices(PriceCatalogue.builtIn(), Contents.EMPTY);
    final NotedLedger ledger = new NotedLedger();
    final MemoryBooks books;
    final ControlPlane plane;
    final Authentication invoking;
    final TokenEndpoint tokens;
    private final JsonNode openApi;

    AdminWorld() {
        this(new MemoryDocumentStore(), RoutingRules.NONE);
    }

    AdminWorld(DocumentStore store, RoutingRules rules) {
        this.store = store;
        books = new MemoryBooks(clock::millis);
        var operator = new Client(
                "operator", "platform", Set.of(Scopes.INVOKE, Scopes.ADMIN), hasher.hash("secret-of-the-operator"));
        var company = new Foreigners("company", List.<TeamRule>of());
        directory = new CurrentDirectory(
                new Deployed(
                        List.of(operator), Map.of("https://login.example.com", company), Set.of("openai", "bedrock")),
                Contents.EMPTY,
                hasher);
        var verifier = new TokenVerifier(
                List.of(new TrustedIssuer(
                        OURS, Set.of(JWSAlgorithm.RS256), new Binding.AccessToken("", Set.of()), RING)),
                clock);
        invoking = authentication(verifier, Scopes.INVOKE);
        var snapshot = new ActiveSnapshot(new Snapshot(
                "1",
                Map.of("openai", openai()),
                Map.of(),
                Map.of(),
                Map.of("gpt-5.4", Leaf.of("openai", Optional.empty())),
                List.of(),
                Routing.DEFAULT,
                Map.of()));
        var healths = new Healths(clock, System::nanoTime);
        var router = new Router(healths, new Seats(System::nanoTime), new SplittableRandom(1));
        var balances = new Balances(ledger, books);
        var rehearsal = new Rehearsal(snapshot, router);
        var quoting = new Quoting(() -> prices, name -> name, new Calibration(), clock);
        var drafts = new Drafts(quoting, () -> directory.now().budgets(), () -> Unpriced.FLAG, clock);
        plane = new ControlPlane(
                authentication(verifier, Scopes.ADMIN),
                invoking,
                store,
                Optional.of(issuer),
                hasher,
                directory::now,
                rules,
                List.of(
                        new RoutingResources(snapshot, healths, rehearsal),
                        new CallResources(new LiveCalls(), clock),
                        new PriceResources(
                                prices, name -> Optional.of(name).filter(Set.of("openai", "bedrock")::contains)),
                        new MetricsPage(new Metrics(), Permission.ADMINISTRATORS),
                        new BudgetResources(balances, directory::now),
                        new UsageResources(books, balances, directory::now),
                        new PreviewResources(rehearsal, new Preview(drafts, balances), directory::now),
                        new AuditResources(index),
                        new LostGatewayResources(books)),
                clock,
                () -> {
                    directory.replace(store.contents());
                    prices.replace(store.contents());
                });
        tokens = new TokenEndpoint(
                issuer, () -> directory.now().ours(), new AttemptLimit(1000, Duration.ofMillis(1), clock), clock);
        try (InputStream document = Objects.requireNonNull(ControlPlane.class.getResourceAsStream("openapi.json"))) {
            openApi = JSON.readTree(document);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Provider openai() {
        return new Provider(
                "openai",
                "openai",
                new Address(true, "api.openai.com", 443),
                Map.of(Operation.CHAT, Service.of(Operation.CHAT, "/v1/chat/completions")),
                Headers.NONE,
                Passes.BY_DEFAULT,
                Leaving.CANCEL,
                new CredentialPool(List.of(), InstantSource.system()));
    }

    private Authentication authentication(TokenVerifier verifier, String scope) {
        return new TokenAuthentication(
                () -> new TokenAuthentication.Known(verifier, directory.now(), hasher, Duration.ZERO), scope, clock);
    }

    JsonNode openApi() {
        return openApi;
    }

    String operator() {
        return issuer.issue("operator", Set.of(Scopes.INVOKE, Scopes.ADMIN));
    }

    /// As the operator.
    HttpResponse ask(String method, String target, String body, String... headers) {
        return as(operator(), method, target, body, headers);
    }

    HttpResponse as(String credential, String method, String target, String body, String... headers) {
        Headers.Builder all = Headers.of(headers).toBuilder();
        if (!credential.isEmpty()) {
            all.set("authorization", "Bearer " + credential);
        }
        if (!body.isEmpty()) {
            all.set("content-type", "application/json");
        }
        int mark = target.indexOf('?');
        var parsed = new RequestTarget(
                mark < 0 ? target : target.substring(0, mark), mark < 0 ? "" : target.substring(mark));
        HttpResponse answer = plane.answer(new HttpRequest(
                method, parsed, all.build(), body.replace('\'', '"').getBytes(UTF_8)));
        documented(method, parsed.path(), answer);
        return answer;
    }

    private void documented(String method, String path, HttpResponse answer) {
        plane.routes().stream()
                .filter(route ->
                        route.method().equals(method) && route.values(path).isPresent())
                .findFirst()
                .ifPresent(route -> assertThat(openApi.path("paths")
                                .path(route.described())
                                .path(method.toLowerCase(java.util.Locale.ROOT))
                                .path("responses")
                                .propertyNames())
                        .as(method + " " + route.path())
                        .contains(Integer.toString(answer.status())));
    }

    static JsonNode json(HttpResponse answer) {
        return JSON.readTree(answer.body());
    }

    static String text(HttpResponse answer) {
        return new String(answer.body(), UTF_8);
    }

    static String code(HttpResponse answer) {
        return answer.status() + " " + json(answer).path("code").stringValue("");
    }

    static String etag(HttpResponse answer) {
        return answer.headers().first("etag").orElseThrow();
    }

    /// Registers a team and gives the answer.
    JsonNode team(String name) {
        HttpResponse answer =
                ask("POST", "/teams", "{'team_name':'%s','contact_email':'%s@example.com'}".formatted(name, name));
        assertThat(answer.status()).as(text(answer)).isEqualTo(201);
        return json(answer);
    }

    /// What the token endpoint answers.
    HttpResponse exchange(String client, String secret) {
        String basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
        return tokens.answer(new HttpRequest(
                        "POST",
                        new RequestTarget("/oauth2/token", ""),
                        Headers.of(
                                "authorization", "Basic " + basic, "content-type", "application/x-www-form-urlencoded"),
                        "grant_type=client_credentials".getBytes(UTF_8)))
                .response();
    }

    String token(JsonNode credentials) {
        HttpResponse answer = exchange(
                credentials.path("client_id").stringValue(""),
                credentials.path("client_secret").stringValue(""));
        assertThat(answer.status()).isEqualTo(200);
        return json(answer).path("access_token").stringValue("");
    }

    /// What the data plane would say of a credential.
    Authentication.Result calling(String credential) {
        return invoking.authenticate(Headers.of("authorization", "Bearer " + credential));
    }

    List<JsonNode> outbox() {
        return store.outbox(0, 10_000).stream()
                .map(one -> JSON.readTree(one.event().json()))
                .toList();
    }
}
