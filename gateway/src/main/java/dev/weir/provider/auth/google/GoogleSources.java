package dev.weir.provider.auth.google;

import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.FirstOf;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Proof.GoogleToken;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.Web;
import dev.weir.store.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/// The places where credentials of Google may be, and the order in which its libraries look at them.
public final class GoogleSources {

    private final Environment environment;
    private final Web web;
    private final InstantSource clock;

    public GoogleSources(Environment environment, Web web, InstantSource clock) {
        this.environment = environment;
        this.web = web;
        this.clock = clock;
    }

    /// By a credential file that is read each time.
    public Source<GoogleToken> file(Source<Secret> json) {
        return () -> GoogleFile.fetch(json.fetch().value().reveal(), web, clock);
    }

    public Source<GoogleToken> metadata() {
        return () -> {
            Lapsing<Secret> token = new MetadataToken(environment, web, clock).fetch();
            return new Lapsing<>(new GoogleToken(token.value(), Optional.empty()), token.lapses());
        };
    }

    /// The file that GOOGLE_APPLICATION_CREDENTIALS names, else the one that gcloud wrote, else the metadata service.
    public Source<GoogleToken> byDefault() {
        var places = new LinkedHashMap<String, Source<GoogleToken>>();
        places.put("environment", () -> named(Path.of(environment.wanted("GOOGLE_APPLICATION_CREDENTIALS"))));
        places.put(
                "gcloud",
                () -> named(environment
                        .path("CLOUDSDK_CONFIG", ".config/gcloud")
                        .resolve("application_default_credentials.json")));
        places.put("metadata", metadata());
        Source<GoogleToken> any = new FirstOf<>("credentials of Google", places);
        // A file that was named on purpose and is wrong must not be passed over.
        return () -> environment.variable("GOOGLE_APPLICATION_CREDENTIALS").isPresent()
                ? places.firstEntry().getValue().fetch()
                : any.fetch();
    }

    private Lapsing<GoogleToken> named(Path file) throws IOException {
        return GoogleFile.fetch(Environment.read(file), web, clock);
    }
}
