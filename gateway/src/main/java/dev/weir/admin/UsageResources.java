package dev.weir.admin;

import dev.weir.directory.Budget;
import dev.weir.directory.Budget.Period;
import dev.weir.directory.Budget.Scope;
import dev.weir.directory.Directory;
import dev.weir.directory.Kinds;
import dev.weir.meter.Dollars;
import dev.weir.policy.Balances;
import dev.weir.policy.Figure;
import dev.weir.policy.Statement;
import dev.weir.problem.Problem.Kind;
import dev.weir.store.Books;
import dev.weir.store.Tally;
import dev.weir.store.UsageQuery;
import dev.weir.store.UsageQuery.Dimension;
import dev.weir.store.Used;
import dev.weir.wire.http.HttpResponse;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/usage`: what was used and what it cost, by day, team, model and whatever else it is counted by. Whoever may call
/// models sees what their own team used.
public final class UsageResources implements Resources {

    private static final int MOST_DAYS = 400;
    private static final int MOST_MONTHS = 36;

    /// What a query may say besides the dimensions.
    private static final Set<String> WORDS =
            Set.of("group_by", "from", "to", "start_date", "end_date", "format", "history", "models");

    private final Books books;
    private final Balances balances;
    private final Supplier<Directory> directory;

    public UsageResources(Books books, Balances balances, Supplier<Directory> directory) {
        this.books = books;
        this.balances = balances;
        this.directory = directory;
    }

    @Override
    public List<Route> routes(Registry registry) {
        return List.of(
                new Route("GET", "/usage", Permission.OWN_TEAM, "usage.report", ask -> report(registry, ask)),
                new Route("GET", "/usage/{team}", Permission.OWN_TEAM, "usage.team", ask -> team(registry, ask)),
                new Route(
                        "GET",
                        "/usage/{team}/history",
                        Permission.OWN_TEAM,
                        "usage.team.history",
                        ask -> teamHistory(registry, ask)),
                new Route("GET", "/usage/team/{team}", Permission.OWN_TEAM, "usage.team", ask -> team(registry, ask)),
                new Route(
                        "GET",
                        "/usage/team/{team}/history",
                        Permission.OWN_TEAM,
                        "usage.team.history",
                        ask -> teamHistory(registry, ask)),
                new Route(
                        "GET",
                        "/usage/{scope}/{id}",
                        Permission.ADMINISTRATORS,
                        "usage.scope",
                        ask -> month(registry, ask, ask.value("scope"), ask.value("id"))),
                new Route(
                        "GET",
                        "/usage/{scope}/{id}/history",
                        Permission.ADMINISTRATORS,
                        "usage.scope.history",
                        ask -> history(registry, ask, ask.value("scope"), ask.value("id"))));
    }

    /// Rows for each of what `group_by` names. Without it: one team's month, or a row for each team.
    private HttpResponse report(Registry registry, Ask ask) {
        Map<String, String> asked = ask.request().target().parameters();
        for (String name : asked.keySet()) {
            if (!WORDS.contains(name) && UsageTable.dimension(name).isEmpty()) {
                throw new Refusal(Kind.FIELD_INVALID, "nothing is known of %s".formatted(name));
            }
        }
        String team = ask.team();
        if (!asked.containsKey("group_by") && !team.isEmpty()) {
            return current(registry, ask, known(registry, ask, team));
        }
        var only = new EnumMap<Dimension, String>(Dimension.class);
        asked.forEach((name, value) -> UsageTable.dimension(name).ifPresent(one -> only.put(one, value)));
        only.remove(Dimension.DAY);
        if (!team.isEmpty() || !ask.administers()) {
            only.put(Dimension.TEAM, team);
        }
        Span span = span(registry, ask);
        return table(groups(asked.getOrDefault("group_by", "team")), only, span).answer(ask);
    }

    private static List<Dimension> groups(String words) {
        var groups = new LinkedHashSet<Dimension>();
        for (String word : words.split(",", -1)) {
            groups.add(UsageTable.dimension(word.strip())
                    .orElseThrow(() -> new Refusal(
                            Kind.FIELD_INVALID,
                            "group_by is %s; wanted are some of %s"
                                    .formatted(
                                            words,
                                            Stream.of(Dimension.values())
                                                    .map(UsageTable::word)
                                                    .toList()))));
        }
        return List.copyOf(groups);
    }

    private HttpResponse team(Registry registry, Ask ask) {
        return month(registry, ask, "team", known(registry, ask, ask.value("team")));
    }

    private HttpResponse teamHistory(Registry registry, Ask ask) {
        return history(registry, ask, "team", known(registry, ask, ask.value("team")));
    }

    /// A team that there is or was: with a document, with usage, in `weir.yaml`, or the caller's own.
    private String known(Registry registry, Ask ask, String team) {
        boolean known = team.equals(ask.principal().team())
                || directory.get().teamNames().contains(team)
                || registry.store().read(Kinds.team(team)).isPresent()
                || !books.usage(new UsageQuery(
                                List.of(), Map.of(Dimension.TEAM, team), LocalDate.EPOCH, today(registry)))
                        .isEmpty();
        if (!known) {
            throw Refusal.unknown("team", team);
        }
        return team;
    }

    /// The current month of somebody.
    private HttpResponse month(Registry registry, Ask ask, String scope, String holder) {
        Scope whose = whose(scope);
        LocalDate today = today(registry);
        var span = new Span(today.withDayOfMonth(1), today);
        Map<Dimension, String> only = Map.of(dimension(whose), holder);
        UsageTable models = dearestFirst(table(List.of(Dimension.MODEL), only, span));
        if (UsageTable.csvWanted(ask)) {
            return models.csv();
        }
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("scope", whose.word());
        json.put("scope_id", holder);
        if (whose == Scope.TEAM) {
            json.put("team", holder);
        }
        json.put("period_date", YearMonth.from(today).toString());
        Figure.write(models.total(), json);
        models.write(json.putArray("models"));
        dearestFirst(table(List.of(Dimension.USER), only, span)).write(json.putArray("users"));
        table(List.of(Dimension.DAY), only, span).write(json.putArray("days"));
        budget(registry, whose, holder, json);
        return HttpResponse.json(200, json);
    }

    /// The days of somebody.
    private HttpResponse history(Registry registry, Ask ask, String scope, String holder) {
        return table(List.of(Dimension.DAY), Map.of(dimension(whose(scope)), holder), span(registry, ask))
                .answer(ask);
    }

    /// A team's month as the reference shows it; with `history` the months before, with `models` what each cost.
    private HttpResponse current(Registry registry, Ask ask, String team) {
        LocalDate today = today(registry);
        YearMonth now = YearMonth.from(today);
        var span = new Span(now.atDay(1), today);
        Map<Dimension, String> only = Map.of(Dimension.TEAM, team);
        UsageTable models = dearestFirst(table(List.of(Dimension.MODEL), only, span));
        if (UsageTable.csvWanted(ask)) {
            return models.csv();
        }
        ObjectNode json = JsonMapper.shared().createObjectNode().put("team", team);
        ObjectNode current = json.putObject("current_period").put("period_date", now.toString());
        Figure.write(models.total(), current);
        int months = ask.number("history", 0, MOST_MONTHS, 0);
        ArrayNode history = json.putArray("history");
        if (months > 0) {
            var before = new Span(
                    now.minusMonths(months).atDay(1), now.minusMonths(1).atEndOfMonth());
            byMonth(table(List.of(Dimension.DAY), only, before).rows())
                    .forEach((month, tally) ->
                            Figure.write(tally, history.addObject().put("period_date", month)));
        }
        ArrayNode each = json.putArray("models");
        if (flag(ask, "models")) {
            models.write(each);
        }
        budget(registry, Scope.TEAM, team, json);
        return HttpResponse.json(200, json);
    }

    /// The newest first.
    private static Map<String, Tally> byMonth(List<Used> days) {
        var months = new TreeMap<String, Tally>(Comparator.reverseOrder());
        for (Used day : days) {
            YearMonth month = YearMonth.from(LocalDate.parse(day.by().getOrDefault(Dimension.DAY, "")));
            months.merge(month.toString(), day.tally(), Tally::plus);
        }
        return months;
    }

    /// What somebody has for a month, and how much of it is spent.
    private void budget(Registry registry, Scope scope, String holder, ObjectNode json) {
        for (Budget budget : directory.get().budgets().of(scope, holder)) {
            if (budget.period() == Period.MONTHLY) {
                budget.nanoUsd().ifPresent(nano -> json.put("monthly_budget_usd", Dollars.text(nano)));
                new Statement(budget, registry.now(), balances)
                        .utilization()
                        .ifPresent(percent -> json.put("budget_utilization_pct", percent));
            }
        }
    }

    /// From one day to another, both counted.
    private record Span(LocalDate from, LocalDate to) {}

    /// As `from` and `to` say, or `start_date` and `end_date`; else the current month until today.
    private Span span(Registry registry, Ask ask) {
        LocalDate today = today(registry);
        LocalDate to = date(ask, "to").or(() -> date(ask, "end_date")).orElse(today);
        LocalDate from = date(ask, "from").or(() -> date(ask, "start_date")).orElse(to.withDayOfMonth(1));
        if (from.isAfter(to) || ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw new Refusal(
                    Kind.FIELD_INVALID,
                    "from %s to %s are no days, or more than the %d that are told at once"
                            .formatted(from, to, MOST_DAYS));
        }
        return new Span(from, to);
    }

    private static Optional<LocalDate> date(Ask ask, String name) {
        String said = ask.request().target().parameters().get(name);
        if (said == null) {
            return Optional.empty();
        }
        try {
            LocalDate date = LocalDate.parse(said);
            if (date.getYear() >= 2000 && date.getYear() < 10_000) {
                return Optional.of(date);
            }
        } catch (DateTimeException _) {
            // Said below.
        }
        throw new Refusal(Kind.FIELD_INVALID, "%s is %s; a day such as 2026-11-30 is wanted".formatted(name, said));
    }

    private static boolean flag(Ask ask, String name) {
        String said = ask.request().target().parameters().getOrDefault(name, "false");
        return switch (said) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refusal(Kind.FIELD_INVALID, "%s is %s; true or false is wanted".formatted(name, said));
        };
    }

    private UsageTable table(List<Dimension> by, Map<Dimension, String> only, Span span) {
        var query = new UsageQuery(by, only, span.from(), span.to());
        return new UsageTable(query, books.usage(query));
    }

    private static UsageTable dearestFirst(UsageTable table) {
        return new UsageTable(
                table.query(),
                table.rows().stream()
                        .sorted(Comparator.comparingLong(
                                        (Used row) -> row.tally().cost())
                                .reversed())
                        .toList());
    }

    private static LocalDate today(Registry registry) {
        return LocalDate.ofInstant(registry.now(), ZoneOffset.UTC);
    }

    private static Scope whose(String word) {
        Scope scope = BudgetResources.scope(word);
        dimension(scope);
        return scope;
    }

    private static Dimension dimension(Scope scope) {
        return switch (scope) {
            case TEAM -> Dimension.TEAM;
            case CLIENT -> Dimension.CLIENT;
            case USER -> Dimension.USER;
            case PROJECT -> Dimension.PROJECT;
            case SESSION -> throw new Refusal(Kind.FIELD_INVALID, "usage is not told apart by session");
        };
    }
}
