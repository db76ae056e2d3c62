package dev.weir.provider.auth.aws;

import dev.weir.config.CredentialConfig.AwsFrom;
import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.FirstOf;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.Web;
import dev.weir.wire.aws.AwsKeys;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/// The places where keys of AWS may be, and the order in which its SDKs look at them.
public final class AwsSources {

    private final Environment environment;
    private final Web web;
    private final InstantSource clock;

    public AwsSources(Environment environment, Web web, InstantSource clock) {
        this.environment = environment;
        this.web = web;
        this.clock = clock;
    }

    /// @param region in which roles are asked for
    /// @param profile which one, if keys come from a profile
    public Source<AwsKeys> from(AwsFrom from, String region, Optional<String> profile) {
        var sts = new Sts(environment, web, clock, region);
        Source<AwsKeys> variables = new EnvironmentKeys(environment);
        Source<AwsKeys> webIdentity = new WebIdentityKeys(environment, sts);
        Source<AwsKeys> container = new ContainerKeys(environment, web);
        Source<AwsKeys> instance = new InstanceKeys(environment, web);
        Source<AwsKeys> profiles = new ProfileKeys(environment, sts, instance, container, profile);
        return switch (from) {
            case ENVIRONMENT -> variables;
            case WEB_IDENTITY -> webIdentity;
            case PROFILE -> profiles;
            case CONTAINER -> container;
            case INSTANCE -> instance;
            case DEFAULT -> {
                var chain = new LinkedHashMap<String, Source<AwsKeys>>();
                chain.put("environment", variables);
                chain.put("web identity", webIdentity);
                chain.put("profile", profiles);
                chain.put("container", container);
                chain.put("instance", instance);
                yield new FirstOf<>("keys of AWS", chain);
            }
        };
    }
}
