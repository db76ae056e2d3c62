package dev.weir.policy;

import dev.weir.call.Operation;
import dev.weir.call.Overrides;
import dev.weir.call.Plan;
import dev.weir.call.Step;
import dev.weir.call.Target;
import dev.weir.meter.Bound;
import dev.weir.meter.Bounds;
import dev.weir.meter.Calibration;
import dev.weir.meter.Input;
import dev.weir.meter.NanoUsd;
import dev.weir.meter.OutputLimit;
import dev.weir.meter.Price;
import dev.weir.meter.Prices;
import dev.weir.meter.Terms;
import dev.weir.wire.json.RequestShape;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Says what calls can cost. What is reserved for a call and what somebody is told who only asks, it says alike.
public final class Quoting {

    private final Supplier<Prices> prices;
    private final UnaryOperator<String> kinds;
    private final Calibration calibration;
    private final InstantSource clock;

    /// @param kinds the row in the catalogue of providers, by the name of a provider
    public Quoting(Supplier<Prices> prices, UnaryOperator<String> kinds, Calibration calibration, InstantSource clock) {
        this.prices = prices;
        this.kinds = kinds;
        this.calibration = calibration;
        this.clock = clock;
    }

    /// What a request can cost at each target of its plan.
    public Quote of(Operation operation, RequestShape request, Plan plan) {
        Prices now = prices.get();
        Input input = Input.of(request);
        var offers = new ArrayList<Offer>(plan.steps().size());
        var beside = new ArrayList<Target>(0);
        for (Step step : plan.steps()) {
            RequestShape asked = Overrides.asked(request, step.settings());
            Input held = asked == request ? input : Input.of(asked);
            offers.add(offer(now, operation, asked, held, step));
            for (String model : held.extras().models()) {
                var other = new Target(step.target().provider(), model);
                if (price(now, other).isEmpty()) {
                    beside.add(other);
                }
            }
        }
        return new Quote(offers, input, beside);
    }

    private Offer offer(Prices now, Operation operation, RequestShape request, Input input, Step step) {
        String provider = step.target().provider();
        String kind = kinds.apply(provider);
        Optional<Price> known = price(now, step.target());
        String calibrated = step.target().toString();
        if (known.isEmpty()) {
            return new Offer.Unpriced(
                    step.target(), Bounds.ofUnpriced(input, limit(operation, request), calibrated, calibration));
        }
        Price price = known.get();
        Terms terms = Terms.of(request, kind, step.target().model());
        Bound bound = answers(operation)
                ? Bounds.of(input, limit(operation, request), price, calibrated, calibration)
                : Bounds.ofInput(input, price, calibrated, calibration);
        long most = price.most(bound, terms);
        for (String other : input.extras().models()) {
            long more = price(now, new Target(provider, other))
                    .map(one -> one.most(bound, terms))
                    .orElse(0L);
            most = NanoUsd.plus(most, more);
        }
        return new Offer.Priced(step.target(), price, terms, bound, most);
    }

    /// What another model costs at the provider of an offer, on its terms, where it was asked without anybody's plan.
    ///
    /// @param model empty for the same one
    Offer beside(Offer offer, String model) {
        if (model.isEmpty() || model.equals(offer.target().model())) {
            return offer;
        }
        var target = new Target(offer.target().provider(), model);
        Terms terms = offer instanceof Offer.Priced priced ? priced.terms() : Terms.USUAL;
        return price(prices.get(), target)
                .<Offer>map(price -> new Offer.Priced(target, price, terms, Bound.NOTHING, 0))
                .orElseGet(() -> new Offer.Unpriced(target, Bound.NOTHING));
    }

    private Optional<Price> price(Prices now, Target target) {
        return now.of(target.provider(), kinds.apply(target.provider()), target.model(), clock.instant());
    }

    private static OutputLimit limit(Operation operation, RequestShape request) {
        return OutputLimit.of(request, operation.format());
    }

    /// Whether a model says something. To count is free; what is embedded is not answered in words.
    static boolean answers(Operation operation) {
        return switch (operation) {
            case CHAT, RESPONSES, MESSAGES, CONVERSE, GENERATE_CONTENT -> true;
            case EMBEDDINGS, EMBED_CONTENT, COUNT_TOKENS, COUNT_CONTENT_TOKENS -> false;
        };
    }

    static boolean isFree(Operation operation) {
        return operation == Operation.COUNT_TOKENS || operation == Operation.COUNT_CONTENT_TOKENS;
    }

    /// Learns from a call how many tokens a model makes of a request.
    void saw(Quote quote, Offer offer, long counted) {
        calibration.saw(offer.target().toString(), quote.input(), counted);
    }
}
