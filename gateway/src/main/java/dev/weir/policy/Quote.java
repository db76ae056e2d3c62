package dev.weir.policy;

import dev.weir.call.Access;
import dev.weir.call.Target;
import dev.weir.meter.Input;
import dev.weir.store.Ledger.Account;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a call would cost at most, before anybody is asked: an offer of each of its targets.
///
/// @param input what the request holds
/// @param beside other models that the request has a provider ask and whose price nobody knows
public record Quote(List<Offer> offers, Input input, List<Target> beside) {

    public Quote {
        offers = List.copyOf(offers);
        beside = List.copyOf(beside);
    }

    public Optional<Offer> of(Target target) {
        for (Offer offer : offers) {
            if (offer.target().equals(target)) {
                return Optional.of(offer);
            }
        }
        return Optional.empty();
    }

    public boolean isPriced() {
        for (Offer offer : offers) {
            if (offer instanceof Offer.Unpriced) {
                return false;
            }
        }
        return beside.isEmpty();
    }

    public List<Target> unpriced() {
        return isPriced()
                ? List.of()
                : Stream.concat(
                                offers.stream()
                                        .filter(Offer.Unpriced.class::isInstance)
                                        .map(Offer::target),
                                beside.stream())
                        .distinct()
                        .toList();
    }

    /// The most money at the dearest target.
    public long most() {
        long most = 0;
        for (Offer offer : offers) {
            most = Math.max(most, offer.most());
        }
        return most;
    }

    /// The most that any target could charge to an account.
    long most(Account account) {
        long most = 0;
        for (Offer offer : offers) {
            most = Math.max(most, most(account, offer));
        }
        return most;
    }

    /// The most that a target could charge to an account.
    static long most(Account account, Offer offer) {
        return counts(account, offer.target())
                ? switch (account.unit()) {
                    case NANO_USD -> offer.most();
                    case TOKENS -> offer.bound().tokens();
                }
                : 0;
    }

    static boolean counts(Account account, Target target) {
        return Access.fits(account.opening().models(), target.model());
    }
}
