package dev.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Network;
import dev.weir.wire.http.Headers;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {

    private final Sources sources = new Sources(
            Stream.of("10.0.0.0/8", "fd00::/8")
                    .map(text -> Network.parse(text).orElseThrow())
                    .toList(),
            64);

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 1.1.1.1, 192.0.2.1", // nobody we trust says so
        "10.0.0.1, 1.1.1.1, 1.1.1.1",
        "10.0.0.1, '9.9.9.9, 1.1.1.1, 10.0.0.2', 1.1.1.1", // what the caller wrote itself stands first
        "10.0.0.1, '1.1.1.1,fd00::7', 1.1.1.1",
        "10.0.0.1, '[2001:db8::1]:443', 2001:db8:0:0:0:0:0:1",
        "10.0.0.1, '1.1.1.1:5000', 1.1.1.1",
        "10.0.0.1, '', 10.0.0.1",
        "10.0.0.1, 'unknown', 10.0.0.1",
        "10.0.0.1, '1.1.1.1, evil.example', 10.0.0.1", // what cannot be read is not passed over
        "10.0.0.1, '1.1.1.1, 0.0.0.0/0', 10.0.0.1",
        "10.0.0.1, '1.1.1.1, 0x7f.1', 10.0.0.1",
        "10.0.0.1, '10.0.0.9, 10.0.0.8', 10.0.0.9"
    })
    void s_rt_1_believesProxiesAsFarBackAsTheyAreTrusted(String peer, String forwarded, String source) {
        Headers headers = Headers.of("x-forwarded-for", forwarded, "forwarded", "for=6.6.6.6", "x-real-ip", "6.6.6.6");

        assertThat(sources.of(InetAddress.ofLiteral(peer), headers).getHostAddress())
                .isEqualTo(source);
    }

    @Test
    void readsSeveralHeadersAsOne() {
        Headers headers = Headers.of("x-forwarded-for", "9.9.9.9", "x-forwarded-for", "1.1.1.1");

        assertThat(sources.of(InetAddress.ofLiteral("10.0.0.1"), headers).getHostAddress())
                .isEqualTo("1.1.1.1");
    }

    @Test
    void countsANetworkOfIPv6AsOneAndEveryAddressOfIPv4() {
        assertThat(Stream.of("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "192.0.2.1", "192.0.2.2")
                        .map(InetAddress::ofLiteral)
                        .map(sources::group)
                        .map(InetAddress::getHostAddress)
                        .distinct())
                .containsExactly("2001:db8:1:2:0:0:0:0", "2001:db8:1:3:0:0:0:0", "192.0.2.1", "192.0.2.2");
        assertThat(new Sources(List.of(), 56)
                        .group(InetAddress.ofLiteral("2001:db8:1:2ff::1"))
                        .getHostAddress())
                .isEqualTo("2001:db8:1:200:0:0:0:0");
    }
}
