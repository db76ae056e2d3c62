package dev.weir.config;

import dev.weir.config.RoutingNode.Group;
import dev.weir.config.RoutingNode.Leaf;
import dev.weir.config.Strategy.Condition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads a routing configuration: a target, or a strategy over targets, which may have strategies of their own.
final class RoutingReader {

    private static final int DEEPEST = 10;
    private static final int MOST_TARGETS = 64;

    private static final Value<Integer> STATUS = Value.within(Values.NUMBER, 100, 599);
    private static final Value<Double> WEIGHT = Value.of(
                    "a number", 1.0, node -> node.isNumber() ? Optional.of(node.doubleValue()) : Optional.empty())
            .that(weight -> weight >= 0 && weight <= 1e9, "a number from 0 to 1000000000");
    private static final Value<String> MODE = Value.text(
            "one of [single, fallback, loadbalance, conditional, latency]",
            "single",
            text -> Set.of("single", "fallback", "loadbalance", "conditional", "latency")
                            .contains(text)
                    ? Optional.of(text)
                    : Optional.empty());
    private static final Value<String> HEADER = Values.TEXT.as(name -> name.toLowerCase(Locale.ROOT));
    private static final Value<Operand> FIELD =
            Value.text("metadata.*, params.*, headers.* or url.pathname", new Operand.Pathname(), Operand::parse);

    /// Keys of documents for Portkey that hold a secret.
    private static final List<String> SECRETS = List.of(
            "api-key",
            "aws-access-key-id",
            "aws-secret-access-key",
            "aws-session-token",
            "azure-ad-token",
            "azure-entra-client-secret",
            "vertex-service-account-json",
            "oracle-private-key",
            "oracle-key-passphrase");

    /// Those that say where a provider is, and as whom it is asked.
    private static final List<String> PLACES = List.of(
            "aws-region",
            "aws-role-arn",
            "aws-external-id",
            "aws-auth-type",
            "vertex-project-id",
            "vertex-region",
            "resource-name",
            "deployment-id",
            "api-version",
            "azure-auth-mode",
            "azure-model-name",
            "azure-resource-name",
            "azure-deployment-id",
            "azure-foundry-url",
            "azure-entra-client-id",
            "azure-entra-tenant-id",
            "openai-organization",
            "openai-project",
            "huggingface-base-url",
            "workers-ai-account-id",
            "snowflake-account");

    /// Those that ask for checks, which nobody is to believe done that are not.
    private static final List<String> GUARDS = List.of(
            "before-request-hooks",
            "after-request-hooks",
            "input-guardrails",
            "output-guardrails",
            "default-input-guardrails",
            "default-output-guardrails",
            "input-mutators",
            "output-mutators");

    private static final String BREAKERS = "circuit breakers are the operator's: routing.breaker in weir.yaml";

    /// Those without which the call is the same.
    private static final Map<String, String> WITHOUT_EFFECT = Map.of(
            "cache", "answers are not cached here; x-portkey-cache-status says DISABLED",
            "strict-open-ai-compliance", "answers have the members that their format defines",
            "cb-config", BREAKERS,
            "on-status-codes", "belongs into strategy or retry");

    private final KeyStyle style;
    private final Set<String> providers;
    private int targets;

    private RoutingReader(KeyStyle style, Set<String> providers) {
        this.style = style;
        this.providers = providers;
    }

    /// Of documents, which may say more than `weir.yaml`, so that those of Portkey's users are understood. Whether
    /// providers are there is another question.
    static RoutingReader ofDocuments() {
        return new RoutingReader(KeyStyle.SNAKE_OR_CAMEL, Set.of());
    }

    /// @param providers those that are configured
    static RoutingReader ofModels(Set<String> providers) {
        return new RoutingReader(KeyStyle.HYPHENS, providers);
    }

    RoutingNode read(Section section) {
        return read(section, "config", 1, TargetSettings.NONE);
    }

