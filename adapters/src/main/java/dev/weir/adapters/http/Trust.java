package dev.weir.adapters.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Whose certificates are believed: those that the Java runtime believes, and those of a bundle besides.
public final class Trust {

    private final TrustManagerFactory factory;

    private Trust(TrustManagerFactory factory) {
        this.factory = factory;
    }

    /// @param bundle certificates in PEM, if there are further ones
    public static Trust of(Optional<Path> bundle) {
        try {
            TrustManagerFactory runtime = factory(null);
            if (bundle.isEmpty()) {
                return new Trust(runtime);
            }
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int count = 0;
            for (TrustManager manager : runtime.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                        all.setCertificateEntry("runtime-" + count++, certificate);
                    }
                }
            }
            try (InputStream pem = Files.newInputStream(bundle.get())) {
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    all.setCertificateEntry("bundle-" + count++, certificate);
                }
            }
            return new Trust(factory(all));
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException("the certificates of egress.ca-bundle cannot be used", unusable);
        }
    }

    TrustManagerFactory factory() {
        return factory;
    }

    public X509TrustManager manager() {
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has TLS", impossible);
        }
    }

    private static TrustManagerFactory factory(@org.jspecify.annotations.Nullable KeyStore store)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
