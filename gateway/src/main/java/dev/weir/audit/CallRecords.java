package dev.weir.audit;

import dev.weir.call.Attempt;
import dev.weir.call.AuditRecord;
import dev.weir.call.AuditRecord.End;
import dev.weir.call.AuditRecord.Kind;
import dev.weir.call.AuditRecord.Money;
import dev.weir.call.AuditRecord.Times;
import dev.weir.call.AuditRecord.Versions;
import dev.weir.call.AuditRecord.What;
import dev.weir.call.AuditRecord.Who;
import dev.weir.call.Beginning;
import dev.weir.call.CallReport;
import dev.weir.call.Declared;
import dev.weir.call.Ending;
import dev.weir.call.Line;
import dev.weir.call.Operation;
import dev.weir.call.Outcome;
import dev.weir.call.Principal;
import dev.weir.call.Target;
import dev.weir.call.Timeline;
import dev.weir.call.Timeline.Moment;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.http.RequestTarget;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the audit trail says of calls.
final class CallRecords {

    /// How a call is said to have ended of which only the beginning was kept.
    static final String UNKNOWN_END = "unknown_end";

    private static final int LONGEST = 4096;
    private static final End NOT_YET = new End(0, UNKNOWN_END, true, "", "", 0);

    private CallRecords() {}

    /// Of a call of which no more is known than that it began.
    ///
    /// @param documents the sequence of the last change of a document
    static AuditRecord of(Beginning beginning, long documents) {
        return new AuditRecord(
                beginning.id(),
                Kind.CALL,
                beginning.at(),
                who(beginning),
                what(beginning, Optional.empty(), 0),
                NOT_YET,
                Usage.NONE,
                Money.NONE,
                Times.NONE,
                Optional.empty(),
                versions(beginning, documents));
    }

    static AuditRecord of(CallReport report, long documents) {
        List<Attempt> attempts = report.outcome().attempts();
        return new AuditRecord(
                report.id(),
                Kind.CALL,
                report.at(),
                who(report.beginning()),
                what(
                        report.beginning(),
                        attempts.isEmpty()
                                ? Optional.empty()
                                : Optional.of(attempts.getLast().target()),
                        attempts.size()),
                end(report),
                Line.usage(report.tab().lines()),
                report.tab().money(),
                times(report),
                Optional.empty(),
                versions(report.beginning(), documents));
    }

    private static Who who(Beginning beginning) {
        Optional<Principal> principal = beginning.principal();
        String team = principal.map(Principal::team).orElse("");
        return new Who(
                principal.map(Principal::id).orElse(""),
                team,
                team,
                principal.map(Principal::client).orElse(""),
                principal.map(Principal::user).orElse(""),
                Declared.session(beginning.headers()),
                Declared.project(beginning.headers()),
                principal.map(one -> one.standing().costCenter()).orElse(""),
                beginning.remoteAddress(),
                shortened(beginning.headers().first("user-agent").orElse("")));
    }

    private static What what(Beginning beginning, Optional<Target> target, int attempts) {
        return new What(
                beginning
                        .operation()
                        .map(CallRecords::action)
                        .orElseGet(() -> "request." + beginning.method().toLowerCase(Locale.ROOT)),
                beginning.method(),
                shortened(beginning.target().map(RequestTarget::path).orElse("")),
                shortened(beginning.model()),
                target.map(Target::provider).orElse(""),
                target.map(Target::model).orElse(""),
                beginning.streamed(),
                attempts);
    }

    private static String action(Operation operation) {
        return "call." + operation.name().toLowerCase(Locale.ROOT);
    }

    private static End end(CallReport report) {
        Ending ending = Ending.of(report.outcome());
        List<Attempt> attempts = report.outcome().attempts();
        return new End(
                report.status(),
                ending.word(),
                !(report.outcome() instanceof Outcome.Refused),
                ending.error(),
                shortened(ending.why()),
                attempts.isEmpty() ? 0 : attempts.getLast().lost().size());
    }

    private static Times times(CallReport report) {
        Timeline timeline = report.timeline();
        Timeline.Parts parts = timeline.parts();
        return new Times(
                timeline.micros(Moment.FIRST_BYTE),
                parts.total(),
                parts.gateway(),
                report.tab().held().toNanos() / 1000);
    }

    private static Versions versions(Beginning beginning, long documents) {
        return new Versions(
                beginning.configuration(), documents, beginning.trace().trace());
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST);
    }
}
