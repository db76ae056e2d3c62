package dev.weir.provider.auth.google;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.TokenAnswer;
import dev.weir.provider.auth.Web;
import dev.weir.provider.auth.Web.Question;
import dev.weir.store.Secret;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;

/// The service account of the machine or the pod, from the metadata service. Only that service answers with its own
/// header; whoever else has the address is not believed.
record MetadataToken(Environment environment, Web web, InstantSource clock) implements Source<Secret> {

    private static final String FLAVOR = "metadata-flavor";

    @Override
    public Lapsing<Secret> fetch() throws IOException {
        String host = environment.variable("GCE_METADATA_HOST").orElse("metadata.google.internal");
        URI address = URI.create("http://" + host + "/computeMetadata/v1/instance/service-accounts/default/token");
        HttpResponse answer = web.ask(Question.get(address, Headers.of(FLAVOR, "Google"), Question.NEAR));
        if (answer.headers().first(FLAVOR).filter("Google"::equals).isEmpty()) {
            throw new IOException("%s is not a metadata service of Google".formatted(host));
        }
        return TokenAnswer.token(answer, "the metadata service " + host, clock);
    }
}
