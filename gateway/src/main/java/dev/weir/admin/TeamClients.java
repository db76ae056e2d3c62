package dev.weir.admin;

import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.Section;
import dev.weir.config.Values;
import dev.weir.directory.Kinds;
import dev.weir.directory.Scopes;
import dev.weir.directory.Shapes;
import dev.weir.directory.Status;
import dev.weir.directory.Team;
import dev.weir.directory.TeamClient;
import dev.weir.directory.TeamClient.Origin;
import dev.weir.identity.Clients;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.wire.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `/teams/{team}/clients`: the OAuth clients of a team, of our own issuer or of another, and new secrets for them.
final class TeamClients {

    private static final long LONGEST_OVERLAP = Duration.ofDays(7).toSeconds();
    private static final long USUAL_OVERLAP = Duration.ofDays(1).toSeconds();

    /// What is said of a new client.
    private record Wanted(String description, Set<Scope> scopes, String issuer, String issuerClient) {
        static Wanted read(Section body) {
            List<Scope> scopes = body.values("scopes", Values.oneOf(Scope.class));
            var wanted = new Wanted(
                    body.value("description", Shapes.prose(256), ""),
                    scopes.isEmpty() ? Set.of(Scope.INVOKE) : Set.copyOf(scopes),
                    body.value("issuer", Values.TEXT, ""),
                    body.value("issuer_client_id", Values.TEXT, ""));
            body.at("issuer_client_id")
                    .require(
                            wanted.issuer.isEmpty() == wanted.issuerClient.isEmpty(),
                            "issuer and issuer_client_id go together: a client of another issuer, and its id there");
            return wanted;
        }
    }

    /// What is said of a new secret.
    private record Rotation(String client, long overlap) {
        static Rotation read(Section body) {
            return new Rotation(Versions.clientOf(body), Versions.overlap(body, LONGEST_OVERLAP, USUAL_OVERLAP));
        }
    }

    private final Registry registry;
    private final Issuing issuing;