    private RoutingNode read(Section section, String path, int depth, TargetSettings around) {
        boolean group = section.has("targets") || section.has("strategy");
        TargetSettings settings = settings(section).within(around);
        String name = section.value("name", Values.TEXT).orElse("");
        double weight = section.value("weight", WEIGHT, 1.0);
        if (style == KeyStyle.SNAKE_OR_CAMEL) {
            foreign(section);
        }
        Optional<String> provider = section.value("provider", Values.TEXT);
        if (style == KeyStyle.SNAKE_OR_CAMEL) {
            provider = provider.or(() -> section.value("virtual-key", Values.TEXT));
            section.json("virtual-key");
        }
        Optional<String> model = section.value("model", Values.TEXT);
        Strategy strategy = section.section("strategy", inside -> strategy(inside, group));
        List<RoutingNode> children = depth > DEEPEST
                ? List.of()
                : section.nested(
                        "targets",
                        (index, target) -> read(target, path + ".targets[" + index + "]", depth + 1, settings));
        if (!group) {
            targets++;
            if (style == KeyStyle.HYPHENS) {
                configured(section, provider);
            }
            section.here()
                    .require(targets <= MOST_TARGETS, "is target %d; at most %d are taken", targets, MOST_TARGETS);
            Optional<String> overridden = Optional.ofNullable(
                            settings.overrides().get("model"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::stringValue);
            return new Leaf(
                    path, name, weight, provider.map(RoutingReader::withoutAt), model.or(() -> overridden), settings);
        }
        section.here().require(depth <= DEEPEST, "is nested deeper than %d levels", DEEPEST);
        section.at("targets").require(!children.isEmpty() || depth > DEEPEST, "is empty, wanted at least one target");
        section.at("provider").require(provider.isEmpty(), "stands beside targets; it belongs into one of them");
        check(section, strategy, children);
        return new Group(path, name, weight, strategy, children);
    }

    private void configured(Section target, Optional<String> provider) {
        target.at("provider").require(provider.isPresent(), "is missing, wanted a text");
        target.at("provider")
                .require(
                        providers.contains(provider.orElse("")),
                        "no provider is named %s; there are %s",
                        provider.orElse(""),
                        providers.stream().sorted().toList());
        target.at("model")
                .require(
                        target.json("model").asString("").indexOf('*') < 0,
                        "cannot hold a *: leave it out for the name that the caller used");
    }

    private static void check(Section section, Strategy strategy, List<RoutingNode> children) {
        if (strategy instanceof Strategy.LoadBalance && !children.isEmpty()) {
            section.at("targets")
                    .require(
                            children.stream().anyMatch(child -> child.weight() > 0),
                            "have no weight above 0, so none could be drawn");
        }
        var names = new LinkedHashSet<String>();
        children.forEach(child -> {
            if (!child.name().isEmpty() && !names.add(child.name())) {
                section.at("targets").require(false, "has two targets with the name %s", child.name());
            }
        });
        if (strategy instanceof Strategy.Conditional(List<Condition> conditions, Optional<String> otherwise)) {
            for (int i = 0; i < conditions.size(); i++) {
                String then = conditions.get(i).then();
                section.at("strategy")
                        .at("conditions")
                        .at(i)
                        .at("then")
                        .require(
                                then.isEmpty() || names.contains(then),
                                "no target is named %s; there are %s",
                                then,
                                names);
            }
            section.at("strategy")
                    .at("default")
                    .require(
                            otherwise.filter(name -> !names.contains(name)).isEmpty(),
                            "no target is named %s; there are %s",
                            otherwise.orElse(""),
                            names);
        }
    }

    private Strategy strategy(Section section, boolean wanted) {
        boolean said = section.has("mode");
        String mode = wanted && !said ? section.required("mode", MODE) : section.value("mode", MODE, "single");
        Optional<StatusRule> on = statuses(section, "on-status-codes");
        List<Condition> conditions = section.sections(
                "conditions",
                condition -> new Condition(
                        QueryReader.read(condition.json("query"), condition.at("query")),
                        condition.required("then", Values.TEXT)));
        Optional<String> otherwise = section.value("default", Values.TEXT);
        Sticky sticky = sticky(section);
        if (style == KeyStyle.SNAKE_OR_CAMEL && section.has("cb-config")) {
            section.at("cb-config").notice(BREAKERS);
        }
        section.at("conditions")
                .require(
                        !mode.equals("conditional") || !conditions.isEmpty() || otherwise.isPresent(),
                        "is empty and there is no default, so no target could be chosen");
        section.at("conditions")
                .require(conditions.isEmpty() || mode.equals("conditional"), "belongs to the mode conditional only");
        return switch (mode) {
            case "fallback" ->
                new Strategy.Fallback(
                        on.orElseGet(() -> style == KeyStyle.HYPHENS ? StatusRule.TRANSIENT : new StatusRule.Any()));
            case "loadbalance" -> new Strategy.LoadBalance(on.orElse(StatusRule.TRANSIENT), sticky);
            case "latency" -> new Strategy.Latency(on.orElse(StatusRule.TRANSIENT), sticky);
            case "conditional" -> new Strategy.Conditional(conditions, otherwise);
            default -> new Strategy.Single();
        };
    }

    /// Documents also write numbers.
    ///
    /// @param unit what they count; the least that can be said, too
    private Value<Duration> time(Duration unit) {
        Duration most = Duration.ofHours(24);
        Value<Duration> written = Value.within(Values.TIME_SPAN, unit, most);
        return style == KeyStyle.HYPHENS
                ? written
                : Values.either(
                        Value.within(Values.NUMBER, 1, Math.toIntExact(most.dividedBy(unit)))
                                .<Duration>as(unit::multipliedBy),
                        written);
    }

    private Sticky sticky(Section strategy) {
        boolean said = strategy.has("sticky");
        return strategy.section("sticky", sticky -> {
            boolean enabled = sticky.value("enabled", Values.FLAG, true);
            List<Operand> fields = sticky.values("hash-fields", FIELD);
            Duration life = sticky.value("ttl", time(Duration.ofSeconds(1)), Sticky.SEAT);
            return !said ? new Sticky.Sessions() : enabled ? new Sticky.By(fields, life) : new Sticky.Never();
        });
    }

    private static Optional<StatusRule> statuses(Section section, String key) {
        List<Integer> statuses = section.values(key, STATUS);
        return section.has(key) ? Optional.of(new StatusRule.These(Set.copyOf(statuses))) : Optional.empty();
    }

    private TargetSettings settings(Section section) {
        var overrides = new LinkedHashMap<String, JsonNode>();
        JsonNode params = section.json("override-params");
        section.at("override-params")
                .require(params.isObject() || params.isMissingNode() || params.isNull(), "is not an object");
        params.propertyStream().forEach(one -> overrides.put(one.getKey(), one.getValue()));
        section.at("override-params")
                .at("stream")
                .require(!overrides.containsKey("stream"), "is the caller's to say; it cannot be overridden");
        JsonNode model = params.path("model");
        section.at("override-params")
                .at("model")
                .require(model.isMissingNode() || model.isString(), "is %s, wanted a text", Value.sort(model));
        return new TargetSettings(
                overrides,
                section.optional("retry", this::retry),
                section.value("request-timeout", time(Duration.ofMillis(1))),
                section.values("forward-headers", HEADER),
                section.value("custom-host", Values.WEB_ADDRESS));
    }

    private Retry retry(Section retry) {
        int attempts = retry.value("attempts", Value.within(Values.NUMBER, 0, 100), 1);
        StatusRule on = statuses(retry, "on-status-codes").orElse(Retry.STATUSES);
        // What a provider says of when to come again is always heeded.
        retry.value("use-retry-after-header", Values.FLAG, true);
        if (attempts > Retry.MOST) {
            retry.at("attempts").notice("at most %d attempts are made in all".formatted(Retry.MOST));
        }
        return new Retry(Math.min(attempts, Retry.MOST), on);
    }

    private static void foreign(Section section) {
        SECRETS.forEach(key -> section.at(key)
                .require(
                        !section.has(key),
                        "is a provider's credential; the operator configures it at providers.<name>.credentials, as a"
                                + " reference"));
        PLACES.forEach(key -> section.at(key)
                .require(
                        !section.has(key),
                        "is the operator's to say, at providers.<name>; name that provider instead"));
        GUARDS.forEach(key -> section.at(key)
                .require(
                        !section.has(key),
                        "asks for checks that are not carried out here; the operator's policies are"));
        section.at("options").require(!section.has("options"), "is what targets were once named");
        WITHOUT_EFFECT.forEach((key, why) -> {
            if (section.has(key)) {
                section.at(key).notice(why);
            }
        });
        List.of("id", "is-open", "metadata", "url-to-fetch", "description").forEach(section::json);
    }

    private static String withoutAt(String provider) {
        return provider.startsWith("@") ? provider.substring(1) : provider;
    }
}
