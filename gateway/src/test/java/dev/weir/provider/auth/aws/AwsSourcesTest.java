package dev.weir.provider.auth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.CredentialConfig.AwsFrom;
import dev.weir.provider.auth.Environment;
import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.provider.auth.TokenServer;
import dev.weir.wire.aws.AwsKeys;
import dev.weir.wire.aws.SignatureV4;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.HttpRequest;
import dev.weir.wire.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsSourcesTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant LAPSES = Instant.parse("2026-11-01T06:00:00Z");
    private static final AwsKeys TEMPORARY = new AwsKeys("ASIA1", "temporary-secret", Optional.of("temporary-token"));

    private static final String KEYS = """
            {"Code":"Success","AccessKeyId":"ASIA1","SecretAccessKey":"temporary-secret","Token":"temporary-token",
             "Expiration":"2026-11-01T06:00:00Z"}
            """;

    private static final String STS = """
            <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult>
              <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/weir</Arn></AssumedRoleUser>
              <Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>temporary-secret</SecretAccessKey>
                <SessionToken>temporary-token</SessionToken><Expiration>2026-11-01T06:00:00Z</Expiration></Credentials>
            </%1$sResult></%1$sResponse>
            """;

    @TempDir
    Path home;

    @SuppressWarnings("NullAway.Init")
    private TokenServer server;

    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void start() throws IOException {
        server = new TokenServer();
        variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.base() + "/");
        variables.put("AWS_ENDPOINT_URL_STS", server.base());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void takesKeysFromTheEnvironment() throws IOException {
        variables.putAll(Map.of("AWS_ACCESS_KEY_ID", "AKIA1", "AWS_SECRET_ACCESS_KEY", "s", "AWS_SESSION_TOKEN", "t"));

        assertThat(fetch(AwsFrom.ENVIRONMENT)).isEqualTo(Lapsing.never(new AwsKeys("AKIA1", "s", Optional.of("t"))));
        variables.remove("AWS_SECRET_ACCESS_KEY");
        assertThatThrownBy(fetching(AwsFrom.ENVIRONMENT)).hasMessage("the variable AWS_SECRET_ACCESS_KEY is not set");
    }

    @Test
    void takesTheRoleOfAnInstanceInTheSecondVersionOfItsMetadataService() throws IOException {
        server.on("PUT /latest/api/token", 200, "a-token")
                .on("GET /latest/meta-data/iam/security-credentials/", 200, "models-role\n")
                .on("GET /latest/meta-data/iam/security-credentials/models-role", 200, KEYS);

        assertThat(fetch(AwsFrom.INSTANCE)).isEqualTo(new Lapsing<>(TEMPORARY, LAPSES));
        assertThat(server.asked.getFirst().headers().first("x-aws-ec2-metadata-token-ttl-seconds"))
                .contains("21600");
        assertThat(server.last().headers().first("x-aws-ec2-metadata-token")).contains("a-token");
    }

    @Test
    void saysWhatTheMetadataServiceLacks() {
        assertThatThrownBy(fetching(AwsFrom.INSTANCE))
                .hasMessage("the instance's metadata service answered 404 when asked for a token");
        server.on("PUT /latest/api/token", 200, "t")
                .on("GET /latest/meta-data/iam/security-credentials/", 200, "../../etc");
        assertThatThrownBy(fetching(AwsFrom.INSTANCE)).hasMessage("the instance has no role");
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        assertThatThrownBy(fetching(AwsFrom.INSTANCE)).hasMessage("AWS_EC2_METADATA_DISABLED is true");
    }

    @Test
    void takesTheRoleOfAContainerAndReadsItsTokenEachTime() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "first\n");
        variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.base() + "/v1/credentials");
        variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.toString());
        server.on("GET /v1/credentials", 200, KEYS);

        assertThat(fetch(AwsFrom.CONTAINER)).isEqualTo(new Lapsing<>(TEMPORARY, LAPSES));
        assertThat(server.last().headers().first("authorization")).contains("first");
        Files.writeString(token, "second");
        fetch(AwsFrom.CONTAINER);
        assertThat(server.last().headers().first("authorization")).contains("second");
    }

    @Test
    void s_ssrf_9_asksForAContainersRoleWithoutTlsOnlyWhereContainersAreTold() {
        variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://credentials.example.com/");

        assertThatThrownBy(fetching(AwsFrom.CONTAINER))
                .hasMessage("AWS_CONTAINER_CREDENTIALS_FULL_URI names credentials.example.com; without TLS only this"
                        + " machine and 169.254.170.2, 169.254.170.23 and fd00:ec2::23 are asked");
    }

    @Test
    void showsAWebIdentityForARole() throws IOException {
        variables.put(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                Files.writeString(home.resolve("jwt"), "a.b.c\n").toString());
        variables.put("AWS_ROLE_ARN", "arn:aws:iam::1:role/models");
        server.on("POST /", 200, STS.formatted("AssumeRoleWithWebIdentity"));

        assertThat(fetch(AwsFrom.WEB_IDENTITY)).isEqualTo(new Lapsing<>(TEMPORARY, LAPSES));
        assertThat(TokenServer.text(server.last()))
                .isEqualTo("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                        + "&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fmodels&RoleSessionName=weir"
                        + "&WebIdentityToken=a.b.c");
        assertThat(server.last().headers().has("authorization")).isFalse();
    }

    @Test
    void saysWhatTheTokenServiceSaid() throws IOException {
        variables.put(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                Files.writeString(home.resolve("jwt"), "secret.jwt").toString());
        variables.put("AWS_ROLE_ARN", "arn:aws:iam::1:role/models");
        server.on("POST /", 400, """
                <ErrorResponse><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>late</Message></Error>
                </ErrorResponse>""");

        assertThatThrownBy(fetching(AwsFrom.WEB_IDENTITY))
                .hasMessageEndingWith("answered 400 ExpiredTokenException to AssumeRoleWithWebIdentity for"
                        + " arn:aws:iam::1:role/models")
                .hasMessageNotContaining("secret.jwt");
        server.on("POST /", 200, "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>");
        assertThatThrownBy(fetching(AwsFrom.WEB_IDENTITY)).hasMessageStartingWith("STS answered with");
        server.on("POST /", 200, "not xml");
        assertThatThrownBy(fetching(AwsFrom.WEB_IDENTITY)).hasMessage("STS answered with something that is not XML");
    }

    @Test
    void readsProfilesOfBothFiles() throws IOException {
        aws("credentials", """
                [default]
                aws_access_key_id = AKIA-DEFAULT
                aws_secret_access_key = default-secret
                # a comment
                [models]
                aws_access_key_id=AKIA-MODELS
                aws_secret_access_key=models=secret
                """);
        aws("config", """
                [default]
                region = eu-central-1
                [profile models]
                aws_access_key_id = overruled
                s3 =
                  max_concurrent_requests = 1
                """);

        assertThat(fetch(AwsFrom.PROFILE).value().id()).isEqualTo("AKIA-DEFAULT");
        assertThat(fetch(AwsFrom.PROFILE, "models"))
                .isEqualTo(Lapsing.never(new AwsKeys("AKIA-MODELS", "models=secret")));
        assertThatThrownBy(() -> fetch(AwsFrom.PROFILE, "nobody"))
                .hasMessage("no profile is named nobody; there are [default, models]");
        variables.put("AWS_PROFILE", "models");
        assertThat(fetch(AwsFrom.PROFILE).value().id()).isEqualTo("AKIA-MODELS");
    }

    @Test
    void assumesTheRoleOfAProfileWithTheKeysOfAnother() throws IOException {
        aws("config", """
                [profile base]
                aws_access_key_id = AKIA-BASE
                aws_secret_access_key = base-secret
                [profile role]
                role_arn = arn:aws:iam::1:role/models
                source_profile = base
                external_id = ext
                """);
        server.on("POST /", 200, STS.formatted("AssumeRole"));

        assertThat(fetch(AwsFrom.PROFILE, "role")).isEqualTo(new Lapsing<>(TEMPORARY, LAPSES));
        HttpRequest asked = server.last();
        assertThat(TokenServer.text(asked)).contains("Action=AssumeRole&", "ExternalId=ext");
        var keys = new AwsKeys("AKIA-BASE", "base-secret");
        assertThat(SignatureV4.verify("POST", "/", asked.headers(), asked.body(), id -> Optional.of(keys), NOW))
                .isInstanceOf(SignatureV4.Verdict.Fine.class);
    }

    @Test
    void startsNoProcessAndOpensNoBrowser() throws IOException {
        aws("config", """
                [profile process]
                credential_process = cat /etc/keys
                [profile browser]
                sso_session = company
                """);

        assertThatThrownBy(() -> fetch(AwsFrom.PROFILE, "process"))
                .hasMessageStartingWith(
                        "the profile process wants a process to be started, which the gateway does not");
        assertThatThrownBy(() -> fetch(AwsFrom.PROFILE, "browser"))
                .hasMessageContaining("aws configure export-credentials --profile browser");
    }

    @Test
    void looksInTheOrderOfTheSdksAndSaysWhatItFoundWhereNothingIs() throws IOException {
        assertThatThrownBy(fetching(AwsFrom.DEFAULT))
                .hasMessageStartingWith("no keys of AWS were found; environment: the variable AWS_ACCESS_KEY_ID is not"
                        + " set; web identity: the variable AWS_WEB_IDENTITY_TOKEN_FILE is not set; profile: there is"
                        + " neither ")
                .hasMessageContaining("; container: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor")
                .hasMessageEndingWith(
                        "; instance: the instance's metadata service answered 404 when asked for a token");

        aws("credentials", "[default]\naws_access_key_id = FILE\naws_secret_access_key = s");
        assertThat(fetch(AwsFrom.DEFAULT).value().id()).isEqualTo("FILE");
        variables.putAll(Map.of("AWS_ACCESS_KEY_ID", "VARIABLE", "AWS_SECRET_ACCESS_KEY", "s"));
        assertThat(fetch(AwsFrom.DEFAULT).value().id()).isEqualTo("VARIABLE");
    }

    @Test
    void followsNoRedirectAndReadsNoLongAnswer() {
        variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.base() + "/keys");
        server.on(
                "GET /keys", _ -> new HttpResponse(302, Headers.of("location", server.base() + "/more"), new byte[0]));
        assertThatThrownBy(fetching(AwsFrom.CONTAINER)).hasMessageEndingWith("answered 302");
        assertThat(server.asked).hasSize(1);

        server.on("GET /keys", 200, "x".repeat(300_000));
        assertThatThrownBy(fetching(AwsFrom.CONTAINER)).isInstanceOf(IOException.class);
    }

    private void aws(String file, String text) throws IOException {
        Path folder = Files.createDirectories(home.resolve(".aws"));
        Files.writeString(folder.resolve(file), text, StandardCharsets.UTF_8);
    }

    private ThrowingCallable fetching(AwsFrom from) {
        return () -> fetch(from);
    }

    private Lapsing<AwsKeys> fetch(AwsFrom from) throws IOException {
        return source(from, Optional.empty()).fetch();
    }

    private Lapsing<AwsKeys> fetch(AwsFrom from, String profile) throws IOException {
        return source(from, Optional.of(profile)).fetch();
    }

    private Source<AwsKeys> source(AwsFrom from, Optional<String> profile) {
        return new AwsSources(new Environment(variables, home), TokenServer.web(), () -> NOW)
                .from(from, "eu-central-1", profile);
    }
}
