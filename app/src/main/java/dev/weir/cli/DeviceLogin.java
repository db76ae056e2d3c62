package dev.weir.cli;

import dev.weir.cli.OidcProvider.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;

/// Signs a person in on another device (RFC 8628): prints an address and a code, and asks until the person has entered
/// it there. Needs no browser here.
final class DeviceLogin {

    private static final Duration SLOWER = Duration.ofSeconds(5);

    /// Waits, as long as it is told to.
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final OidcProvider provider;
    private final String client;
    private final String scope;
    private final PrintWriter out;
    private final Pause pause;

    DeviceLogin(OidcProvider provider, String client, String scope, PrintWriter out, Pause pause) {
        this.provider = provider;
        this.client = client;
        this.scope = scope;
        this.out = out;
        this.pause = pause;
    }

    /// The answer with the tokens.
    Answer tokens() throws IOException, InterruptedException {
        if (provider.deviceEndpoint().isEmpty()) {
            throw new Complaint("%s lets nobody sign in on another device; try --browser".formatted(provider.issuer()));
        }
        Answer device = OidcProvider.post(provider.deviceEndpoint(), Map.of("client_id", client, "scope", scope));
        if (device.status() != 200) {
            throw new Complaint("no code could be had: " + device.complaint());
        }
        out.println(
                "Open %s and enter the code %s".formatted(device.text("verification_uri"), device.text("user_code")));
        if (!device.text("verification_uri_complete").isEmpty()) {
            out.println("or open " + device.text("verification_uri_complete"));
        }
        out.flush();
        Duration interval = Duration.ofSeconds(device.json().path("interval").longValue(5));
        Duration left = Duration.ofSeconds(device.json().path("expires_in").longValue(600));
        while (left.isPositive()) {
            pause.of(interval);
            left = left.minus(interval);
            Answer answer = OidcProvider.post(
                    provider.tokenEndpoint(),
                    Map.of(
                            "grant_type",
                            "urn:ietf:params:oauth:grant-type:device_code",
                            "device_code",
                            device.text("device_code"),
                            "client_id",
                            client));
            switch (answer.error()) {
                case "" -> {
                    return answer;
                }
                case "authorization_pending" -> {}
                case "slow_down" -> interval = interval.plus(SLOWER);
                default -> throw new Complaint("nobody was signed in: " + answer.complaint());
            }
        }
        throw new Complaint("nobody entered the code in time");
    }
}
