package dev.weir.route;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What an operator said of a target.
///
/// @param until when it ends by itself, if it does
/// @param by whose token it was
public record TargetState(Mode mode, String reason, Optional<Instant> until, String by) {

    public static final TargetState ACTIVE = new TargetState(Mode.ACTIVE, "", Optional.empty(), "");

    /// What calls do about it.
    public enum Mode {
        ACTIVE,
        /// Conversations that are there go on; no other begins.
        DRAINING,
        /// No call goes there, whatever happens elsewhere.
        OFF;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