    TeamClients(Registry registry, Issuing issuing) {
        this.registry = registry;
        this.issuing = issuing;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/teams/{team}/clients", Permission.OWN_TEAM, "clients.list", this::list),
                new Route("POST", "/teams/{team}/clients", Permission.ADMINISTRATORS, "client.make", this::make),
                new Route("GET", "/teams/{team}/clients/{client}", Permission.OWN_TEAM, "client.read", this::read),
                new Route(
                        "DELETE",
                        "/teams/{team}/clients/{client}",
                        Permission.ADMINISTRATORS,
                        "client.remove",
                        this::remove),
                new Route(
                        "POST",
                        "/teams/{team}/clients/{client}/rotate",
                        Permission.ADMINISTRATORS,
                        "client.rotate",
                        ask -> rotate(ask, ask.value("client"))),
                new Route(
                        "POST",
                        "/teams/{team}/rotate",
                        Permission.ADMINISTRATORS,
                        "client.rotate",
                        ask -> rotate(ask, "")));
    }

    private HttpResponse list(Ask ask) {
        team(ask);
        return Pages.of(
                registry.store(),
                Kinds.CLIENT,
                ask,
                document -> client(document).team().equals(ask.value("team")),
                document -> client(document).shown());
    }

    private HttpResponse make(Ask ask) {
        Wanted wanted = ask.body(Wanted::read);
        Team team = active(ask);
        String id = Ids.next("client_");
        Instant now = registry.now();
        return wanted.issuer().isEmpty() ? ours(ask, wanted, team, id, now) : foreign(ask, wanted, team, id, now);
    }

    private HttpResponse ours(Ask ask, Wanted wanted, Team team, String id, Instant now) {
        if (issuing.issuer().isEmpty()) {
            throw new Refusal(
                    Kind.DOCUMENT_STATE,
                    "this gateway has no embedded-issuer; name the issuer and the issuer_client_id of a client there");
        }
        String secret = Clients.newSecret();
        var hashed = new TeamClient.Hashed(issuing.hash(secret), now, Instant.MAX);
        var client = new TeamClient(
                id,
                team.name(),
                wanted.description(),
                Status.ACTIVE,
                wanted.scopes(),
                new Origin.Ours(List.of(hashed)),
                now);
        ObjectNode answer = client.shown();
        answer.set("credentials", credentials(issuing, client, secret));
        return registry.commit(
                ask, List.of(Registry.Put.fresh(Kinds.client(id), client.json())), HttpResponse.json(201, answer));
    }

    private HttpResponse foreign(Ask ask, Wanted wanted, Team team, String id, Instant now) {
        boolean known = issuing.directory().get().issuers().values().stream()
                .anyMatch(issuer -> issuer.name().equals(wanted.issuer()));
        if (!known) {
            throw new Refusal(Kind.DOCUMENT_INVALID, "/issuer: no issuer of weir.yaml is named " + wanted.issuer());
        }
        var client = new TeamClient(
                id,
                team.name(),
                wanted.description(),
                Status.ACTIVE,
                wanted.scopes(),
                new Origin.Foreign(wanted.issuer(), wanted.issuerClient()),
                now);
        ObjectNode mark = client.shown().objectNode().put("client_id", id);
        return registry.commit(
                ask,
                List.of(
                        Registry.Put.fresh(Kinds.client(id), client.json()),
                        Registry.Put.fresh(Kinds.foreign(wanted.issuer(), wanted.issuerClient()), mark)),
                HttpResponse.json(201, client.shown()));
    }

    private HttpResponse read(Ask ask) {
        Document document = existing(ask, ask.value("client"));
        return HttpResponse.json(200, client(document).shown()).with("etag", Registry.etag(document.version()));
    }

    private HttpResponse remove(Ask ask) {
        Document before = existing(ask, ask.value("client"));
        Registry.seen(before, ask.ifMatch());
        TeamClient client = client(before);
        if (!client.active()) {
            throw new Refusal(Kind.DOCUMENT_STATE, "the client %s is removed already".formatted(client.id()));
        }
        var puts = new ArrayList<Registry.Put>();
        TeamClient removed = client.with(Status.INACTIVE);
        puts.add(Registry.Put.over(before, removed.json()));
        if (client.origin() instanceof Origin.Foreign(String issuer, String name)) {
            Optional<Document> mark = registry.store().read(Kinds.foreign(issuer, name));
            mark.ifPresent(document -> puts.add(Registry.Put.deletion(document)));
        }
        return registry.commit(ask, puts, HttpResponse.json(200, removed.shown()));
    }

    /// A new secret; the one before stays good for a while, so that nobody has to change both at the same moment.
    private HttpResponse rotate(Ask ask, String named) {
        Rotation rotation = ask.body(Rotation::read);
        Team team = active(ask);
        String id = named.isEmpty() ? rotation.client().isEmpty() ? team.client() : rotation.client() : named;
        Document before = existing(ask, id);
        Registry.seen(before, ask.ifMatch());
        TeamClient client = client(before);
        if (!client.active() || client.origin() instanceof Origin.Foreign) {
            throw new Refusal(
                    Kind.DOCUMENT_STATE,
                    client.active()
                            ? "the client %s is another issuer's, which keeps its secret".formatted(id)
                            : "the client %s is removed".formatted(id));
        }
        Instant now = registry.now();
        String secret = Clients.newSecret();
        Instant end = now.plusSeconds(rotation.overlap());
        TeamClient rotated = client.with(new TeamClient.Hashed(issuing.hash(secret), now, Instant.MAX), end);
        ObjectNode answer = rotated.shown();
        answer.set("credentials", credentials(issuing, rotated, secret));
        answer.put("previous_secret_expires_at", end.toString());
        return registry.commit(ask, List.of(Registry.Put.over(before, rotated.json())), HttpResponse.json(200, answer));
    }

    /// What its owner needs, once.
    static ObjectNode credentials(Issuing issuing, TeamClient client, String secret) {
        ObjectNode json = client.shown().objectNode();
        json.put("client_id", client.id());
        json.put("client_secret", secret);
        json.put(
                "token_endpoint",
                issuing.issuer()
                        .map(issuer -> issuer.issuer() + "/oauth2/token")
                        .orElse(""));
        json.put(
                "scope",
                String.join(
                        " ", Scopes.inTokens(client.scopes()).stream().sorted().toList()));
        json.put(
                "expires_note",
                issuing.issuer()
                        .map(issuer -> "The secret does not expire; a token does after %d seconds."
                                .formatted(issuer.life().toSeconds()))
                        .orElse(""));
        return json;
    }

    private Team team(Ask ask) {
        return Stored.read(Registry.tree(registry.existing(Kinds.team(ask.value("team")), "team")), Team::read);
    }

    private Team active(Ask ask) {
        Team team = team(ask);
        if (!team.active()) {
            throw new Refusal(Kind.DOCUMENT_STATE, "the team %s is deactivated".formatted(team.name()));
        }
        return team;
    }

    /// Another team's client is as unknown as none.
    private Document existing(Ask ask, String id) {
        return registry.store()
                .read(Kinds.client(id))
                .filter(document -> client(document).team().equals(ask.value("team")))
                .orElseThrow(() -> Refusal.unknown("client", id));
    }

    private static TeamClient client(Document document) {
        return Stored.read(Registry.tree(document), TeamClient::read);
    }
}
