package dev.weir.directory;

import dev.weir.call.Measure;
import dev.weir.config.Section;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A class of limits that teams are in: how often, how much, and for how much money in a month by default.
///
/// @param monthlyBudget in US dollars; empty for none
public record Tier(String description, Caps limits, Optional<BigDecimal> monthlyBudget) {

    public static final String DEFAULT = "standard";

    /// The one table. A document of the same name takes the place of a row.
    public static final Map<String, Tier> BUILT_IN = builtIn();

    private static Map<String, Tier> builtIn() {
        var tiers = new LinkedHashMap<String, Tier>();
        tiers.put("sandbox", tier("to try things out", 20, new Cap.AtMost(100_000), "25"));
        tiers.put("standard", tier("a team at work", 100, new Cap.AtMost(500_000), "100"));
        tiers.put("premium", tier("a large team, or one with many agents", 500, new Cap.AtMost(5_000_000), "1000"));
        tiers.put("unlimited", tier("whom nothing but money limits", 2_000, new Cap.None(), "10000"));
        return tiers;
    }

    private static Tier tier(String description, long requests, Cap tokens, String dollars) {
        return new Tier(
                description,
                new Caps(Map.of(Measure.REQUESTS_PER_MINUTE, new Cap.AtMost(requests), Measure.TOKENS_PER_DAY, tokens)),
                Optional.of(new BigDecimal(dollars)));
    }

    public static Tier read(Section tier) {
        return new Tier(
                tier.value("description", Shapes.prose(256), ""),
                tier.section("limits", Caps::read),
                tier.value("monthly_budget_usd", Shapes.DOLLARS));
    }

    public ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("description", description);
        json.set("limits", limits.json());
        monthlyBudget.ifPresent(dollars -> json.put("monthly_budget_usd", dollars.toPlainString()));
        return json;
    }
}
