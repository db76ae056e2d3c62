package dev.weir.app;

import dev.weir.adapters.parquet.ParquetAuditLog;
import dev.weir.adapters.sql.SqlAuditIndex;
import dev.weir.audit.AuditRelay;
import dev.weir.audit.AuditRelay.Pace;
import dev.weir.audit.CallEntry;
import dev.weir.audit.JournalSource;
import dev.weir.audit.OutboxSource;
import dev.weir.config.AuditConfig;
import dev.weir.journal.Journal;
import dev.weir.store.AuditIndex;
import dev.weir.store.AuditLog;
import dev.weir.store.MemoryAuditIndex;
import dev.weir.store.StoreUnavailable;
import dev.weir.telemetry.GatewayMetrics;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The audit trail: kept for good in files, and for a while in an index that can be asked. Both are filled from the
/// journal and from what administrators did, each at its own pace.
final class AuditTrail {

    private static final String FILES = "audit";
    private static final String INDEX = "index";
    private static final int AT_ONCE = 5_000;

    /// A transaction of more does not fit into what SQLite keeps of a file in memory.
    private static final int AT_ONCE_INTO_INDEX = 2_000;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final AuditLog files;
    private final AuditIndex index;
    private final List<Filling> fillings;

    private AuditTrail(AuditLog files, AuditIndex index, List<Filling> fillings) {
        this.files = files;
        this.index = index;
        this.fillings = List.copyOf(fillings);
    }

    /// One relay, and what it is handed of calls.
    private record Filling(AuditRelay relay, JournalSource calls) {}

    /// Where the trail is kept, open.
    ///
    /// @param gateway names this gateway's journal, and no other one ever
    record Kept(AuditLog files, AuditIndex index, String gateway) {

        static Kept open(AuditConfig config, OpenStore store, OwnFolders own) {
            try {
                return new Kept(
                        new ParquetAuditLog(own.audit(), config.retention()),
                        store.database().<AuditIndex>map(SqlAuditIndex::new).orElseGet(MemoryAuditIndex::new),
                        own.gateway());
            } catch (StoreUnavailable | UncheckedIOException unusable) {
                throw new Unusable("/audit: " + unusable.getMessage(), unusable);
            }
        }

        /// Up to where the journal has been taken over, by whom.
        Map<String, Long> positions() {
            return Map.of(FILES, files.position(journal()), INDEX, index.position(journal()));
        }

        private String journal() {
            return "journal " + gateway;
        }
    }

    static AuditTrail of(Kept kept, Journal journal, OpenStore store, AuditConfig config, InstantSource clock) {
        var changes = new OutboxSource("outbox " + kept.index().name(), store.documents(), List.of(FILES, INDEX));
        var files = new JournalSource(kept.journal(), journal);
        var index = new JournalSource(kept.journal(), journal);
        return new AuditTrail(
                kept.files(),
                kept.index(),
                List.of(
                        new Filling(
                                new AuditRelay(
                                        FILES,
                                        kept.files(),
                                        List.of(files, changes),
                                        new Pace(config.flush(), AT_ONCE, config.compact()),
                                        clock),
                                files),
                        new Filling(
                                new AuditRelay(
                                        INDEX,
                                        kept.index(),
                                        List.of(index, changes),
                                        new Pace(SOON, AT_ONCE_INTO_INDEX, config.compact()),
                                        clock),
                                index)));
    }

    /// What metrics are told of it.
    List<GatewayMetrics.Relay> relays() {
        return fillings.stream()
                .map(Filling::relay)
                .map(relay -> new GatewayMetrics.Relay(
                        relay.reader(),
                        () -> relay.state().waiting(),
                        () -> !relay.state().error().isEmpty()))
                .toList();
    }

    AuditIndex index() {
        return index;
    }

    /// A call is over and in the journal. Told in the order of the places; never waits.
    void completed(long position, CallEntry entry) {
        for (Filling filling : fillings) {
            filling.calls().kept(position, entry.record());
            filling.relay().appended();
        }
    }

    void start() {
        fillings.forEach(filling -> filling.relay().start());
    }

    /// Takes over what is there, and stops.
    void close() {
        fillings.forEach(filling -> filling.relay().close());
        files.close();
        index.close();
    }
}
