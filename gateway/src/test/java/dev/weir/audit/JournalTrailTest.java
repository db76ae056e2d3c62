package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.call.Beginning;
import dev.weir.call.CallReport;
import dev.weir.call.Outcome;
import dev.weir.call.Reserved;
import dev.weir.call.Tab;
import dev.weir.call.Timeline;
import dev.weir.call.TraceContext;
import dev.weir.config.JournalConfig.WhenFull;
import dev.weir.journal.Entry;
import dev.weir.journal.Journal.Placed;
import dev.weir.journal.JournalUnavailable;
import dev.weir.journal.MemoryJournal;
import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.Headers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JournalTrailTest {

    private static final Map<String, Long> READERS = Map.of("books", 0L);

    private final MemoryJournal journal = new MemoryJournal(READERS);
    private final CountDownLatch kept = new CountDownLatch(1);
    private final JournalTrail trail = new JournalTrail(journal, WhenFull.REFUSE, () -> 0, (_, _) -> kept.countDown());
    private final Beginning beginning = new Beginning(
            "req_1",
            TraceContext.of(Headers.of(), new Random(1)),
            Instant.parse("2026-11-01T00:00:00Z"),
            "POST",
            Optional.empty(),
            "127.0.0.1",
            Headers.of(),
            Optional.empty(),
            Optional.empty(),
            "",
            false,
            "1");
    private final CallReport report =
            new CallReport(beginning, 200, new Outcome.Served(200, Usage.NONE, List.of()), new Timeline(0), new Tab());

    private List<Entry.Kind> written() {
        return journal.read(0, 10).stream().map(Placed::entry).map(Entry::kind).toList();
    }

    @Test
    void refusesWhatCannotBeKeptAndKeepsHowItEndedUntilTheJournalTakesIt() throws Exception {
        var problems = new ArrayList<Optional<Problem>>();
        trail.started(beginning, Reserved.NOTHING, problems::add);
        journal.failing("the disk is full");
        trail.started(beginning, Reserved.NOTHING, problems::add);
        trail.ended(report);

        assertThat(problems.getFirst()).isEmpty();
        assertThat(problems.getLast().orElseThrow().kind()).isEqualTo(Problem.Kind.JOURNAL_UNAVAILABLE);
        assertThat(written()).containsExactly(Entry.Kind.STARTED);

        journal.failing("");
        assertThat(kept.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written()).containsExactly(Entry.Kind.STARTED, Entry.Kind.COMPLETED);
        assertThat(trail.lost()).isZero();
    }

    @Test
    void offersWhatIsLeftOnceMoreWhenItIsClosedAndCountsWhatIsLost() {
        journal.failing("the disk is full");
        trail.ended(report);
        trail.close();

        assertThat(written()).isEmpty();
        assertThat(trail.lost()).isOne();
    }

    @Test
    void doesNotGoOnWithoutHavingEndedWhatWasLeftOpen() {
        trail.started(beginning, Reserved.NOTHING, _ -> {});
        var next = new MemoryJournal(journal, READERS);
        next.failing("the disk is full");

        assertThatThrownBy(() -> JournalTrail.recover(next))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("the disk is full");

        next.failing("");
        assertThat(JournalTrail.recover(next)).isOne();
    }
}
