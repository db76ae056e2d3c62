package dev.weir.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.audit.AuditJson;
import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.store.AuditIndex;
import dev.weir.store.AuditIndex.Place;
import dev.weir.store.AuditIndex.Question;
import dev.weir.store.AuditLog.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What every [AuditIndex] must do.
interface AuditIndexContract {

    Instant NOON = Instant.parse("2026-11-25T12:00:00.000001Z");
    Question ALL = about("", "", "", "");

    /// An empty index. Called once per test.
    AuditIndex index();

    static Question about(String team, String actor, String action, String session) {
        return new Question(team, actor, action, session, Set.of(), Set.of(), Instant.EPOCH, Instant.MAX);
    }

    static AuditRecord record(String id, String kind, Instant at, String team, boolean allowed) {
        return AuditJson.read(JsonMapper.shared()
                .createObjectNode()
                .put("event_id", id)
                .put("kind", kind)
                .put("happened_at", at.toString())
                .put("team", team)
                .put("actor", "actor of " + team)
                .put("action", kind.equals("call") ? "messages" : "team.change")
                .put("session", "session of " + id)
                .put("decision", allowed ? "allow" : "deny")
                .toString()
                .getBytes(UTF_8));
    }

    private static List<String> ids(List<AuditRecord> records) {
        return records.stream().map(AuditRecord::id).toList();
    }

    private static AuditIndex filled(AuditIndex index) {
        index.add(new Batch(
                "journal",
                0,
                3,
                List.of(
                        record("a", "call", NOON, "red", true),
                        record("b", "call", NOON.plusSeconds(1), "blue", false),
                        record("c", "change", NOON.plusSeconds(2), "red", true))));
        return index;
    }

    @Test
    default void findsWhatIsAskedForAndTheNewestFirst() {
        AuditIndex index = filled(index());

        assertThat(ids(index.find(ALL, Place.FIRST, 10))).containsExactly("c", "b", "a");
        assertThat(ids(index.find(about("red", "", "", ""), Place.FIRST, 10))).containsExactly("c", "a");
        assertThat(ids(index.find(about("", "actor of blue", "", ""), Place.FIRST, 10)))
                .containsExactly("b");
        assertThat(ids(index.find(about("", "", "team.change", ""), Place.FIRST, 10)))
                .containsExactly("c");
        assertThat(ids(index.find(about("", "", "", "session of a"), Place.FIRST, 10)))
                .containsExactly("a");
        assertThat(ids(index.find(about("blue", "", "", "session of a"), Place.FIRST, 10)))
                .isEmpty();
        assertThat(ids(index.find(
                        new Question("", "", "", "", Set.of(Kind.CHANGE, Kind.READ), Set.of(), NOON, Instant.MAX),
                        Place.FIRST,
                        10)))
                .containsExactly("c");
        assertThat(ids(index.find(
                        new Question("", "", "", "", Set.of(), Set.of(false), NOON, Instant.MAX), Place.FIRST, 10)))
                .containsExactly("b");
        assertThat(ids(index.find(
                        new Question("", "", "", "", Set.of(), Set.of(), NOON, NOON.plusSeconds(2)), Place.FIRST, 10)))
                .containsExactly("b", "a");
    }

    @Test
    default void givesBackWhatItWasGiven() {
        AuditIndex index = index();
        String hostile = "'; drop table audit_record; --\u0000\n\uD83E\uDD86%_" + "ä".repeat(4096);
        AuditRecord record = record("x'" + "\u0000", "denial", NOON, hostile, false);

        index.add(new Batch(hostile.replace('\0', 'x'), 0, 1, List.of(record)));

        assertThat(index.find(about(hostile, "", "", ""), Place.FIRST, 10)).containsExactly(record);
        assertThat(index.position(hostile.replace('\0', 'x'))).isEqualTo(1);
    }

    @Test
    default void goesOnPageByPageAlsoWhereManyHappenedAtOnce() {
        AuditIndex index = index();
        index.add(new Batch(
                "journal",
                0,
                9,
                IntStream.range(0, 9)
                        .mapToObj(i -> record("r" + i, "call", NOON.plusSeconds(i / 4), "red", true))
                        .toList()));

        var seen = new ArrayList<String>();
        List<AuditRecord> page = index.find(ALL, Place.FIRST, 2);
        while (!page.isEmpty()) {
            seen.addAll(ids(page));
            page = index.find(ALL, Place.of(page.getLast()), 2);
        }

        assertThat(seen).containsExactly("r8", "r7", "r6", "r5", "r4", "r3", "r2", "r1", "r0");
    }

    @Test
    default void hasARecordOnceAndRemembersHowFarItIs() {
        AuditIndex index = filled(index());

        assertThat(index.position("journal")).isEqualTo(3);
        assertThatThrownBy(() -> index.add(new Batch("journal", 2, 4, List.of(record("d", "call", NOON, "red", true)))))
                .isInstanceOf(IllegalArgumentException.class);
        index.add(new Batch("another", 0, 1, List.of(record("a", "call", NOON, "red", true))));

        assertThat(ids(index.find(ALL, Place.FIRST, 10))).containsExactly("c", "b", "a");
        assertThat(index.position("journal")).isEqualTo(3);
    }

    @Test
    default void forgetsWhatIsTooOld() {
        AuditIndex index = filled(index());

        index.tend(NOON.plus(Duration.ofDays(30)).plusSeconds(1));

        assertThat(ids(index.find(ALL, Place.FIRST, 10))).containsExactly("c", "b");
        assertThat(index.position("journal")).isEqualTo(3);
    }

    @Test
    default void hasANameOfItsOwn() {
        assertThat(index().name()).hasSize(36);
    }
}
