package dev.weir.directory;

import dev.weir.call.Access;
import dev.weir.call.Quota;
import dev.weir.call.Standing;
import dev.weir.config.Checked;
import dev.weir.config.Place;
import dev.weir.config.Section;
import dev.weir.config.Violation;
import dev.weir.directory.Directory.Belonging;
import dev.weir.directory.Directory.Foreigner;
import dev.weir.directory.Directory.Foreigners;
import dev.weir.directory.Directory.Holder;
import dev.weir.directory.Directory.Member;
import dev.weir.identity.Clients;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Contents;
import dev.weir.store.Document;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Makes a [Directory] of what an operator has deployed and what administrators have written since.
///
/// The two never say something of the same thing: clients of `weir.yaml` are the operator's, and a document of the same
/// id is out of use. A team that a client of `weir.yaml` names is the one that has a document of that name; without a
/// document nothing limits it but the process. A document that does not fit is out of use, with a violation, and
/// nothing else suffers.
public final class DirectoryCompiler {

    /// What the configuration file says of people.
    ///
    /// @param clients those of our own issuer
    /// @param issuers the others, by what their tokens say in `iss`
    /// @param providers the names of all providers
    public record Deployed(List<Clients.Client> clients, Map<String, Foreigners> issuers, Set<String> providers) {
        public Deployed {
            clients = List.copyOf(clients);
            issuers = Map.copyOf(issuers);
            providers = Set.copyOf(providers);
        }
    }

    private final Deployed deployed;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Tier> tiers = new LinkedHashMap<>(Tier.BUILT_IN);
    private final Map<String, Belonging> teams = new HashMap<>();
    private final Map<String, Clients.Client> clients = new LinkedHashMap<>();
    private final Map<String, Member> members = new HashMap<>();
    private final Map<Foreigner, Member> foreign = new HashMap<>();
    private final Map<ByteBuffer, Holder> keys = new HashMap<>();
    private final BudgetCompiler budgets = new BudgetCompiler();

    private DirectoryCompiler(Deployed deployed) {
        this.deployed = deployed;
    }

    public static Directory compile(Deployed deployed, Contents contents, Clients.Hasher hasher) {
        var compiler = new DirectoryCompiler(deployed);
        compiler.each(contents, Kinds.TIER, Tier::read, compiler.tiers::put);
        compiler.each(contents, Kinds.TEAM, Team::read, compiler::team);
        deployed.clients().forEach(compiler::operator);
        compiler.each(contents, Kinds.CLIENT, TeamClient::read, compiler::client);
        compiler.each(contents, Kinds.API_KEY, ApiKey::read, compiler::key);
        compiler.tiersOfRules();
        compiler.each(contents, Kinds.BUDGET, Budget::read, compiler::budget);
        return new Directory(
                new Clients(List.copyOf(compiler.clients.values()), hasher),
                compiler.members,
                deployed.issuers(),
                compiler.foreign,
                compiler.keys,
                compiler.teams,
                compiler.tiers,
                deployed.providers(),
                compiler.budgets.all(),
                compiler.violations);
    }

    /// What is done with one document.
    @FunctionalInterface
    private interface Each<T> {
        void take(String id, T value);
    }

    private <T> void each(Contents contents, String kind, Function<Section, T> reading, Each<T> each) {
        for (Document document : contents.documents()) {
            if (document.key().kind().equals(kind)) {
                read(document, reading)
                        .ifPresent(value -> each.take(document.key().id(), value));
            }
        }
    }

    private <T> Optional<T> read(Document document, Function<Section, T> reading) {
        try {
            return switch (Checked.stored(JsonMapper.shared().readTree(document.json()), reading)) {
                case Checked.Valid<T>(T value) -> Optional.of(value);
                case Checked.Invalid<T>(List<Violation> found) -> {
                    found.forEach(one -> violation(document.key() + one.path(), one.message()));
                    yield Optional.empty();
                }
            };
        } catch (JacksonException notJson) {
            violation(document.key().toString(), "is not JSON");
            return Optional.empty();
        }
    }

    private void violation(String where, String message) {
        violations.add(new Violation("/" + where, message, Place.UNKNOWN));
    }

    private void team(String id, Team team) {
        String where = Kinds.team(id).toString();
        teams.put(id, belonging(where, team));
        // What a team that is out has spent is still looked at.
        budgets.team(team, Optional.ofNullable(tiers.get(team.tier())));
    }

    /// Teams of which only rules of `weir.yaml` know have the budget of the tier that the first of these names.
    private void tiersOfRules() {
        deployed.issuers().values().stream()
                .sorted(Comparator.comparing(Foreigners::name))
                .flatMap(issuer -> issuer.rules().stream())
                .filter(rule -> !teams.containsKey(rule.team()))
                .forEach(rule -> rule.tier()
                        .flatMap(tier -> Optional.ofNullable(tiers.get(tier)))
                        .ifPresent(tier -> budgets.tier(rule.team(), tier)));
    }

