package dev.weir.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.call.Timeline.Moment;
import dev.weir.call.Timeline.Part;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final long MICRO = 1_000;

    @Test
    void tellsWhereTheTimeOfACallWent() {
        var timeline = new Timeline(0);

        timeline.mark(Moment.AUTHENTICATED, 10 * MICRO);
        timeline.mark(Moment.BODY_READ, 30 * MICRO);
        timeline.mark(Moment.UNDERSTOOD, 35 * MICRO);
        timeline.mark(Moment.PLANNED, 42 * MICRO);
        timeline.mark(Moment.ADMITTED, 50 * MICRO);
        timeline.worked(Part.TRANSLATE, 3 * MICRO);
        timeline.worked(Part.PROVE, 2 * MICRO);
        timeline.mark(Moment.SENT, 60 * MICRO);
        timeline.mark(Moment.ANSWERED, 160 * MICRO);
        timeline.mark(Moment.FIRST_BYTE, 164 * MICRO);
        timeline.mark(Moment.LAST_BYTE, 264 * MICRO);

        Timeline.Parts parts = timeline.parts();
        assertThat(parts.of(Part.AUTHENTICATE)).isEqualTo(10);
        assertThat(parts.of(Part.READING)).isEqualTo(20);
        assertThat(parts.of(Part.PARSE)).isEqualTo(5);
        assertThat(parts.of(Part.PLAN)).isEqualTo(7);
        assertThat(parts.of(Part.ADMIT)).isEqualTo(8);
        assertThat(parts.of(Part.TRANSLATE)).isEqualTo(3);
        assertThat(parts.of(Part.PROVE)).isEqualTo(2);
        assertThat(parts.of(Part.PROVIDER)).isEqualTo(100);
        assertThat(parts.of(Part.WRITE)).isEqualTo(4);
        assertThat(parts.of(Part.STREAMING)).isEqualTo(100);
        assertThat(parts.of(Part.OTHER)).isEqualTo(5);
        assertThat(parts.gateway()).isEqualTo(39);
        assertThat(parts.total()).isEqualTo(264);
    }

    @Test
    void countsAttemptsInVainAsTheirProvidersTimeAndPausesAsNobodys() {
        var timeline = new Timeline(0);

        timeline.mark(Moment.ADMITTED, 0);
        timeline.mark(Moment.SENT, 0);
        timeline.ended(70 * MICRO, true);
        timeline.mark(Moment.SENT, 100 * MICRO);
        timeline.mark(Moment.ANSWERED, 150 * MICRO);
        timeline.mark(Moment.FIRST_BYTE, 150 * MICRO);
        timeline.mark(Moment.LAST_BYTE, 150 * MICRO);

        Timeline.Parts parts = timeline.parts();
        assertThat(parts.of(Part.PROVIDER)).isEqualTo(120);
        assertThat(parts.of(Part.OTHER)).isEqualTo(30);
        assertThat(parts.gateway()).isZero();
    }

    @Test
    void addsUpToTheTotalWhateverHappens() {
        var random = new Random(10);
        for (int run = 0; run < 10_000; run++) {
            long start = random.nextInt(1_000_000);
            var timeline = new Timeline(start);
            long at = start;
            for (Moment moment : Moment.values()) {
                long from = at;
                at += random.nextInt(50_000);
                if (moment == Moment.SENT) {
                    timeline.worked(Part.TRANSLATE, (at - from) / 3);
                    timeline.worked(Part.PROVE, (at - from) / 3);
                }
                if (moment == Moment.LAST_BYTE || random.nextInt(5) > 0) {
                    timeline.mark(moment, at);
                }
                if (moment == Moment.SENT && random.nextInt(3) == 0) {
                    at += random.nextInt(50_000);
                    timeline.ended(at, true);
                    timeline.mark(Moment.SENT, at);
                }
            }

            Timeline.Parts parts = timeline.parts();
            assertThat(parts.total()).isEqualTo((at - start) / MICRO);
            for (Part part : Part.values()) {
                assertThat(parts.of(part)).as(part.name()).isNotNegative();
            }
        }
    }
}
