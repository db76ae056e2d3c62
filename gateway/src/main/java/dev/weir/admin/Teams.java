package dev.weir.admin;

import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.Place;
import dev.weir.config.Violation;
import dev.weir.directory.Directory;
import dev.weir.directory.Kinds;
import dev.weir.directory.Status;
import dev.weir.directory.Team;
import dev.weir.directory.TeamClient;
import dev.weir.directory.Tier;
import dev.weir.identity.Clients;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Document;
import dev.weir.wire.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/teams`: to register, change, deactivate and reactivate teams.
final class Teams {

    private final Registry registry;
    private final Issuing issuing;

    Teams(Registry registry, Issuing issuing) {
        this.registry = registry;
        this.issuing = issuing;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/teams", Permission.ADMINISTRATORS, "teams.list", this::list),
                new Route("POST", "/teams", Permission.ADMINISTRATORS, "team.register", this::register),
                new Route("GET", "/teams/{team}", Permission.OWN_TEAM, "team.read", this::read),
                new Route("PUT", "/teams/{team}", Permission.ADMINISTRATORS, "team.change", this::change),
                new Route("DELETE", "/teams/{team}", Permission.ADMINISTRATORS, "team.deactivate", this::deactivate),
                new Route(
                        "POST",
                        "/teams/{team}/reactivate",
                        Permission.ADMINISTRATORS,
                        "team.reactivate",
                        this::reactivate),
                new Route("GET", "/teams/{team}/history", Permission.ADMINISTRATORS, "team.history", this::history),
                new Route(
                        "POST", "/teams/{team}/rollback", Permission.ADMINISTRATORS, "team.rollback", this::rollback));
    }

    /// All teams; with `status` those that are active or inactive.
    private HttpResponse list(Ask ask) {
        String status = ask.request().target().parameters().getOrDefault("status", "");
        if (!Set.of("", "active", "inactive").contains(status)) {
            throw new Refusal(Kind.FIELD_INVALID, "status is %s; active or inactive is wanted".formatted(status));
        }
        return Pages.of(
                registry.store(),
                Kinds.TEAM,
                ask,
                document -> status.isEmpty()
                        || team(document)
                                .status()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .equals(status),
                document -> shown(team(document)));
    }

    private HttpResponse register(Ask ask) {
        Team said = ask.body(Team::registration);
        check(said);
        Grants.check(ask, said.access());
        Instant now = registry.now();
        if (issuing.issuer().isEmpty()) {
            Team team = said.registeredWith("", now);
            return registry.commit(
                    ask,
                    List.of(Registry.Put.fresh(Kinds.team(team.name()), team.json())),
                    HttpResponse.json(201, shown(team)));
        }
        String secret = Clients.newSecret();
        String id = Ids.next("client_");
        Team team = said.registeredWith(id, now);
        var hashed = new TeamClient.Hashed(issuing.hash(secret), now, Instant.MAX);
        var client = new TeamClient(
                id,
                team.name(),
                "made with the team",
                Status.ACTIVE,
                Set.of(Scope.INVOKE),
                new TeamClient.Origin.Ours(List.of(hashed)),
                now);
        ObjectNode answer = shown(team);
        answer.set("credentials", TeamClients.credentials(issuing, client, secret));
        ObjectNode steps = answer.putObject("setup_instructions");
        steps.put("step_1", "Keep client_secret where the team keeps secrets. It is not shown again.");
        steps.put("step_2", "Exchange it at token_endpoint for an access token (grant_type=client_credentials).");
        steps.put("step_3", "Send the token as Authorization: Bearer with each call.");
        return registry.commit(
                ask,
                List.of(
                        Registry.Put.fresh(Kinds.team(team.name()), team.json()),
                        Registry.Put.fresh(Kinds.client(id), client.json())),
                HttpResponse.json(201, answer));
    }

    private HttpResponse read(Ask ask) {
        Document document = existing(ask);
        return HttpResponse.json(200, shown(team(document))).with("etag", Registry.etag(document.version()));
    }

    private HttpResponse change(Ask ask) {
        long version = ask.mustMatch();
        Document before = existing(ask);
        Registry.seen(before, OptionalLong.of(version));
        Team team = team(before);
        JsonNode merged = Patch.over(team.changeable(), ask.json());
        Team changed = Ask.checked(merged, body -> Team.changed(body, team));
        check(changed);
        Grants.check(ask, changed.access());
        return written(ask, before, changed);
    }

    private HttpResponse deactivate(Ask ask) {
        Document before = existing(ask);
        Registry.seen(before, ask.ifMatch());
        if (!team(before).active()) {
            throw new Refusal(
                    Kind.DOCUMENT_STATE,
                    "the team %s is deactivated already".formatted(before.key().id()));
        }
        return written(ask, before, team(before).with(Status.INACTIVE));
    }

    private HttpResponse reactivate(Ask ask) {
        ask.body(_ -> true);
        Document before = existing(ask);
        Registry.seen(before, ask.ifMatch());
        if (team(before).active()) {
            throw new Refusal(
                    Kind.DOCUMENT_STATE,
                    "the team %s is active".formatted(before.key().id()));
        }
        return written(ask, before, team(before).with(Status.ACTIVE));
    }

    private HttpResponse history(Ask ask) {
        return Versions.history(registry, ask, Kinds.team(ask.value("team")), "team", json -> shown(team(json)));
    }

    private HttpResponse rollback(Ask ask) {
        Document before = existing(ask);
        Registry.seen(before, ask.ifMatch());
        Team old = team(Versions.wanted(registry, ask, before.key()));
        check(old);
        Grants.check(ask, old.access());
        return written(ask, before, old);
    }

    private HttpResponse written(Ask ask, Document before, Team team) {
        return registry.commit(
                ask, List.of(Registry.Put.over(before, team.json())), HttpResponse.json(200, shown(team)));
    }

    private Document existing(Ask ask) {
        return registry.existing(Kinds.team(ask.value("team")), "team");
    }

    /// What a team says of other things has to be there.
    private void check(Team team) {
        var violations = new ArrayList<Violation>();
        Directory directory = issuing.directory().get();
        boolean known = Tier.BUILT_IN.containsKey(team.tier())
                || registry.store().read(Kinds.tier(team.tier())).isPresent();
        if (!known) {
            violations.add(new Violation(
                    "/tier",
                    "no tier is named %s; there are %s"
                            .formatted(
                                    team.tier(),
                                    directory.tiers().keySet().stream().sorted().toList()),
                    Place.UNKNOWN));
        }
        for (int i = 0; i < team.access().providers().size(); i++) {
            String provider = team.access().providers().get(i);
            if (!directory.providers().contains(provider)) {
                violations.add(new Violation(
                        "/providers/" + i,
                        "no provider is named %s; there are %s"
                                .formatted(
                                        provider,
                                        directory.providers().stream().sorted().toList()),
                        Place.UNKNOWN));
            }
        }
        if (!violations.isEmpty()) {
            throw Refusal.of(violations);
        }
    }

    private static Team team(Document document) {
        return team(Registry.tree(document));
    }

    private static Team team(JsonNode json) {
        return Stored.read(json, Team::read);
    }

    private static ObjectNode shown(Team team) {
        ObjectNode json = team.json();
        ObjectNode shown = json.objectNode().put("team_id", team.name());
        shown.setAll(json);
        return shown;
    }
}