    private void budget(String id, Budget budget) {
        String where = Kinds.budget(id).toString();
        if (!budget.id().equals(id)) {
            violation(where, "says that it is " + budget.id());
            return;
        }
        if (budget.scope() == Budget.Scope.TEAM
                && !Directory.names(
                                teams.keySet(),
                                members.values(),
                                deployed.issuers().values())
                        .contains(budget.holder())) {
            violation(where + "/scope_id", "there is no team of the name " + budget.holder());
        }
        budgets.said(budget);
    }

    private Belonging belonging(String where, Team team) {
        if (!team.active()) {
            return out("the team %s is deactivated".formatted(team.name()));
        }
        Tier tier = tiers.get(team.tier());
        if (tier == null) {
            violation(
                    where + "/tier",
                    "no tier is named %s; there are %s"
                            .formatted(
                                    team.tier(),
                                    tiers.keySet().stream().sorted().toList()));
            return out("the team %s is in the tier %s, which there is not".formatted(team.name(), team.tier()));
        }
        for (String provider : team.access().providers()) {
            if (!deployed.providers().contains(provider)) {
                violation(where + "/providers", "no provider is named %s".formatted(provider));
            }
        }
        var quotas = new ArrayList<>(quotas("team/" + team.name(), team.limits().over(tier.limits())));
        for (ModelLimit limit : team.modelLimits()) {
            quotas.add(new Quota(
                    "team/" + team.name(), limit.models(), limit.limits().most()));
        }
        return new Belonging.In(team.name(), new Standing(access(team.access()), quotas, team.costCenter()));
    }

    private static List<Access> access(Access access) {
        return access.equals(Access.ALL) ? List.of() : List.of(access);
    }

    /// The limits of one holder for all models.
    static List<Quota> quotas(String holder, Caps caps) {
        return caps.most().isEmpty() ? List.of() : List.of(new Quota(holder, Quota.ALL_MODELS, caps.most()));
    }

    private void operator(Clients.Client client) {
        clients.put(client.id(), client);
        Belonging known = teams.get(client.team());
        members.put(
                client.id(),
                new Member(
                        known == null ? new Belonging.In(client.team(), Standing.FREE) : known, client.scopes(), true));
    }

    private void client(String id, TeamClient client) {
        if (members.containsKey(id)) {
            violation(Kinds.client(id).toString(), "a client of this id is in weir.yaml, too; that one counts");
            return;
        }
        Belonging belonging =
                client.active() ? ofTeam(Kinds.client(id).toString(), client.team()) : out("the client is removed");
        var member = new Member(belonging, Scopes.inTokens(client.scopes()), false);
        switch (client.origin()) {
            case TeamClient.Origin.Foreign(String issuer, String name) -> foreign(id, issuer, name, member);
            case TeamClient.Origin.Ours(var secrets) -> {
                members.put(id, member);
                // Whoever is out gets no tokens either.
                if (belonging instanceof Belonging.In) {
                    clients.put(
                            id,
                            new Clients.Client(
                                    id,
                                    client.team(),
                                    member.scopes(),
                                    secrets.stream()
                                            .map(one -> new Clients.Hashed(one.bytes(), one.until()))
                                            .toList()));
                }
            }
        }
    }

    private void foreign(String id, String issuer, String name, Member member) {
        var names = new HashSet<String>();
        deployed.issuers().values().forEach(one -> names.add(one.name()));
        if (!names.contains(issuer)) {
            violation(
                    Kinds.client(id) + "/issuer",
                    "no issuer is named %s; there are %s"
                            .formatted(issuer, names.stream().sorted().toList()));
        }
        foreign.put(new Foreigner(issuer, name), member);
    }

    private void key(String id, ApiKey key) {
        if (!key.active()) {
            return;
        }
        Belonging belonging = switch (ofTeam(Kinds.apiKey(id).toString(), key.team())) {
            case Belonging.Out out -> out;
            case Belonging.In(String team, Standing ofTeam) -> {
                var access = new ArrayList<>(ofTeam.access());
                access.addAll(access(key.access()));
                var quotas = new ArrayList<>(ofTeam.quotas());
                quotas.addAll(quotas("key/" + id, key.limits()));
                yield new Belonging.In(team, new Standing(access, quotas, ofTeam.costCenter()));
            }
        };
        byte[] hash = HexFormat.of().parseHex(key.hash());
        keys.put(ByteBuffer.wrap(hash), new Holder(id, hash, belonging, Scopes.inTokens(key.scopes()), key.until()));
    }

    private Belonging ofTeam(String where, String team) {
        Belonging known = teams.get(team);
        if (known == null) {
            violation(where + "/team_name", "there is no team of the name " + team);
            return out("there is no team of the name " + team);
        }
        return known;
    }

    private static Belonging out(String why) {
        return new Belonging.Out(new Problem(Kind.PRINCIPAL_DISABLED, why));
    }
}
