package dev.weir.directory;

import dev.weir.call.Access;
import dev.weir.config.Section;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Who calls are counted for and paid by. Its name is its id, for as long as there are records of it.
///
/// @param tier whose limits and budget it has where it says nothing else
/// @param limits what it has instead of its tier's
/// @param monthlyBudget in US dollars; empty for its tier's
/// @param access which models and providers it may use
/// @param client the client that it was registered with
public record Team(
        String name,
        Status status,
        String tier,
        String contactEmail,
        String description,
        String costCenter,
        Caps limits,
        List<ModelLimit> modelLimits,
        Optional<BigDecimal> monthlyBudget,
        Access access,
        String client,
        Instant createdAt) {

    public Team {
        modelLimits = List.copyOf(modelLimits);
    }

    /// What people say of a team when they register it.
    public static Team registration(Section body) {
        return said(body, body.required("team_name", Shapes.NAME_OF_OURS), Status.ACTIVE, "", Instant.EPOCH);
    }

    /// What people say of a team that there is: all of what can be changed.
    public static Team changed(Section body, Team before) {
        return said(body, before.name, before.status, before.client, before.createdAt);
    }

    private static Team said(Section body, String name, Status status, String client, Instant createdAt) {
        return new Team(
                name,
                status,
                body.value("tier", Shapes.NAME_OF_OURS, Tier.DEFAULT),
                body.required("contact_email", Shapes.EMAIL_ADDRESS),
                body.value("description", Shapes.prose(256), ""),
                body.value("cost_center", Shapes.prose(64), ""),
                body.section("limits", Caps::read),
                ModelLimit.read(body),
                body.value("monthly_budget_usd", Shapes.DOLLARS),
                Allowed.read(body),
                client,
                createdAt);
    }

    /// As the store has it.
    public static Team read(Section document) {
        return said(
                document,
                document.required("team_name", Shapes.NAME_OF_OURS),
                document.required("status", Shapes.word(Status.class)),
                document.value("client_id", Shapes.prose(64), ""),
                document.required("created_at", Shapes.TIME));
    }

    /// What people may change of it, as they would say it.
    public ObjectNode changeable() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("tier", tier);
        json.put("contact_email", contactEmail);
        json.put("description", description);
        json.put("cost_center", costCenter);
        json.set("limits", limits.json());
        ModelLimit.write(modelLimits, json.putArray("model_limits"));
        monthlyBudget.ifPresent(dollars -> json.put("monthly_budget_usd", dollars.toPlainString()));
        Allowed.write(access, json);
        return json;
    }

    public ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("team_name", name);
        json.put("status", status.name().toLowerCase(java.util.Locale.ROOT));
        json.setAll(changeable());
        json.put("client_id", client);
        json.put("created_at", createdAt.toString());
        return json;
    }

    public boolean active() {
        return status == Status.ACTIVE;
    }

    public Team with(Status other) {
        return new Team(
                name,
                other,
                tier,
                contactEmail,
                description,
                costCenter,
                limits,
                modelLimits,
                monthlyBudget,
                access,
                client,
                createdAt);
    }

    public Team registeredWith(String other, Instant at) {
        return new Team(
                name,
                status,
                tier,
                contactEmail,
                description,
                costCenter,
                limits,
                modelLimits,
                monthlyBudget,
                access,
                other,
                at);
    }
}
