package dev.weir.provider.auth.google;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Workload identity federation: a token of somebody else is exchanged for one of Google (RFC 8693), and that, if the
/// file says so, for one of a service account. The other's token comes from a file or from an address.
record ExternalAccount(JsonNode file, Web web, InstantSource clock) implements Source<Secret> {

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    @Override
    public Lapsing<Secret> fetch() throws IOException {
        URI address = GoogleAddress.of(
                file.path("token_url").stringValue("https://sts.googleapis.com/v1/token"), "token_url");
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", EXCHANGE);
        form.put("audience", file.path("audience").stringValue(""));
        form.put("scope", GoogleFile.SCOPE);
        form.put("requested_token_type", ACCESS_TOKEN);
        form.put("subject_token", subject());
        form.put("subject_token_type", file.path("subject_token_type").stringValue(""));
        Lapsing<Secret> federated = TokenAnswer.token(
                TokenAnswer.post(web, address, form), "the token endpoint " + address.getHost(), clock);
        String impersonated = file.path("service_account_impersonation_url").stringValue("");
        return impersonated.isEmpty() ? federated : impersonate(impersonated, federated.value());
    }

    private String subject() throws IOException {
        JsonNode source = file.path("credential_source");
        String path = source.path("file").stringValue("");
        String address = source.path("url").stringValue("");
        String text;
        if (!path.isEmpty()) {
            text = Environment.read(Path.of(path));
        } else if (!address.isEmpty()) {
            text = asked(address, source.path("headers"));
        } else {
            throw new IOException("credential_source of the credential file has neither file nor url, the two that are"
                    + " supported");
        }
        JsonNode format = source.path("format");
        if (!format.path("type").stringValue("text").equals("json")) {
            return text;
        }
        try {
            String field = format.path("subject_token_field_name").stringValue("");
            String token = JsonMapper.shared().readTree(text).path(field).stringValue("");
            if (!token.isEmpty()) {
                return token;
            }
            throw new IOException("the credential source has no %s".formatted(field));
        } catch (JacksonException notJson) {
            throw new IOException("the credential source is not the JSON that the credential file says it is");
        }
    }

    private String asked(String address, JsonNode headers) throws IOException {
        Headers.Builder shown = Headers.builder();
        headers.forEachEntry((name, value) -> shown.add(name, value.stringValue("")));
        HttpResponse answer = web.ask(Question.get(URI.create(address), shown.build(), Question.FAR));
        if (answer.status() != 200) {
            throw new IOException("the credential source answered %d".formatted(answer.status()));
        }
        return new String(answer.body(), UTF_8).strip();
    }

    private Lapsing<Secret> impersonate(String written, Secret federated) throws IOException {
        URI address = GoogleAddress.of(written, "service_account_impersonation_url");
        byte[] body = ("{\"scope\":[\"" + GoogleFile.SCOPE + "\"]}").getBytes(UTF_8);
        HttpResponse answer = web.ask(new Question(
                "POST",
                address,
                Headers.of("authorization", "Bearer " + federated.reveal(), "content-type", "application/json"),
                body,
                Question.FAR));
        String from = "the impersonation endpoint " + address.getHost();
        JsonNode json = TokenAnswer.json(answer, from);
        String token = json.path("accessToken").stringValue("");
        try {
            Instant lapses = Instant.parse(json.path("expireTime").stringValue(""));
            if (!token.isEmpty()) {
                return new Lapsing<>(new Secret(token), lapses);
            }
        } catch (DateTimeParseException notATime) {
            throw new IOException("%s answered without an expireTime".formatted(from), notATime);
        }
        throw new IOException("%s answered without an accessToken".formatted(from));
    }
}
