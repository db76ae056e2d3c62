package dev.weir.config;

import java.util.Optional;

/// How both planes show who they are, and what they want to see of their clients. All in PEM; what changes is shown to
/// those who come after the change.
///
/// @param certificate the certificate and those between it and its authority
/// @param key its private key in PKCS #8
/// @param oldest the oldest version of TLS that is spoken
/// @param clientCa whoever connects shows a certificate of this authority; without it nobody is asked for one
public record Tls(SecretRef certificate, SecretRef key, Version oldest, Optional<SecretRef> clientCa) {

    /// Versions of TLS that are good enough.
    public enum Version {
        TLS_1_3,
        TLS_1_2
    }

    private static final Value<Version> VERSION =
            Value.text("\"1.3\" or \"1.2\"", Version.TLS_1_3, text -> switch (text) {
                case "1.3" -> Optional.of(Version.TLS_1_3);
                case "1.2" -> Optional.of(Version.TLS_1_2);
                default -> Optional.empty();
            });

    static Tls read(Section tls) {
        return new Tls(
                tls.required("certificate", Values.SECRET),
                tls.required("key", Values.SECRET),
                tls.value("oldest", VERSION, Version.TLS_1_3),
                tls.value("client-ca", Values.SECRET));
    }
}
