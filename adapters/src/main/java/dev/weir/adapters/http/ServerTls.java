package dev.weir.adapters.http;

import dev.weir.store.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a listener shows of itself in TLS, and what it wants to see. Made of PEM that has been looked at: the key is
/// the certificate's own.
public final class ServerTls {

    private static final Set<String> NEW = Set.of("TLSv1.3");
    private static final Set<String> NEW_AND_OLD = Set.of("TLSv1.3", "TLSv1.2");

    /// Those of TLS 1.3, and of 1.2 those with forward secrecy and authenticated encryption.
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final String certificate;
    private final Secret key;
    private final boolean old;
    private final Optional<String> clientCa;

    private ServerTls(String certificate, Secret key, boolean old, Optional<String> clientCa) {
        this.certificate = certificate;
        this.key = key;
        this.old = old;
        this.clientCa = clientCa;
    }

    /// @param certificate in PEM, followed by those between it and its authority
    /// @param key in PEM, as PKCS #8
    /// @param old whether TLS 1.2 is spoken as well
    /// @param clientCa the authorities whose certificates clients have to show, in PEM
    /// @throws IllegalArgumentException if it cannot be used; the message says why and holds nothing of the key
    public static ServerTls of(String certificate, Secret key, boolean old, Optional<String> clientCa) {
        Collection<? extends Certificate> chain = certificates("certificate", certificate);
        belongTogether(chain.iterator().next(), privateKey(key));
        clientCa.ifPresent(ca -> certificates("client-ca", ca));
        return new ServerTls(certificate, key, old, clientCa);
    }

    ServerSSLOptions options(Duration handshake) {
        var options = new ServerSSLOptions()
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(certificate))
                        .setKeyValue(Buffer.buffer(key.reveal())))
                .setClientAuth(clientCa.isPresent() ? ClientAuth.REQUIRED : ClientAuth.NONE)
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
                .setEnabledSecureTransportProtocols(old ? NEW_AND_OLD : NEW)
                .setSslHandshakeTimeout(handshake.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        CIPHERS.forEach(options::addEnabledCipherSuite);
        clientCa.ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(ca))));
        return options;
    }

    private static Collection<? extends Certificate> certificates(String what, String pem) {
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(what + " holds something that is no certificate in PEM", unreadable);
        }
        throw new IllegalArgumentException(what + " holds no certificate in PEM");
    }

    private static PrivateKey privateKey(Secret pem) {
        Matcher body = KEY.matcher(pem.reveal());
        if (!body.find()) {
            throw new IllegalArgumentException(
                    "key holds no private key in PKCS #8, which begins with BEGIN PRIVATE KEY");
        }
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body.group(1))));
            } catch (GeneralSecurityException | IllegalArgumentException another) {
                // of another algorithm, perhaps
            }
        }
        throw new IllegalArgumentException("key holds no private key of RSA, EC or EdDSA");
    }

    private static void belongTogether(Certificate certificate, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        try {
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            byte[] signature = signing.sign();
            var verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            if (verifying.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException doNotFit) {
            throw new IllegalArgumentException("key is not the certificate's own", doNotFit);
        }
        throw new IllegalArgumentException("key is not the certificate's own");
    }
}
