package dev.weir.provider.auth.google;

import java.io.IOException;
import java.net.URI;

/// An address out of a credential file. Whoever can change such a file could have tokens sent to himself, so only
/// Google is spoken to, with TLS; and this machine, for those who play Google.
final class GoogleAddress {

    private GoogleAddress() {}

    /// @param key where it stands in the file
    static URI of(String written, String key) throws IOException {
        try {
            URI address = URI.create(written);
            String host = String.valueOf(address.getHost());
            boolean google = "https".equals(address.getScheme())
                    && (host.equals("googleapis.com") || host.endsWith(".googleapis.com"))
                    && address.getPort() < 0;
            boolean here = host.equals("127.0.0.1") || host.equals("localhost");
            if ((google || here) && address.getRawUserInfo() == null) {
                return address;
            }
        } catch (IllegalArgumentException notOne) {
            throw new IOException("%s of the credential file is not an address".formatted(key), notOne);
        }
        throw new IOException(
                "%s of the credential file is %s, wanted an https address of googleapis.com".formatted(key, written));
    }
}
