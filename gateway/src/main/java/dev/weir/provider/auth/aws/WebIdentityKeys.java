package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.wire.aws.AwsKeys;
import java.io.IOException;
import java.nio.file.Path;

/// The role of a pod in EKS by IRSA, or of whoever else has a token file that a role trusts.
record WebIdentityKeys(Environment environment, Sts sts) implements Source<AwsKeys> {

    @Override
    public Lapsing<AwsKeys> fetch() throws IOException {
        String file = environment.wanted("AWS_WEB_IDENTITY_TOKEN_FILE");
        String role = environment.wanted("AWS_ROLE_ARN");
        String session = environment.variable("AWS_ROLE_SESSION_NAME").orElse("weir");
        return sts.assumeWithToken(role, session, Environment.read(Path.of(file)));
    }
}
