package dev.weir.config;

import java.util.Locale;

/// The kinds of credential that a provider may be shown.
public enum CredentialKind {
    /// A key that is the same until somebody changes it.
    KEY,
    /// Access keys of AWS, which sign each request.
    AWS,
    /// Access tokens of Google.
    GOOGLE,
    /// Access tokens of Microsoft Entra.
    ENTRA;

    /// The key of a credential's section in the configuration.
    public String key() {
        return this == KEY ? "secret" : name().toLowerCase(Locale.ROOT);
    }
}
