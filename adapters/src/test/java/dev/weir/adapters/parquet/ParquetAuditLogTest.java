package dev.weir.adapters.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.audit.AuditSchema;
import dev.weir.audit.Column;
import dev.weir.call.AuditRecord;
import dev.weir.store.AuditLog.Batch;
import dev.weir.store.StoreUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetAuditLogTest {

    private static final String HOSTILE = "\u0000\r\n\t\u001b'\"\\;--\u2028\uD83E\uDD86 " + "ä".repeat(2048);

    @SuppressWarnings("NullAway.Init")
    private static Duck duck;

    @TempDir
    private Path folder;

    private Path root;

    @BeforeAll
    static void open() throws Exception {
        duck = new Duck();
    }

    @AfterAll
    static void close() throws Exception {
        duck.close();
    }

    @BeforeEach
    void root() {
        root = folder.resolve("audit");
    }

    private ParquetAuditLog opened() {
        return new ParquetAuditLog(root, Trail.KEPT);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> ids() throws Exception {
        return duck.ids(root);
    }

    private void sound() {
        assertThat(AuditVerification.of(root, Optional.empty()).findings()).isEmpty();
    }

    @Test
    void putsEachDayWhereItBelongs() throws Exception {
        try (var log = opened()) {
            log.add(Trail.batch(0, 5));
        }

        assertThat(files().stream()
                        .map(file -> root.relativize(file.getParent()).toString()))
                .containsExactly("year=2026/month=11/day=25", "year=2026/month=11/day=26");
        assertThat(duck.rows("select day, count(*) from %s group by 1 order by 1".formatted(Duck.from(root))))
                .containsExactly(List.of(25L, 1L), List.of(26L, 4L));
        assertThat(ids()).isEqualTo(Trail.ids(5));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void isReadTheSameByTwoOthers() throws Exception {
        var hostile = Trail.record(Trail.call("hostile", Trail.BEGIN)
                .put("team", HOSTILE)
                .put("session", HOSTILE)
                .put("kind", "gateway_lost")
                .put("cost_nano_usd", Long.MAX_VALUE));
        List<AuditRecord> records = List.of(
                hostile,
                Trail.record(1),
                Trail.record(Trail.call("denied", Trail.BEGIN)
                        .put("kind", "denial")
                        .put("decision", "deny")
                        .put("after", "{}")));
        try (var log = opened()) {
            log.add(new Batch(Trail.SOURCE, 0, 3, records));
        }

        List<List<@Nullable Object>> written = new ArrayList<>();
        records.forEach(
                record -> written.add(java.util.Arrays.asList(Row.of(record).values())));
        assertThat(byDuck()).containsExactlyInAnyOrderElementsOf(written);
        assertThat(byHardwood()).containsExactlyInAnyOrderElementsOf(written);
    }

    private List<List<@Nullable Object>> byDuck() throws Exception {
        String columns = String.join(
                ", ",
                AuditSchema.ALL.stream()
                        .map(column -> column instanceof Column.Time
                                ? "epoch_us(\"%s\")".formatted(column.name())
                                : "\"" + column.name() + "\"")
                        .toList());
        return List.copyOf(duck.rows("select %s from %s".formatted(columns, Duck.from(root))));
    }

    private List<List<@Nullable Object>> byHardwood() throws Exception {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (Path file : files()) {
            RowReading.read(file, row -> rows.add(java.util.Arrays.asList(row.values())));
        }
        return rows;
    }

    @Test
    void remembersHowFarEachSourceIs() {
        try (var log = opened()) {
            assertThat(log.position(Trail.SOURCE)).isZero();
            log.add(Trail.batch(0, 3));
            log.add(new Batch("another", 0, 7, List.of()));

            assertThatThrownBy(() -> log.add(Trail.batch(2, 4))).isInstanceOf(IllegalArgumentException.class);
        }
        try (var log = opened()) {
            assertThat(log.position(Trail.SOURCE)).isEqualTo(3);
            assertThat(log.position("another")).isEqualTo(7);
        }
    }

    @Test
    void letsNobodyElseWrite() {
        try (var _ = opened()) {
            assertThatThrownBy(this::opened)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("another process writes");
        }
        opened().close();
    }

    /// What a source does: it asks how far it is taken over, and brings the rest in a batch that is never the same.
    private static void bring(ParquetAuditLog log, long upTo) {
        long position = log.position(Trail.SOURCE);
        if (position < upTo) {
            log.add(Trail.batch(position, upTo));
        }
    }

    @Test
    void hasEachRecordOnceWhereverTheProcessDies() throws Exception {
        int steps = 0;
        boolean died = true;
        while (died) {
            root = folder.resolve("died-" + steps);
            try (var log = opened()) {
                log.add(Trail.batch(0, 1));
            }
            died = dies(steps, log -> {
                bring(log, 4);
                bring(log, 6);
            });
            List<String> between = ids();
            assertThat(between).doesNotHaveDuplicates();

            try (var log = opened()) {
                bring(log, 8);
            }

            assertThat(ids())
                    .as("after %d steps", steps)
                    .isEqualTo(Trail.ids(8))
                    .containsAll(between);
            sound();
            steps++;
        }
        assertThat(steps).isGreaterThan(20);
    }

    /// Whether a process does not live to the end of something on a disk with so many steps.
    private boolean dies(int steps, java.util.function.Consumer<ParquetAuditLog> doing) {
        try (var log = new ParquetAuditLog(root, Trail.KEPT, DyingDisk.after(steps))) {
            doing.accept(log);
            return false;
        } catch (Died _) {
            return true;
        }
    }

    @Test
    void hasEachRecordOnceWhenSmallFilesBecomeOne() throws Exception {
        int steps = 0;
        boolean died = true;
        Instant later = Trail.BEGIN.plus(Duration.ofDays(3));
        while (died) {
            root = folder.resolve("merged-" + steps);
            try (var log = opened()) {
                IntStream.rangeClosed(1, 6).forEach(i -> bring(log, i));
            }
            died = dies(steps, log -> log.tend(later));
            assertThat(ids().stream().distinct()).as("after %d steps", steps).isEqualTo(Trail.ids(6));

            try (var log = opened()) {
                assertThat(ids()).as("after %d steps", steps).isEqualTo(Trail.ids(6));
                bring(log, 8);
                log.tend(later);
            }

            assertThat(ids()).as("after %d steps", steps).isEqualTo(Trail.ids(8));
            assertThat(files()).hasSize(2);
            sound();
            steps++;
        }
        assertThat(steps).isGreaterThan(12);
    }

    @Test
    void forgetsWhatIsTooOldAndNothingElse() throws Exception {
        int steps = 0;
        boolean died = true;
        Instant later = Trail.BEGIN.plus(Trail.KEPT).plus(Duration.ofDays(1));
        while (died) {
            root = folder.resolve("dropped-" + steps);
            try (var log = opened()) {
                bring(log, 3);
            }
            died = dies(steps, log -> log.tend(later));
            try (var log = opened()) {
                log.tend(later);
                bring(log, 4);
            }

            assertThat(ids()).as("after %d steps", steps).isEqualTo(List.of(Trail.id(2), Trail.id(3), Trail.id(4)));
            assertThat(root.resolve("year=2026/month=11/day=25")).doesNotExist();
            sound();
            steps++;
        }
        assertThat(steps).isGreaterThan(10);
    }

    @Test
    void goesOnWhenAFullDiskHasRoomAgain() throws Exception {
        int steps = 0;
        boolean full = true;
        while (full) {
            root = folder.resolve("full-" + steps);
            opened().close();
            var disk = DyingDisk.fullAfter(steps + 3); // as many as opening takes
            try (var log = new ParquetAuditLog(root, Trail.KEPT, disk)) {
                full = Stream.<Runnable>of(
                                        () -> bring(log, 2),
                                        () -> bring(log, 4),
                                        () -> log.tend(Trail.BEGIN.plus(Duration.ofDays(3))))
                                .filter(ParquetAuditLogTest::refused)
                                .count()
                        > 0;
                disk.room();
                bring(log, 6);

                assertThat(ids()).as("after %d steps", steps).isEqualTo(Trail.ids(6));
            }
            sound();
            steps++;
        }
        assertThat(steps).isGreaterThan(20);
    }

    private static boolean refused(Runnable doing) {
        try {
            doing.run();
            return false;
        } catch (StoreUnavailable full) {
            assertThat(full).hasMessageContaining("No space left");
            return true;
        }
    }

    @Test
    void saysItAllInOneLineWhenTheManifestIsLong() throws Exception {
        try (var log = opened()) {
            log.add(Trail.batch(0, 2));
            for (long i = 0; i < 3_000; i++) {
                log.add(new Batch("a source with a long name ".repeat(8), i, i + 1, List.of()));
            }
            log.tend(Trail.BEGIN);

            assertThat(Files.size(root.resolve("_manifest"))).isLessThan(5_000);
            bring(log, 4);
        }
        try (var log = opened()) {
            bring(log, 6);
        }

        assertThat(ids()).isEqualTo(Trail.ids(6));
        sound();
    }

    @Test
    void s_log_7_noticesWhatWasChangedTakenAwayOrMoved() throws Exception {
        try (var log = opened()) {
            bring(log, 1);
            bring(log, 2);
            bring(log, 3);
        }
        sound();
        String head = AuditVerification.of(root, Optional.empty()).head();
        Path manifest = root.resolve("_manifest");
        List<String> lines = Files.readAllLines(manifest);
        Path file = files().getLast();
        byte[] bytes = Files.readAllBytes(file);

        bytes[100] ^= 1;
        Files.write(file, bytes);
        assertThat(findings(head)).singleElement().asString().endsWith("is not what was written");
        Files.delete(file);
        assertThat(findings(head)).singleElement().asString().endsWith("is missing");
        bytes[100] ^= 1;
        Files.write(file, bytes);
        Files.write(file.resolveSibling("more.parquet"), bytes);
        assertThat(findings(head)).singleElement().asString().endsWith("more.parquet is not in the manifest");
        Files.delete(file.resolveSibling("more.parquet"));
        Files.write(manifest, List.of(lines.get(0), lines.get(2), lines.get(1), lines.get(3)));
        assertThat(findings(head)).anyMatch(one -> one.endsWith("does not follow the one before it"));
        Files.write(manifest, List.of(lines.get(0), lines.get(1), lines.get(3)));
        assertThat(findings(head)).anyMatch(one -> one.endsWith("does not follow the one before it"));
        Files.write(manifest, List.of(lines.get(0), lines.get(1).replace("\"rows\":1", "\"rows\":2"), lines.get(2)));
        assertThat(findings(head)).contains("line 2 of the manifest is not what was written");
        assertThatThrownBy(this::opened).isInstanceOf(StoreUnavailable.class).hasMessageContaining("damaged");
        Files.write(manifest, lines.subList(0, 3));
        assertThat(findings(head)).contains("no line of the manifest is " + head);
        Files.write(manifest, lines);
        assertThat(findings(head)).isEmpty();
    }

    private List<String> findings(String head) {
        return AuditVerification.of(root, Optional.of(head)).findings();
    }
}
