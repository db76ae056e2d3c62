package dev.weir.provider.auth;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Where the proofs of one credential come from. Shared by all event loops, so nothing here waits.
public interface Proofs {

    /// Whether there is, or may be, anything to show.
    boolean usable();

    /// What can be shown now.
    Optional<Proof> atHand();

    /// What can be shown as soon as there is something, or why there is nothing. Completed on any thread.
    CompletionStage<Proof> get();

    /// The provider refused this one; if it can be had anew, it will be.
    ///
    /// @return whether it can
    boolean doubt(Proof used);

    /// Those that are read where they are kept, each time.
    static Proofs kept(Supplier<Optional<Proof>> kept) {
        return new Proofs() {
            @Override
            public boolean usable() {
                return kept.get().isPresent();
            }

            @Override
            public Optional<Proof> atHand() {
                return kept.get();
            }

            @Override
            public CompletionStage<Proof> get() {
                return kept.get()
                        .<CompletionStage<Proof>>map(CompletableFuture::completedStage)
                        .orElseGet(() -> CompletableFuture.failedStage(new IllegalStateException("cannot be read")));
            }

            @Override
            public boolean doubt(Proof used) {
                return false;
            }
        };
    }

    /// Those that are fetched, and renewed before they lapse.
    static Proofs fetched(Renewed<Proof> renewed) {
        return new Proofs() {
            @Override
            public boolean usable() {
                return true;
            }

            @Override
            public Optional<Proof> atHand() {
                return renewed.atHand();
            }

            @Override
            public CompletionStage<Proof> get() {
                return renewed.get();
            }

            @Override
            public boolean doubt(Proof used) {
                return renewed.doubt(used);
            }
        };
    }
}
