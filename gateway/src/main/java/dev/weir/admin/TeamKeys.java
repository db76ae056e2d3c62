package dev.weir.admin;

import dev.weir.call.Access;
import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.Section;
import dev.weir.config.Values;
import dev.weir.directory.Allowed;
import dev.weir.directory.ApiKey;
import dev.weir.directory.Caps;
import dev.weir.directory.Kinds;
import dev.weir.directory.Shapes;
import dev.weir.directory.Status;
import dev.weir.directory.Team;
import dev.weir.identity.Clients;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.wire.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `/teams/{team}/keys`: long-lived keys for agents that cannot fetch tokens. A key is shown once.
final class TeamKeys {

    private static final int PREFIX = 12;

    /// What is said of a new key.
    private record Wanted(String description, Set<Scope> scopes, Instant until, Access access, Caps limits) {
        static Wanted read(Section body, Instant now) {
            List<Scope> scopes = body.values("scopes", Values.oneOf(Scope.class));
            return new Wanted(
                    body.value("description", Shapes.prose(256), ""),
                    scopes.isEmpty() ? Set.of(Scope.INVOKE) : Set.copyOf(scopes),
                    body.value("expires_at", Shapes.TIME.that(now::isBefore, "a time to come"), Instant.MAX),
                    Allowed.read(body),
                    body.section("limits", Caps::read));
        }
    }

    private final Registry registry;
    private final Issuing issuing;

    TeamKeys(Registry registry, Issuing issuing) {
        this.registry = registry;
        this.issuing = issuing;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/teams/{team}/keys", Permission.OWN_TEAM, "keys.list", this::list),
                new Route("POST", "/teams/{team}/keys", Permission.ADMINISTRATORS, "key.make", this::make),
                new Route("GET", "/teams/{team}/keys/{key}", Permission.OWN_TEAM, "key.read", this::read),
                new Route("DELETE", "/teams/{team}/keys/{key}", Permission.ADMINISTRATORS, "key.revoke", this::revoke));
    }

    private HttpResponse list(Ask ask) {
        team(ask);
        return Pages.of(
                registry.store(),
                Kinds.API_KEY,
                ask,
                document -> key(document).team().equals(ask.value("team")),
                document -> key(document).shown());
    }

    private HttpResponse make(Ask ask) {
        Instant now = registry.now();
        Wanted wanted = ask.body(body -> Wanted.read(body, now));
        Team team = team(ask);
        if (!team.active()) {
            throw new Refusal(Kind.DOCUMENT_STATE, "the team %s is deactivated".formatted(team.name()));
        }
        Grants.check(ask, wanted.access());
        String secret = Clients.newSecret();
        var key = new ApiKey(
                Ids.next("key_"),
                team.name(),
                wanted.description(),
                Status.ACTIVE,
                issuing.hash(secret),
                secret.substring(0, PREFIX),
                wanted.scopes(),
                wanted.until(),
                wanted.access(),
                wanted.limits(),
                now);
        ObjectNode answer = key.shown().put("key", secret);
        return registry.commit(
                ask, List.of(Registry.Put.fresh(Kinds.apiKey(key.id()), key.json())), HttpResponse.json(201, answer));
    }

    private HttpResponse read(Ask ask) {
        Document document = existing(ask);
        return HttpResponse.json(200, key(document).shown()).with("etag", Registry.etag(document.version()));
    }

    private HttpResponse revoke(Ask ask) {
        Document before = existing(ask);
        Registry.seen(before, ask.ifMatch());
        ApiKey key = key(before);
        if (!key.active()) {
            throw new Refusal(Kind.DOCUMENT_STATE, "the key %s is revoked already".formatted(key.id()));
        }
        ApiKey revoked = key.with(Status.INACTIVE);
        return registry.commit(
                ask, List.of(Registry.Put.over(before, revoked.json())), HttpResponse.json(200, revoked.shown()));
    }

    private Team team(Ask ask) {
        return Stored.read(Registry.tree(registry.existing(Kinds.team(ask.value("team")), "team")), Team::read);
    }

    /// Another team's key is as unknown as none.
    private Document existing(Ask ask) {
        return registry.store()
                .read(Kinds.apiKey(ask.value("key")))
                .filter(document -> key(document).team().equals(ask.value("team")))
                .orElseThrow(() -> Refusal.unknown("key", ask.value("key")));
    }

    private static ApiKey key(Document document) {
        return Stored.read(Registry.tree(document), ApiKey::read);
    }
}
