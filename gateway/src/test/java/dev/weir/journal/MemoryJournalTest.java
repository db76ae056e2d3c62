package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryJournalTest implements JournalContract {

    @Override
    public Journal journal(Map<String, Long> readers) {
        return new MemoryJournal(readers);
    }

    @Override
    public Journal again(Journal before, Map<String, Long> readers) {
        return new MemoryJournal((MemoryJournal) before, readers);
    }

    @Test
    void failsWhenItIsToldTo() {
        var journal = new MemoryJournal(Map.of());
        journal.failing("no room");
        assertThat(Told.refused(journal, Told.started("a"))).isEqualTo("no room");
        assertThat(journal.health().failing()).isEqualTo("no room");

        journal.failing("");
        assertThat(Told.place(journal, Told.started("a"))).isEqualTo(1);
        assertThat(journal.open()).hasSize(1);
    }
}
