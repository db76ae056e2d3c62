package dev.weir.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Somebody else whose tokens are taken.
///
/// @param name ours for it, for logs
/// @param issuer what its tokens say in `iss`, compared letter by letter
/// @param jwks where its keys are
/// @param algorithms that its tokens may be signed with
/// @param teams whose a token is that was issued to a client which no team has registered
public record Issuer(
        String name, String issuer, URI jwks, List<Algorithm> algorithms, Binding binding, List<TeamRule> teams) {

    /// Signatures with a public key, as JWS names them.
    public enum Algorithm {
        RS256,
        PS256,
        ES256,
        EDDSA;

        /// As JWS writes it.
        public String jws() {
            return this == EDDSA ? "EdDSA" : name();
        }
    }

    /// What makes a token of this issuer one for us.
    public sealed interface Binding {

        /// It says so in `aud`.
        record Audience(String audience) implements Binding {}

        /// It is an access token with this scope for one of these clients; without clients, for any that a team has
        /// registered.
        record AccessToken(String scope, Set<String> clients) implements Binding {
            public AccessToken {
                clients = Set.copyOf(clients);
            }
        }
    }

    private static final Value<Algorithm> ALGORITHM = Value.text(
            "one of " + List.of(Algorithm.values()).stream().map(Algorithm::jws).toList(),
            Algorithm.RS256,
            text -> List.of(Algorithm.values()).stream()
                    .filter(one -> one.jws().equals(text))
                    .findFirst());

    public Issuer {
        algorithms = List.copyOf(algorithms);
        teams = List.copyOf(teams);
    }

    static Issuer read(Section issuer, Egress egress) {
        List<Algorithm> algorithms = issuer.values("algorithms", ALGORITHM);
        var read = new Issuer(
                issuer.required("name", Values.TEXT),
                issuer.required("issuer", Values.TEXT),
                issuer.required("jwks", Values.WEB_ADDRESS),
                algorithms.isEmpty() ? List.of(Algorithm.RS256, Algorithm.ES256) : algorithms,
                binding(issuer),
                issuer.sections("teams", TeamRule::read));
        Optional<String> refusal = egress.refusal(read.jwks);
        issuer.at("jwks").require(refusal.isEmpty(), "%s", refusal.orElse(""));
        return read;
    }

    private static Binding binding(Section issuer) {
        Optional<String> audience = issuer.value("audience", Values.TEXT);
        boolean accessToken = issuer.has("access-token");
        issuer.here()
                .require(
                        audience.isPresent() != accessToken,
                        "has %s, wanted one of audience and access-token: what else would bind its tokens to this gateway?",
                        accessToken ? "both audience and access-token" : "neither audience nor access-token");
        Binding.AccessToken token = accessToken
                ? issuer.section("access-token", Issuer::accessToken)
                : new Binding.AccessToken("", Set.of());
        return audience.isPresent() ? new Binding.Audience(audience.get()) : token;
    }

    private static Binding.AccessToken accessToken(Section token) {
        return new Binding.AccessToken(
                token.required("scope", Values.TEXT), Set.copyOf(token.values("clients", Values.TEXT)));
    }
}
