package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.OidcProvider.Answer;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {

    private static final String CLIENT = "weir-cli";

    @TempDir
    private Path folder;

    private final SmallIssuer issuer;
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");

    LoginTest() throws Exception {
        issuer = new SmallIssuer();
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private KeptLogin kept() {
        return new KeptLogin(folder.resolve("state").resolve("login.json"), () -> now);
    }

    private Answer onADevice(StringWriter said, List<Duration> pauses) throws Exception {
        return new DeviceLogin(
                        OidcProvider.discovered(issuer.issuer()), CLIENT, "openid", new PrintWriter(said), pauses::add)
                .tokens();
    }

    private void signIn() throws Exception {
        kept().keep(OidcProvider.discovered(issuer.issuer()), CLIENT, onADevice(new StringWriter(), new ArrayList<>()));
    }

    @Test
    void asksUntilThePersonHasEnteredTheCodeAndSlowerWhenItIsTold() throws Exception {
        issuer.waits.addAll(List.of("authorization_pending", "slow_down", "authorization_pending"));
        var said = new StringWriter();
        var pauses = new ArrayList<Duration>();

        Answer tokens = onADevice(said, pauses);

        assertThat(tokens.text("access_token")).isEqualTo("access-1");
        assertThat(said.toString()).contains("Open " + issuer.issuer() + "/enter and enter the code ABCD-EFGH");
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(5L, 5L, 10L, 10L);
    }

    @Test
    void givesUpWhenThePersonSaysNoOrNothing() {
        issuer.waits.add("access_denied");
        assertThatThrownBy(() -> onADevice(new StringWriter(), new ArrayList<>()))
                .hasMessage("nobody was signed in: 400 access_denied");

        for (int i = 0; i < 100; i++) {
            issuer.waits.add("authorization_pending");
        }
        assertThatThrownBy(() -> onADevice(new StringWriter(), new ArrayList<>()))
                .hasMessage("nobody entered the code in time");
    }

    @Test
    void signsInWithABrowserThatComesBackWithTheRightState() throws Exception {
        var printed = new PipedReader();
        var out = new PrintWriter(new PipedWriter(printed));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient browser = HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.ALWAYS)
                        .build()) {
            Future<Answer> tokens = threads.submit(
                    () -> new BrowserLogin(OidcProvider.discovered(issuer.issuer()), CLIENT, "openid", out).tokens());
            String line = new java.io.BufferedReader(printed).readLine();
            String address = line.substring("Open ".length());
            String redirect = java.net.URLDecoder.decode(
                    address.replaceAll(".*redirect_uri=([^&]*).*", "$1"), java.nio.charset.StandardCharsets.UTF_8);

            assertThat(browser.send(
                                    HttpRequest.newBuilder(URI.create(redirect + "?code=stolen&state=guessed"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(400);
            assertThat(browser.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);

            assertThat(tokens.get().text("access_token")).isEqualTo("access-1");
        }
    }

    @Test
    void keepsTheLoginForNobodyElseAndRenewsItInTime() throws Exception {
        signIn();

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("state").resolve("login.json"))))
                .isEqualTo("rw-------");
        assertThat(kept().token()).contains("access-1");
        now = now.plusSeconds(239);
        assertThat(kept().token()).contains("access-1");
        now = now.plusSeconds(1);
        assertThat(kept().token()).contains("access-2");
        assertThat(kept().token()).contains("access-2");
    }

    @Test
    void saysThatTheLoginIsOver() throws Exception {
        signIn();
        now = now.plusSeconds(300);
        issuer.waits.add("invalid_grant");

        assertThatThrownBy(() -> kept().token())
                .hasMessage("the login is over (400 invalid_grant); sign in again with weir login");
        assertThat(kept().forget()).isTrue();
        assertThat(kept().token()).isEmpty();
    }

    @Test
    void sendsTokensNowhereInTheClear() {
        assertThatThrownBy(() -> OidcProvider.discovered("http://login.example.com"))
                .hasMessage("http://login.example.com is not an https address");
        assertThatThrownBy(() -> OidcProvider.discovered(issuer.issuer() + "/")).hasMessageContaining("are wanted");
    }
}
