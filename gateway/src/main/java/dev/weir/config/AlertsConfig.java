package dev.weir.config;

import java.net.URI;
import java.util.Optional;

/// Who is told when a budget is used up to one of its thresholds. The log is in any case.
public record AlertsConfig(Optional<Webhook> webhook) {

    /// An address that alerts are posted to.
    ///
    /// @param secret what they are signed with
    public record Webhook(URI url, SecretRef secret) {}

    static AlertsConfig read(Section alerts, Egress egress) {
        return new AlertsConfig(
                alerts.has("webhook")
                        ? Optional.of(alerts.section("webhook", webhook -> webhook(webhook, egress)))
                        : Optional.empty());
    }

    private static Webhook webhook(Section webhook, Egress egress) {
        var read = new Webhook(webhook.required("url", Values.WEB_ADDRESS), webhook.required("secret", Values.SECRET));
        Optional<String> refusal = egress.refusal(read.url);
        webhook.at("url").require(refusal.isEmpty(), "%s", refusal.orElse(""));
        return read;
    }
}
