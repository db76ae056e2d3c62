package dev.weir.store;

import java.time.LocalDate;

/// Under what usage is counted: there is one row for each of these. What is not known is empty.
///
/// @param day in UTC, on which the call began
/// @param client the OAuth client or API key
/// @param user the person behind it, where the identity says so
/// @param project as the caller declares it
/// @param provider by its name in the configuration
/// @param model as the provider knows it
public record UsageKey(
        LocalDate day,
        String team,
        String client,
        String user,
        String project,
        String costCenter,
        String provider,
        String model) {

    /// What is said under this key about one of its dimensions.
    public String of(UsageQuery.Dimension dimension) {
        return switch (dimension) {
            case DAY -> day.toString();
            case TEAM -> team;
            case CLIENT -> client;
            case USER -> user;
            case PROJECT -> project;
            case COST_CENTER -> costCenter;
            case PROVIDER -> provider;
            case MODEL -> model;
        };
    }
}
