package dev.weir.provider.auth.google;

import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.TokenAnswer;
import dev.weir.provider.auth.Web;
import dev.weir.store.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A person who has signed in with gcloud, by the refresh token that it kept.
record AuthorizedUser(JsonNode file, Web web, InstantSource clock) implements Source<Secret> {

    @Override
    public Lapsing<Secret> fetch() throws IOException {
        URI address = GoogleAddress.of(file.path("token_uri").stringValue(GoogleFile.TOKEN_URI), "token_uri");
        return TokenAnswer.token(
                TokenAnswer.post(
                        web,
                        address,
                        Map.of(
                                "grant_type", "refresh_token",
                                "client_id", file.path("client_id").stringValue(""),
                                "client_secret", file.path("client_secret").stringValue(""),
                                "refresh_token", file.path("refresh_token").stringValue(""))),
                "the token endpoint " + address.getHost(),
                clock);
    }
}
