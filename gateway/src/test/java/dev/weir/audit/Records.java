package dev.weir.audit;

import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.Change;
import dev.weir.call.AuditRecord.End;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.AuditRecord.Times;
import dev.weir.call.AuditRecord.Versions;
import dev.weir.call.AuditRecord.What;
import dev.weir.call.AuditRecord.Who;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// Audit records to test with.
public final class Records {

    public static final Instant NOON = Instant.parse("2026-11-25T12:00:00.123456Z");

    private Records() {}

    /// A call that was served, with something in every field.
    public static AuditRecord served(String id) {
        return new AuditRecord(
                id,
                Kind.CALL,
                NOON,
                new Who("alice", "red", "red", "client_1", "user_1", "s-1", "p-1", "cc-1", "192.0.2.1", "agent/1.0"),
                new What("messages", "POST", "/v1/messages", "fast", "anthropic", "claude-1", true, 2),
                new End(200, "served", true, "", "", 1),
                new Usage(100, 50, new CacheWrite(1, 2, 3, 4), 70, 30, 2).withAudio(40, 30, 20),
                new Money(
                        OptionalLong.of(1_234_567),
                        1_000_000,
                        9_000_000,
                        -5_000,
                        "cut:bytes/3",
                        "anthropic/claude-1@1"),
                new Times(10_000, 2_345_678, 321, 7),
                Optional.empty(),
                new Versions("sha-1", 17, "4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    /// Something that an administrator changed.
    public static AuditRecord changed(String id) {
        return new AuditRecord(
                id,
                Kind.CHANGE,
                NOON,
                new Who("operator", "platform", "red", "operator", "", "", "", "", "", ""),
                new What("team.change", "PUT", "/teams/red", "", "", "", false, 0),
                new End(0, "", true, "", "", 0),
                Usage.NONE,
                Money.NONE,
                Times.NONE,
                Optional.of(new Change("team", "red", "{\"a\":1}", "{\"a\":2}")),
                new Versions("", 0, ""));
    }

    /// Somebody who was not allowed to administer.
    public static AuditRecord denied(String id) {
        AuditRecord like = changed(id);
        return new AuditRecord(
                id,
                Kind.DENIAL,
                like.at(),
                like.who(),
                like.what(),
                new End(0, "", false, "scope_missing", "the credential lacks a scope", 0),
                like.usage(),
                like.money(),
                like.times(),
                Optional.empty(),
                like.versions());
    }

    public static AuditRecord at(AuditRecord record, Instant at) {
        return new AuditRecord(
                record.id(),
                record.kind(),
                at,
                record.who(),
                record.what(),
                record.end(),
                record.usage(),
                record.money(),
                record.times(),
                record.change(),
                record.versions());
    }

    public static AuditRecord by(AuditRecord record, Who who) {
        return new AuditRecord(
                record.id(),
                record.kind(),
                record.at(),
                who,
                record.what(),
                record.end(),
                record.usage(),
                record.money(),
                record.times(),
                record.change(),
                record.versions());
    }
}
