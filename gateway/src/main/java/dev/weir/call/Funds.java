package dev.weir.call;

import dev.weir.problem.Problem;
import dev.weir.wire.chat.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/// The money of one call. Asked on the call's loop; never waits.
public interface Funds {

    /// An attempt is to be made. What attempts before it may have cost stays put aside.
    ///
    /// @return why there is no money for it; nothing if there is
    Optional<Problem> begin(Target target);

    /// An attempt is over.
    void ended(Attempt attempt);

    /// What it may still come to.
    Reserved reserved();

    /// What the call has cost with what this target counted, in nano-dollars; nothing if that is not known.
    OptionalLong cost(Target target, Usage usage);

    /// For what costs nothing.
    Funds FREE = new Funds() {
        @Override
        public Optional<Problem> begin(Target target) {
            return Optional.empty();
        }

        @Override
        public void ended(Attempt attempt) {}

        @Override
        public Reserved reserved() {
            return Reserved.NOTHING;
        }

        @Override
        public OptionalLong cost(Target target, Usage usage) {
            return OptionalLong.of(0);
        }
    };
}
