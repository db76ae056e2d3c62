package dev.weir.call;

import dev.weir.wire.chat.Usage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What the audit trail says of one call, or of one thing that an administrator did or was not allowed to. Never
/// a prompt, an answer or a secret.
///
/// @param id the same wherever it is seen twice
/// @param change what was changed; only of administration
/// @param versions what was in force
public record AuditRecord(
        String id,
        Kind kind,
        Instant at,
        Who who,
        What what,
        End end,
        Usage usage,
        Money money,
        Times times,
        Optional<Change> change,
        Versions versions) {

    /// The same of a call that another target may have served.
    public AuditRecord with(Target target, Usage used, Money paid) {
        var served = new What(
                what.action(),
                what.method(),
                what.path(),
                what.asked(),
                target.provider(),
                target.model(),
                what.streamed(),
                what.attempts());
        return new AuditRecord(id, kind, at, who, served, end, used, paid, times, change, versions);
    }

    /// What it is about.
    public enum Kind {
        /// A call of a model, served or not.
        CALL,
        /// An administrator changed something.
        CHANGE,
        /// An administrator looked at something that is itself audited.
        READ,
        /// Somebody was not allowed to administer.
        DENIAL,
        /// Stands for what a gateway that is gone can no longer tell.
        GATEWAY_LOST
    }

    /// Who asked; what is not known is empty.
    ///
    /// @param actor the principal's id
    /// @param actorTeam the team that the actor belongs to
    /// @param team the team that it is about; of calls the same
    /// @param client the OAuth client or API key
    /// @param user the person behind it, where the identity says so
    /// @param project as the caller declares it
    public record Who(
            String actor,
            String actorTeam,
            String team,
            String client,
            String user,
            String session,
            String project,
            String costCenter,
            String address,
            String agent) {}

    /// What was asked for.
    ///
    /// @param action the operation of a call, or the action of an administrator such as `team.update`
    /// @param asked the model by the caller's name
    /// @param model the model that answered, or was asked last, as its provider knows it
    /// @param attempts how many requests were made to providers
    public record What(
            String action,
            String method,
            String path,
            String asked,
            String provider,
            String model,
            boolean streamed,
            int attempts) {}

    /// How it ended.
    ///
    /// @param status the HTTP status that the client was sent; 0 if none
    /// @param outcome one word, as in the log
    /// @param allowed whether it was allowed
    /// @param reason the code of the problem, empty if there was none
    /// @param why the problem's text
    /// @param losses how much of the request the provider was not told as the caller said it
    public record End(int status, String outcome, boolean allowed, String reason, String why, int losses) {}

    /// What it cost, in nano-dollars.
    ///
    /// @param billed by all attempts together; nothing if the price is not known
    /// @param delivered the part of it that reached the client
    /// @param reserved the most that was put aside
    /// @param savings by the provider's prompt cache; negative if writing to it cost more than reading saved
    /// @param estimated the rule by which some of it is estimated; empty if all was counted by providers
    /// @param price names the price rows
    public record Money(
            OptionalLong billed, long delivered, long reserved, long savings, String estimated, String price) {

        public static final Money NONE = new Money(OptionalLong.of(0), 0, 0, 0, "", "");

        /// Of what has no price at all.
        public static final Money UNSAID = new Money(OptionalLong.empty(), 0, 0, 0, "", "");
    }

    /// How long it took, in microseconds.
    ///
    /// @param held how long it waited for money or for a place
    public record Times(long firstByte, long total, long gateway, long held) {

        public static final Times NONE = new Times(0, 0, 0, 0);
    }

    /// What an administrator changed.
    ///
    /// @param before as JSON; empty for what was not there
    /// @param after as JSON; empty for what is not there any more
    public record Change(String kind, String id, String before, String after) {}

    /// What was in force.
    ///
    /// @param configuration of `weir.yaml`
    /// @param documents the sequence of the last change of a document
    /// @param trace the W3C trace id
    public record Versions(String configuration, long documents, String trace) {}
}
