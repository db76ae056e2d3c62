package dev.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.Network;
import dev.weir.edge.Connections.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");

    private long now;
    private final Connections connections = new Connections(
            6, 3, 4, new Sources(List.of(Network.parse("10.0.0.0/8").orElseThrow()), 64), () -> now);

    @Test
    void s_dos_5_takesSoManyOfOneAddressAndSoManyOfAll() {
        open(ONE, 3);
        assertThat(connections.open(ONE)).isEqualTo(Verdict.TOO_MANY_FROM_ADDRESS);
        open(OTHER, 3);
        assertThat(connections.open(OTHER)).isEqualTo(Verdict.TOO_MANY);
        assertThat(connections.count()).isEqualTo(6);

        connections.closed(ONE);
        assertThat(connections.open(ONE)).isEqualTo(Verdict.TAKEN);
    }

    @Test
    void s_dos_5_takesNoMoreNewOnesInASecondThanItShould() {
        for (int i = 0; i < 4; i++) {
            open(ONE, 1);
            connections.closed(ONE);
        }
        assertThat(connections.open(ONE)).isEqualTo(Verdict.TOO_FAST);
        assertThat(connections.open(OTHER)).isEqualTo(Verdict.TAKEN);

        now += Duration.ofMillis(1_100).toNanos();
        assertThat(connections.open(ONE)).isEqualTo(Verdict.TAKEN);
    }

    @Test
    void countsAProxyInAllAlone() {
        open(PROXY, 6);
        assertThat(connections.open(PROXY)).isEqualTo(Verdict.TOO_MANY);
    }

    private void open(InetAddress from, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(connections.open(from)).isEqualTo(Verdict.TAKEN);
        }
    }
}
