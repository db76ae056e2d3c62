package dev.weir.directory;

import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.Section;
import dev.weir.config.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An OAuth client of a team: of our own issuer, with secrets, or of another one, known by its id there.
///
/// @param scopes the most that its tokens are good for
public record TeamClient(
        String id,
        String team,
        String description,
        Status status,
        Set<Scope> scopes,
        Origin origin,
        Instant createdAt) {

    /// Who vouches for it.
    public sealed interface Origin {

        /// Our own issuer. The newest secret comes last.
        record Ours(List<Hashed> secrets) implements Origin {
            public Ours {
                secrets = List.copyOf(secrets);
            }
        }

        /// An issuer of `weir.yaml`.
        ///
        /// @param issuer by its name there
        /// @param client its id there
        record Foreign(String issuer, String client) implements Origin {}
    }

    /// A secret, of which nothing is kept but a keyed hash.
    ///
    /// @param until when it ends; [Instant#MAX] if it does not
    public record Hashed(String hash, Instant createdAt, Instant until) {

        public byte[] bytes() {
            return HexFormat.of().parseHex(hash);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    public TeamClient {
        scopes = Set.copyOf(scopes);
    }

    public static TeamClient read(Section document) {
        boolean foreign = document.has("issuer");
        List<Hashed> secrets = document.sections(
                "secrets",
                one -> new Hashed(
                        one.required("hash", Values.TEXT.unmentioned()),
                        one.required("created_at", Shapes.TIME),
                        one.value("expires_at", Shapes.TIME, Instant.MAX)));
        var elsewhere = new Origin.Foreign(
                document.value("issuer", Values.TEXT, ""), document.value("issuer_client_id", Values.TEXT, ""));
        return new TeamClient(
                document.required("client_id", Values.TEXT),
                document.required("team_name", Shapes.NAME_OF_OURS),
                document.value("description", Shapes.prose(256), ""),
                document.required("status", Shapes.word(Status.class)),
                Set.copyOf(document.values("scopes", Values.oneOf(Scope.class))),
                foreign ? elsewhere : new Origin.Ours(secrets),
                document.required("created_at", Shapes.TIME));
    }

    /// With the hashes of its secrets, for the store alone.
    public ObjectNode json() {
        ObjectNode json = shown();
        if (origin instanceof Origin.Ours(List<Hashed> secrets)) {
            var array = json.putArray("secrets");
            for (Hashed secret : secrets) {
                ObjectNode one = array.addObject().put("hash", secret.hash());
                one.put("created_at", secret.createdAt().toString());
                if (!secret.until().equals(Instant.MAX)) {
                    one.put("expires_at", secret.until().toString());
                }
            }
        }
        return json;
    }

    /// As people see it, without anything of its secrets.
    public ObjectNode shown() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("client_id", id);
        json.put("team_name", team);
        json.put("description", description);
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        scopes.stream().map(Scopes::word).sorted().forEach(json.putArray("scopes")::add);
        if (origin instanceof Origin.Foreign(String issuer, String client)) {
            json.put("issuer", issuer);
            json.put("issuer_client_id", client);
        }
        json.put("created_at", createdAt.toString());
        return json;
    }

    public boolean active() {
        return status == Status.ACTIVE;
    }

    public TeamClient with(Status other) {
        return new TeamClient(id, team, description, other, scopes, origin, createdAt);
    }

    /// With one more secret; those that it had end at a time, and those that have ended are forgotten.
    public TeamClient with(Hashed newest, Instant endOfOthers) {
        var secrets = new ArrayList<Hashed>();
        if (origin instanceof Origin.Ours(List<Hashed> before)) {
            for (Hashed one : before) {
                if (one.until().isAfter(newest.createdAt())) {
                    secrets.add(new Hashed(
                            one.hash(),
                            one.createdAt(),
                            one.until().isBefore(endOfOthers) ? one.until() : endOfOthers));
                }
            }
        }
        secrets.add(newest);
        return new TeamClient(id, team, description, status, scopes, new Origin.Ours(secrets), createdAt);
    }
}
