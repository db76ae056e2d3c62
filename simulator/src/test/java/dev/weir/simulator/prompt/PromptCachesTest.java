package dev.weir.simulator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptCachesTest {

    private Instant now = Instant.parse("2026-11-01T12:00:00Z");
    private final MarkedCache marked = new MarkedCache(1024, () -> now);
    private final AutomaticCache automatic = new AutomaticCache(Duration.ofMinutes(10), () -> now);

    private static Piece piece(String letter, int tokens) {
        return Piece.text(letter.repeat(tokens * Tokens.BYTES));
    }

    private static Usage input(long fresh, long read, long minutes5, long hour1) {
        return new Usage(fresh, read, new CacheWrite(minutes5, 0, hour1, 0), 0, 0);
    }

    private Usage read(Piece... pieces) {
        return marked.read("team", new Prompt(List.of(pieces)));
    }

    @Test
    void countFourBytesAsAToken() {
        assertThat(new Prompt(List.of(Piece.text("123"), Piece.text("45"))).tokens())
                .isEqualTo(2);
        assertThat(new Prompt(List.of(Piece.text("ü€"))).tokens()).isEqualTo(2);
        assertThat(new Prompt(List.of()).tokens()).isZero();
    }

    @Test
    void keepNothingThatIsNotMarked() {
        assertThat(read(piece("a", 2000))).isEqualTo(input(2000, 0, 0, 0));
        assertThat(read(piece("a", 2000))).isEqualTo(input(2000, 0, 0, 0));
    }

    @Test
    void writeWhatIsMarkedAndReadItNextTime() {
        Piece system = piece("a", 2000).marked(Mark.MINUTES_5);

        assertThat(read(system, piece("b", 10))).isEqualTo(input(10, 0, 2000, 0));
        assertThat(read(system, piece("c", 20))).isEqualTo(input(20, 2000, 0, 0));
    }

    @Test
    void writeOnlyTheRestWhenTheMarkMovesOn() {
        Piece first = piece("a", 2000);
        Piece second = piece("b", 500);

        assertThat(read(first.marked(Mark.MINUTES_5))).isEqualTo(input(0, 0, 2000, 0));
        assertThat(read(first, second.marked(Mark.MINUTES_5), piece("c", 1))).isEqualTo(input(1, 2000, 500, 0));
        assertThat(read(first, second.marked(Mark.MINUTES_5))).isEqualTo(input(0, 2500, 0, 0));
    }

    @Test
    void writeEachPartForAsLongAsItsMarkSays() {
        Piece tools = piece("a", 1500).marked(Mark.HOUR_1);
        Piece talk = piece("b", 700).marked(Mark.MINUTES_5);

        assertThat(read(tools, talk, piece("c", 3))).isEqualTo(input(3, 0, 700, 1500));

        now = now.plus(Duration.ofMinutes(6));

        assertThat(read(tools, talk, piece("c", 3))).isEqualTo(input(3, 1500, 700, 0));
    }

    @Test
    void forgetAfterTheirTimeButNotWhileUsed() {
        Piece system = piece("a", 2000).marked(Mark.MINUTES_5);
        read(system);

        for (int i = 0; i < 3; i++) {
            now = now.plus(Duration.ofMinutes(4));
            assertThat(read(system)).isEqualTo(input(0, 2000, 0, 0));
        }
        now = now.plus(Duration.ofMinutes(5));

        assertThat(read(system)).isEqualTo(input(0, 0, 2000, 0));
    }

    @Test
    void ignoreAMarkBehindTooLittle() {
        assertThat(read(piece("a", 1023).marked(Mark.MINUTES_5))).isEqualTo(input(1023, 0, 0, 0));
        assertThat(read(piece("a", 1024).marked(Mark.MINUTES_5))).isEqualTo(input(0, 0, 1024, 0));
    }

    @Test
    void areNotSharedBetweenTeams() {
        Piece system = piece("a", 2000).marked(Mark.MINUTES_5);
        read(system);

        assertThat(marked.read("other", new Prompt(List.of(system)))).isEqualTo(input(0, 0, 2000, 0));
    }

    @Test
    void readInStepsWhatBeginsTheSame() {
        assertThat(automatic(piece("a", 1300))).isEqualTo(input(1300, 0, 0, 0));
        assertThat(automatic(piece("a", 1300))).isEqualTo(input(20, 1280, 0, 0));
        assertThat(automatic(piece("a", 1200), piece("b", 100))).isEqualTo(input(148, 1152, 0, 0));
        assertThat(automatic(piece("b", 1300))).isEqualTo(input(1300, 0, 0, 0));
        assertThat(automatic(piece("a", 1023))).isEqualTo(input(1023, 0, 0, 0));

        now = now.plus(Duration.ofMinutes(10));

        assertThat(automatic(piece("a", 1300))).isEqualTo(input(1300, 0, 0, 0));
    }

    private Usage automatic(Piece... pieces) {
        return automatic.read("team", new Prompt(List.of(pieces)));
    }
}
