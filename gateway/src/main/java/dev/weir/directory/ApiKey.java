package dev.weir.directory;

import dev.weir.call.Access;
import dev.weir.config.EmbeddedIssuer.Scope;
import dev.weir.config.Section;
import dev.weir.config.Values;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A long-lived key of a team, for agents that cannot fetch tokens.
///
/// @param hash of the key, keyed; the key itself is kept nowhere
/// @param prefix how the key begins, so that people know which one it is
/// @param until when it ends; [Instant#MAX] if it does not
/// @param access no more than its team's, whatever it says
public record ApiKey(
        String id,
        String team,
        String description,
        Status status,
        String hash,
        String prefix,
        Set<Scope> scopes,
        Instant until,
        Access access,
        Caps limits,
        Instant createdAt) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    public static ApiKey read(Section document) {
        return new ApiKey(
                document.required("key_id", Values.TEXT),
                document.required("team_name", Shapes.NAME_OF_OURS),
                document.value("description", Shapes.prose(256), ""),
                document.required("status", Shapes.word(Status.class)),
                document.required("hash", Values.TEXT.unmentioned()),
                document.required("prefix", Values.TEXT),
                Set.copyOf(document.values("scopes", Values.oneOf(Scope.class))),
                document.value("expires_at", Shapes.TIME, Instant.MAX),
                Allowed.read(document),
                document.section("limits", Caps::read),
                document.required("created_at", Shapes.TIME));
    }

    /// With its hash, for the store alone.
    public ObjectNode json() {
        return shown().put("hash", hash);
    }

    public ObjectNode shown() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("key_id", id);
        json.put("team_name", team);
        json.put("description", description);
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        json.put("prefix", prefix);
        scopes.stream().map(Scopes::word).sorted().forEach(json.putArray("scopes")::add);
        if (!until.equals(Instant.MAX)) {
            json.put("expires_at", until.toString());
        }
        Allowed.write(access, json);
        json.set("limits", limits.json());
        json.put("created_at", createdAt.toString());
        return json;
    }

    public boolean active() {
        return status == Status.ACTIVE;
    }

    public ApiKey with(Status other) {
        return new ApiKey(id, team, description, other, hash, prefix, scopes, until, access, limits, createdAt);
    }

    @Override
    public String toString() {
        return id;
    }
}
