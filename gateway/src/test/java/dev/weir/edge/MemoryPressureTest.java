package dev.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryPressureTest {

    private long now;
    private double heap = 0.5;
    private double garbage;
    private double direct = 0.5;
    private int collections;

    private final MemoryPressure pressure = new MemoryPressure(
            () -> new MemoryPressure.Reading(heap + garbage, direct),
            () -> {
                collections++;
                garbage = 0;
            },
            () -> now);

    @Test
    void r_shed_1_isFullWhenWhatIsUsedIsMoreThanNineTenths() {
        pressure.look();
        assertThat(pressure.full()).isFalse();

        heap = 0.95;
        pressure.look();
        assertThat(pressure.full()).isTrue();

        heap = 0.8;
        pressure.look();
        assertThat(pressure.full()).isFalse();

        direct = 0.95;
        pressure.look();
        assertThat(pressure.full()).isTrue();
    }

    @Test
    void doesNotTakeGarbageForWork() {
        garbage = 0.45;
        pressure.look();

        assertThat(pressure.full()).isFalse();
        assertThat(collections).isOne();
    }

    @Test
    void collectsNoMoreThanTwiceAMinute() {
        heap = 0.95;
        for (int second = 0; second < 60; second++) {
            pressure.look();
            now += Duration.ofSeconds(1).toNanos();
        }

        assertThat(pressure.full()).isTrue();
        assertThat(collections).isEqualTo(2);
    }
}
