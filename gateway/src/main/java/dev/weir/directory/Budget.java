package dev.weir.directory;

import dev.weir.call.Access;
import dev.weir.call.Quota;
import dev.weir.config.Section;
import dev.weir.config.Value;
import dev.weir.config.Values;
import dev.weir.meter.Dollars;
import dev.weir.store.Ledger.Account;
import dev.weir.store.Ledger.Opening;
import dev.weir.store.Ledger.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How much somebody may spend in a period.
///
/// @param scope whose calls count
/// @param holder which one of these
/// @param nanoUsd the most money
/// @param tokens the most tokens
/// @param caps the most money for some models, within it
/// @param alertAt at which percentages somebody is told, in order
/// @param clamps whether the output of a call may be limited to what can still be paid for
public record Budget(
        Scope scope,
        String holder,
        Period period,
        OptionalLong nanoUsd,
        OptionalLong tokens,
        List<ModelCap> caps,
        List<Integer> alertAt,
        boolean clamps) {

    /// At which percentages somebody is told where nobody says others.
    public static final List<Integer> USUAL_ALERTS = List.of(50, 80, 100);

    private static final int MOST_CAPS = 100;
    private static final Value<Integer> PERCENTAGE = Value.within(Values.NUMBER, 1, 100);
    private static final Value<Long> MOST_TOKENS =
            Shapes.COUNT.that(tokens -> tokens > 0, "a whole number of tokens from 1");

    /// Whose calls count. What callers only declare of themselves (`project`, `session`) bounds nobody who does not
    /// want to be bounded.
    public enum Scope {
        TEAM,
        CLIENT,
        USER,
        PROJECT,
        SESSION;

        /// The words for them. `key` is another one for a client: who presents an API key is known by the key's id.
        public static final List<String> WORDS = List.of("team", "client", "key", "user", "project", "session");

        static final Value<Scope> SAID = Value.text("one of " + WORDS, TEAM, Scope::said);

        /// The one that somebody means.
        public static Optional<Scope> said(String word) {
            return List.of(values()).stream()
                    .filter(one -> one.word().equals(word.equals("key") ? "client" : word))
                    .findFirst();
        }

        /// As documents, addresses and records of usage call it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether nobody vouches for it but whoever calls.
        public boolean declared() {
            return switch (this) {
                case TEAM, CLIENT, USER -> false;
                case PROJECT, SESSION -> true;
            };
        }
    }

    /// How long until it begins anew. Days, months and years are those of UTC.
    public enum Period {
        MONTHLY,
        QUARTERLY,
        ANNUAL,
        /// Never.
        TOTAL;

        private static final int YEAR = 4;
        private static final int YEAR_AND_MONTH = 7;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// What the one is called that a moment is in: `2026-11`, `2026-Q4`, `2026`, `total`.
        public String label(Instant at) {
            LocalDate first = first(at);
            return switch (this) {
                case MONTHLY -> first.toString().substring(0, YEAR_AND_MONTH);
                case QUARTERLY -> first.toString().substring(0, YEAR) + "-Q" + (first.getMonthValue() + 2) / 3;
                case ANNUAL -> first.toString().substring(0, YEAR);
                case TOTAL -> "total";
            };
        }

        /// Its first day; of what never ends, one before there was anything.
        public LocalDate first(Instant at) {
            LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
            return switch (this) {
                case MONTHLY -> day.withDayOfMonth(1);
                case QUARTERLY -> LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
                case ANNUAL -> day.withDayOfYear(1);
                case TOTAL -> LocalDate.EPOCH;
            };
        }

        /// When the next one begins; nothing if none does.
        public Optional<Instant> renewed(Instant at) {
            LocalDate first = first(at);
            return switch (this) {
                case MONTHLY -> begins(first.plusMonths(1));
                case QUARTERLY -> begins(first.plusMonths(3));
                case ANNUAL -> begins(first.plusYears(1));
                case TOTAL -> Optional.empty();
            };
        }

        private static Optional<Instant> begins(LocalDate day) {
            return Optional.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
        }
    }

    /// What becomes of a call that the rest of a budget does not pay for.
    private enum WhenShort {
        CLAMP,
        REFUSE
    }

    /// The most money for some models.
    ///
    /// @param models by the names that providers know them by; one `*` stands for any letters
    public record ModelCap(String models, long nanoUsd) {

        public boolean isAbout(String model) {
            return Access.fits(models, model);
        }

        private static ModelCap read(Section cap) {
            return new ModelCap(
                    cap.required("model", Shapes.MODELS),
                    Dollars.nano(cap.required("max_cost_usd", DollarValues.UP_TO_TEN_MILLION)));
        }
    }

    public Budget {
        caps = List.copyOf(caps);
        alertAt = alertAt.stream().sorted().distinct().toList();
    }

    /// So much money a month for a team, and nothing else.
    public static Budget ofTeam(String name, BigDecimal dollars) {
        return new Budget(
                Scope.TEAM,
                name,
                Period.MONTHLY,
                OptionalLong.of(Dollars.nano(dollars)),
                OptionalLong.empty(),
                List.of(),
                USUAL_ALERTS,
                true);
    }

    /// As people say it and as the store has it.
    public static Budget read(Section document) {
        OptionalLong money = document.value("budget_usd", DollarValues.MORE_THAN_NOTHING)
                .map(dollars -> OptionalLong.of(Dollars.nano(dollars)))
                .orElseGet(OptionalLong::empty);
        OptionalLong tokens =
                document.value("token_limit", MOST_TOKENS).map(OptionalLong::of).orElseGet(OptionalLong::empty);
        List<ModelCap> caps = document.sections("model_limits", ModelCap::read);
        List<Integer> alerts = document.values("alert_thresholds", PERCENTAGE);
        document.at("budget_usd")
                .require(
                        money.isPresent()
                                || tokens.isPresent()
                                || document.has("budget_usd")
                                || document.has("token_limit"),
                        "is missing, and so is token_limit; wanted one of them, or both");
        document.at("model_limits").require(caps.size() <= MOST_CAPS, "has more than %d entries", MOST_CAPS);
        var models = new HashSet<String>();
        for (int i = 0; i < caps.size(); i++) {
            document.at("model_limits")
                    .at(i)
                    .at("model")
                    .require(models.add(caps.get(i).models()), "is the model of an entry above, too");
        }
        return new Budget(
                document.required("scope", Scope.SAID),
                document.required("scope_id", Shapes.HOLDER),
                document.value("period", Shapes.word(Period.class), Period.MONTHLY),
                money,
                tokens,
                caps,
                document.has("alert_thresholds") ? alerts : USUAL_ALERTS,
                document.value("when_short", Shapes.word(WhenShort.class), WhenShort.CLAMP) == WhenShort.CLAMP);
    }

    public ObjectNode json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("scope", scope.word());
        json.put("scope_id", holder);
        json.put("period", period.word());
        nanoUsd.ifPresent(nano -> json.put("budget_usd", Dollars.text(nano)));
        tokens.ifPresent(most -> json.put("token_limit", most));
        var models = json.putArray("model_limits");
        caps.forEach(
                cap -> models.addObject().put("model", cap.models()).put("max_cost_usd", Dollars.text(cap.nanoUsd())));
        alertAt.forEach(json.putArray("alert_thresholds")::add);
        json.put("when_short", clamps ? "clamp" : "refuse");
        return json;
    }

    /// What it is called, in addresses and refusals: `team:acme:monthly`.
    public String id() {
        return "%s:%s:%s".formatted(scope.word(), holder, period.word());
    }

    /// What a call at that moment draws on that may be served by any of these models.
    ///
    /// @param models by the names that providers know them by
    public List<Account> accounts(Instant at, Collection<String> models) {
        var accounts = new ArrayList<Account>();
        money(at).ifPresent(accounts::add);
        tokens(at).ifPresent(accounts::add);
        for (ModelCap cap : caps) {
            if (models.stream().anyMatch(cap::isAbout)) {
                accounts.add(account(cap, at));
            }
        }
        return accounts;
    }

    /// All accounts of the period that a moment is in.
    public List<Account> accounts(Instant at) {
        var accounts = new ArrayList<Account>();
        money(at).ifPresent(accounts::add);
        tokens(at).ifPresent(accounts::add);
        caps.forEach(cap -> accounts.add(account(cap, at)));
        return accounts;
    }

    /// Where the money of that period is counted.
    public Optional<Account> money(Instant at) {
        return nanoUsd.isPresent()
                ? Optional.of(new Account(
                        name(at) + "/usd", nanoUsd.getAsLong(), Unit.NANO_USD, opening(Quota.ALL_MODELS, at)))
                : Optional.empty();
    }

    /// Where the tokens of that period are counted.
    public Optional<Account> tokens(Instant at) {
        return tokens.isPresent()
                ? Optional.of(new Account(
                        name(at) + "/tokens", tokens.getAsLong(), Unit.TOKENS, opening(Quota.ALL_MODELS, at)))
                : Optional.empty();
    }

    /// Where the money for some models is counted in that period.
    public Account account(ModelCap cap, Instant at) {
        return new Account(
                "%s/model/%s/usd".formatted(name(at), cap.models()),
                cap.nanoUsd(),
                Unit.NANO_USD,
                opening(cap.models(), at));
    }

    private String name(Instant at) {
        return id() + "/" + period.label(at);
    }

    private Opening opening(String models, Instant at) {
        return new Opening(scope.word(), holder, models, period.first(at));
    }

    /// When it begins anew; nothing if it never does.
    public Optional<Instant> renewed(Instant at) {
        return period.renewed(at);
    }
}
