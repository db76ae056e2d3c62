package dev.weir.provider.auth.google;

import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Proof.GoogleToken;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.Web;
import dev.weir.store.Secret;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A credential file of Google, of any kind.
final class GoogleFile {

    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

    private GoogleFile() {}

    /// A token by what a file says.
    static Lapsing<GoogleToken> fetch(String json, Web web, InstantSource clock) throws IOException {
        JsonNode file;
        try {
            file = JsonMapper.shared().readTree(json);
        } catch (JacksonException notJson) {
            throw new IOException("the credential file is not JSON");
        }
        String type = file.path("type").stringValue("");
        Source<Secret> source = switch (type) {
            case "service_account" -> new ServiceAccount(file, web, clock);
            case "external_account" -> new ExternalAccount(file, web, clock);
            case "authorized_user" -> new AuthorizedUser(file, web, clock);
            default ->
                throw new IOException(("the credential file is of the type \"%s\", wanted service_account,"
                                + " external_account or authorized_user")
                        .formatted(type));
        };
        Lapsing<Secret> token = source.fetch();
        String project = file.path("quota_project_id").stringValue("");
        return new Lapsing<>(
                new GoogleToken(token.value(), Optional.of(project).filter(name -> !name.isEmpty())), token.lapses());
    }
}
