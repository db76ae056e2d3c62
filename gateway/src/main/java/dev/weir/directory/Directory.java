package dev.weir.directory;

import dev.weir.call.Principal;
import dev.weir.call.Standing;
import dev.weir.config.TeamRule;
import dev.weir.config.Violation;
import dev.weir.identity.Clients;
import dev.weir.identity.VerifiedToken;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Who there is, compiled of `weir.yaml` and the documents of one moment. Replaced whole; what a call was told, it
/// keeps.
///
/// @param ours the clients of our own issuer
/// @param members what stands behind each of their ids
/// @param issuers the issuers of others, by what their tokens say in `iss`
/// @param foreign the clients of others, by the issuer's name and their id there
/// @param keys by what the keyed hash makes of them
/// @param teams those that have a document, by name
/// @param providers the names of those that are deployed
/// @param budgets of all that calls are counted for
/// @param violations documents that do not fit, each of which is out of use
public record Directory(
        Clients ours,
        Map<String, Member> members,
        Map<String, Foreigners> issuers,
        Map<Foreigner, Member> foreign,
        Map<ByteBuffer, Holder> keys,
        Map<String, Belonging> teams,
        Map<String, Tier> tiers,
        Set<String> providers,
        Budgets budgets,
        List<Violation> violations) {

    /// How somebody belongs to a team.
    public sealed interface Belonging {

        /// @param name of the team
        record In(String name, Standing standing) implements Belonging {}

        /// Not any more.
        record Out(Problem problem) implements Belonging {}
    }

    /// A client.
    ///
    /// @param scopes the most that its tokens are good for
    /// @param operator whether it is in `weir.yaml`, where no document reaches it when it administers
    public record Member(Belonging belonging, Set<String> scopes, boolean operator) {
        public Member {
            scopes = Set.copyOf(scopes);
        }
    }

    /// A client of another issuer.
    public record Foreigner(String issuer, String client) {}

    /// An issuer of others.
    ///
    /// @param name in `weir.yaml`
    public record Foreigners(String name, List<TeamRule> rules) {
        public Foreigners {
            rules = List.copyOf(rules);
        }
    }

    /// A key.
    public record Holder(String id, byte[] hash, Belonging belonging, Set<String> scopes, Instant until) {
        public Holder {
            scopes = Set.copyOf(scopes);
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /// What is said of a credential.
    public sealed interface Told {
        record Known(Principal principal) implements Told {}

        record Refused(Problem problem) implements Told {}
    }

    public Directory {
        members = Map.copyOf(members);
        issuers = Map.copyOf(issuers);
        foreign = Map.copyOf(foreign);
        keys = Map.copyOf(keys);
        teams = Map.copyOf(teams);
        tiers = Map.copyOf(tiers);
        providers = Set.copyOf(providers);
        violations = List.copyOf(violations);
    }

    /// The names of all teams that anybody can belong to, or could: those with a document, and those of `weir.yaml`.
    public Set<String> teamNames() {
        return names(teams.keySet(), members.values(), issuers.values());
    }

    static Set<String> names(Set<String> teams, Collection<Member> members, Collection<Foreigners> issuers) {
        var names = new TreeSet<>(teams);
        members.forEach(member -> {
            if (member.belonging() instanceof Belonging.In(String team, Standing _)) {
                names.add(team);
            }
        });
        issuers.forEach(issuer -> issuer.rules().forEach(rule -> names.add(rule.team())));
        return names;
    }

    /// Who bears a token. It says what its client could do when it was issued; what counts is what the client can do
    /// now.
    ///
    /// @param scope what it has to be good for
    public Told bearer(VerifiedToken token, String scope) {
        Foreigners others = issuers.get(token.issuer());
        if (others == null) {
            if (!token.scopes().contains(scope)) {
                return lacks("the token", scope);
            }
            Member member = members.get(token.client());
            return member == null ? gone() : told(token, member, scope, token.scopes());
        }
        Member registered = foreign.get(new Foreigner(others.name(), token.client()));
        if (registered != null) {
            return token.scopes().contains(scope)
                    ? told(token, registered, scope, token.scopes())
                    : lacks("the token", scope);
        }
        for (TeamRule rule : others.rules()) {
            if (token.claims().getOrDefault(rule.claim(), Set.of()).contains(rule.value())) {
                return mapped(token, rule, scope);
            }
        }
        return new Told.Refused(new Problem(Kind.TEAM_UNKNOWN, unknown(others, token)));
    }

    private static Told told(VerifiedToken token, Member member, String scope, Set<String> scopes) {
        if (!member.scopes().contains(scope)) {
            return gone();
        }
        boolean operates = member.operator() && scope.equals(dev.weir.identity.Scopes.ADMIN);
        return switch (member.belonging()) {
            case Belonging.In(String team, Standing standing) ->
                new Told.Known(new Principal(token.subject(), token.client(), team, scopes, standing));
            case Belonging.Out(Problem problem) ->
                operates
                        ? new Told.Known(new Principal(token.subject(), token.client(), "", scopes))
                        : new Told.Refused(problem);
        };
    }

    private Told mapped(VerifiedToken token, TeamRule rule, String scope) {
        var scopes = new HashSet<>(token.scopes());
        scopes.addAll(Scopes.inTokens(rule.scopes()));
        if (!scopes.contains(scope)) {
            return lacks("the token, with what the rule for its team adds,", scope);
        }
        return switch (belonging(
                rule.team(), rule.tier().orElse(""), rule.costCenter().orElse(""))) {
            case Belonging.Out(Problem problem) -> new Told.Refused(problem);
            case Belonging.In(String team, Standing standing) ->
                new Told.Known(new Principal(token.subject(), token.client(), team, scopes, standing));
        };
    }

    /// What is known of a team that a rule names: its document, or else what the rule says.
    private Belonging belonging(String team, String tier, String costCenter) {
        Belonging known = teams.get(team);
        if (known != null) {
            return known;
        }
        Tier named = tiers.get(tier);
        return new Belonging.In(
                team,
                named == null
                        ? new Standing(List.of(), List.of(), costCenter)
                        : new Standing(
                                List.of(), DirectoryCompiler.quotas("team/" + team, named.limits()), costCenter));
    }

    /// Who holds a key.
    ///
    /// @param shown what the keyed hash makes of what was presented
    public Told holder(byte[] shown, String scope, Instant now) {
        Holder holder = keys.get(ByteBuffer.wrap(shown));
        if (holder == null || !MessageDigest.isEqual(holder.hash(), shown)) {
            return new Told.Refused(new Problem(Kind.KEY_UNKNOWN, "the API key is not known here, or no longer"));
        }
        if (!now.isBefore(holder.until())) {
            return new Told.Refused(new Problem(Kind.KEY_EXPIRED, "the API key ended at " + holder.until()));
        }
        if (!holder.scopes().contains(scope)) {
            return lacks("the API key", scope);
        }
        return switch (holder.belonging()) {
            case Belonging.Out(Problem problem) -> new Told.Refused(problem);
            case Belonging.In(String team, Standing standing) ->
                new Told.Known(new Principal(holder.id(), holder.id(), team, holder.scopes(), standing));
        };
    }

    private static Told lacks(String what, String scope) {
        return new Told.Refused(new Problem(Kind.SCOPE_MISSING, what + " lacks the scope " + scope));
    }

    private static Told gone() {
        return new Told.Refused(
                new Problem(Kind.PRINCIPAL_DISABLED, "the client of this token is not known here any more"));
    }

    private static String unknown(Foreigners others, VerifiedToken token) {
        var asked = new TreeSet<String>();
        others.rules().forEach(rule -> asked.add(rule.claim()));
        return "the client %s of the issuer %s is registered with no team".formatted(token.client(), others.name())
                + (asked.isEmpty()
                        ? ", and no rule gives its tokens to one"
                        : ", and what the token says in %s fits no rule that gives it to one".formatted(asked))
                + "; an administrator registers it with POST /teams/{team}/clients";
    }
}
