package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Proof;
import dev.weir.store.Secret;
import dev.weir.wire.aws.AwsKeys;
import dev.weir.wire.aws.Scope;
import dev.weir.wire.aws.SignatureV4;
import dev.weir.wire.http.Headers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Keys that sign each request.
public record AwsSignature(AwsKeys keys, Scope scope, InstantSource clock) implements Proof {

    @Override
    public void show(Headers.Builder headers, Shown request) {
        SignatureV4.sign(headers, request.method(), request.target(), request.body(), keys, scope, clock.instant());
    }

    @Override
    public List<Secret> secrets() {
        var secrets = new ArrayList<>(List.of(new Secret(keys.secret())));
        keys.session().map(Secret::new).ifPresent(secrets::add);
        return secrets;
    }
}
