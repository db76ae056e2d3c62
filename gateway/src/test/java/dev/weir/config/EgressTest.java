package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com/v1",
                "https://api.openai.com:443",
                "https://8.8.8.8",
                "https://[2606:4700::1111]"
            })
    void reachesWhatIsPublic(String address) {
        assertThat(allowing().refusal(URI.create(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.openai.com",
                "https://api.openai.com:8443",
                "https://localhost",
                "https://sub.localhost",
                "https://LOCALHOST",
                "https://metadata.google.internal",
                "https://0.0.0.0",
                "https://10.1.2.3",
                "https://100.64.0.1",
                "https://127.0.0.1",
                "https://127.255.255.255",
                "https://169.254.169.254",
                "https://172.16.0.1",
                "https://172.31.255.255",
                "https://192.168.1.1",
                "https://255.255.255.255",
                "https://[::]",
                "https://[::1]",
                "https://[fc00::1]",
                "https://[fd00:ec2::254]",
                "https://[fe80::1]",
                "https://[::ffff:10.0.0.1]",
                "https://[::ffff:7f00:1]",
                "https://[64:ff9b::a00:1]"
            })
    void s_ssrf_2_refusesWhatIsPrivateOrNotEncryptedOrElsewhere(String address) {
        URI uri = URI.create(address);
        int port = uri.getPort() >= 0 ? uri.getPort() : address.startsWith("https") ? 443 : 80;

        assertThat(allowing().refusal(uri))
                .hasValueSatisfying(why -> assertThat(why)
                        .endsWith(
                                "; if it is meant, egress.allow needs the entry %s:%d".formatted(uri.getHost(), port)));
        assertThat(allowing(uri.getHost() + ":" + port).refusal(uri)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "127.1",
                "10.0.0.01",
                "256.1.1.1",
                "10.0.0.1.",
                "localhost.",
                "api.openai.com."
            })
    void s_ssrf_2_refusesAmbiguousNotationsWhateverIsAllowed(String host) {
        assertThat(Reach.of(host)).isEqualTo(Reach.AMBIGUOUS);
        assertThat(EgressRule.parse(host)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,         http://10.9.8.7:1234, true",
        "10.0.0.0/8,         http://11.0.0.1,      false",
        "10.0.0.0/8:8000,    http://10.9.8.7:8000, true",
        "10.0.0.0/8:8000,    http://10.9.8.7:8001, false",
        "10.0.0.4/30,        http://10.0.0.7,      true",
        "10.0.0.4/30,        http://10.0.0.8,      false",
        "10.0.0.4,           http://10.0.0.4,      true",
        "10.0.0.4,           http://10.0.0.40,     false",
        "fc00::/7,           http://[fd00::1]:80,  true",
        "[::1]:9000,         http://[::1]:9000,    true",
        "[::1]:9000,         http://[::1]:9001,    false",
        "models.internal,    http://models.internal:8000,  true",
        "models.internal,    http://xmodels.internal:8000, false",
        "Models.Internal:80, http://models.internal,       true"
    })
    void allowsExactlyWhatIsWritten(String rule, String address, boolean allowed) {
        assertThat(allowing(rule).refusal(URI.create(address)).isEmpty()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "10.0.0.0/33", "fc00::/129", "https://a", "a:b", "a:99999", "a b", "10.0.0.0/"})
    void knowsWhatIsNoRule(String text) {
        assertThat(EgressRule.parse(text)).isEmpty();
    }

    @Test
    void tellsHowFarAnAddressIsThatANameLedTo() throws Exception {
        assertThat(Reach.of(InetAddress.ofLiteral("::1"))).isEqualTo(Reach.LOOPBACK);
        assertThat(Reach.of(InetAddress.ofLiteral("192.168.0.1"))).isEqualTo(Reach.PRIVATE);
        assertThat(Reach.of(InetAddress.ofLiteral("8.8.8.8"))).isEqualTo(Reach.PUBLIC);
    }

    private static Egress allowing(String... rules) {
        List<EgressRule> allow = Arrays.stream(rules)
                .map(rule -> EgressRule.parse(rule).orElseThrow())
                .toList();
        return new Egress(Optional.empty(), Optional.empty(), allow);
    }
}
