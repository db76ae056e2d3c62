package dev.weir.identity;

import com.nimbusds.jose.JWSAlgorithm;
import dev.weir.config.Issuer;
import dev.weir.config.Issuer.Binding;
import dev.weir.config.TeamRule;
import java.util.Set;
import java.util.stream.Collectors;

/// An issuer whose tokens are taken.
///
/// @param issuer what its tokens say in `iss`, to the letter
/// @param binding what makes one of its tokens a token for us
/// @param asked the claims that are kept of its tokens
public record TrustedIssuer(
        String issuer, Set<JWSAlgorithm> algorithms, Binding binding, KeySource keys, Set<String> asked) {

    public TrustedIssuer {
        algorithms = Set.copyOf(algorithms);
        asked = Set.copyOf(asked);
    }

    public TrustedIssuer(String issuer, Set<JWSAlgorithm> algorithms, Binding binding, KeySource keys) {
        this(issuer, algorithms, binding, keys, Set.of());
    }

    public static TrustedIssuer of(Issuer config, KeySource keys) {
        return new TrustedIssuer(
                config.issuer(),
                config.algorithms().stream()
                        .map(algorithm -> JWSAlgorithm.parse(algorithm.jws()))
                        .collect(Collectors.toSet()),
                config.binding(),
                keys,
                config.teams().stream().map(TeamRule::claim).collect(Collectors.toSet()));
    }
}
