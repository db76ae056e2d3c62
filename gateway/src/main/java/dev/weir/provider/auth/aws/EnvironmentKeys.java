package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.wire.aws.AwsKeys;
import java.io.IOException;

/// Keys in variables of the environment.
public record EnvironmentKeys(Environment environment) implements Source<AwsKeys> {

    @Override
    public Lapsing<AwsKeys> fetch() throws IOException {
        return Lapsing.never(new AwsKeys(
                environment.wanted("AWS_ACCESS_KEY_ID"),
                environment.wanted("AWS_SECRET_ACCESS_KEY"),
                environment.variable("AWS_SESSION_TOKEN")));
    }
}
