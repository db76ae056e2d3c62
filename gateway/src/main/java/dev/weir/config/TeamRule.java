package dev.weir.config;

import dev.weir.config.EmbeddedIssuer.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// To which team a token of an issuer belongs, by something that it says. The first rule that fits counts.
///
/// @param claim a claim that is a text or a list of texts
/// @param value what it has to say, letter by letter
/// @param tier the limits of the team, if no document says them
/// @param scopes what the token is good for here, besides what it says itself
public record TeamRule(
        String claim,
        String value,
        String team,
        Optional<String> tier,
        Optional<String> costCenter,
        Set<Scope> scopes) {

    public TeamRule {
        scopes = Set.copyOf(scopes);
    }

    static TeamRule read(Section rule) {
        List<Scope> scopes = rule.values("scopes", Values.oneOf(Scope.class));
        return new TeamRule(
                rule.required("claim", Values.TEXT),
                rule.required("value", Values.TEXT),
                rule.required("team", Values.TEXT),
                rule.value("tier", Values.TEXT),
                rule.value("cost-center", Values.TEXT),
                scopes.isEmpty() ? Set.of(Scope.INVOKE) : Set.copyOf(scopes));
    }
}
