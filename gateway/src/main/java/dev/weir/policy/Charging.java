package dev.weir.policy;

import dev.weir.call.Line;
import dev.weir.call.Work;
import dev.weir.meter.Bound;
import dev.weir.meter.Counted;
import dev.weir.meter.Estimate;
import dev.weir.policy.Offer.Priced;
import dev.weir.policy.Offer.Unpriced;
import dev.weir.wire.chat.Leg;
import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import dev.weir.wire.chat.Usage.On;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What an attempt costs: what the provider counted, else an estimate that says by which rule it is one.
final class Charging {

    /// The provider may have done all that it was asked for.
    static final String RESERVED = "reserved";

    /// The provider counted more than can be.
    static final String SUSPECT = "usage_suspect";

    /// What a search costs is not known, so it is taken for as dear as they are.
    static final String SEARCH_UNPRICED = "search_unpriced";

    /// What a tool that the provider ran costs is not known, and not in it.
    static final String TOOL_UNPRICED = "tool_unpriced";

    private Charging() {}

    /// @param beside what another model of the same provider costs
    /// @return a line for what was asked, and one for each leg; nothing if nothing is to be paid
    static List<Line> of(Offer asked, Work work, Function<String, Offer> beside) {
        Usage used = work.usage().withOthers(0).withLegs(List.of()).on(On.UNSAID);
        Offer offer = answered(asked, work);
        return switch (work.charge()) {
            case NOTHING -> List.of();
            case COUNTED -> {
                Counted counted = Counted.of(used, offer.bound());
                Line line = line(offer, work, counted.usage(), counted.suspect() ? SUSPECT : "", false);
                boolean elsewhere =
                        used.equals(Usage.NONE) && !work.usage().legs().isEmpty();
                yield withLegs(elsewhere ? List.of() : List.of(line), work, beside);
            }
            case SAID -> {
                Estimate estimate = Estimate.ofCut(used, work.said(), offer.bound());
                boolean unread = used.input() <= 0;
                yield withLegs(List.of(line(offer, work, estimate.usage(), estimate.rule(), unread)), work, beside);
            }
            case ANYTHING -> List.of(all(offer));
        };
    }

    private static List<Line> withLegs(List<Line> lines, Work work, Function<String, Offer> beside) {
        List<Leg> legs = work.usage().legs();
        if (legs.isEmpty()) {
            return lines;
        }
        var all = new ArrayList<>(lines);
        for (Leg leg : legs) {
            Counted counted = Counted.of(leg.usage());
            var done = new Work(Work.Charge.COUNTED, counted.usage(), 0, 0, work.reached());
            Offer offer = answered(beside.apply(leg.model()), work);
            all.add(line(offer, done, counted.usage(), counted.suspect() ? SUSPECT : "", false));
        }
        return all;
    }

    /// On the terms that the answer says, where it says any.
    private static Offer answered(Offer offer, Work work) {
        return switch (offer) {
            case Unpriced unpriced -> unpriced;
            case Priced priced ->
                new Priced(
                        priced.target(),
                        priced.price(),
                        priced.terms().answered(work.usage().on()),
                        priced.bound(),
                        priced.most());
        };
    }

    /// All that may be used there.
    static Line all(Offer offer) {
        var all = new Usage(
                offer.bound().input(),
                0,
                CacheWrite.NONE,
                offer.bound().output(),
                0,
                offer.bound().searches());
        return switch (offer) {
            case Priced priced ->
                new Line(
                        priced.target(),
                        all,
                        priced.most(),
                        true,
                        0,
                        0,
                        RESERVED,
                        priced.price().id(priced.terms()));
            case Unpriced unpriced -> new Line(unpriced.target(), all, 0, false, 0, 0, RESERVED, "");
        };
    }

    /// @param unread whether nobody said how the input was read; then it costs what it costs at most
    private static Line line(Offer offer, Work work, Usage usage, String rule, boolean unread) {
        return switch (offer) {
            case Unpriced unpriced -> new Line(unpriced.target(), usage, 0, false, 0, 0, rule, "");
            case Priced priced -> {
                long cost = unread
                        ? priced.price()
                                .most(
                                        new Bound(
                                                usage.input(),
                                                usage.output(),
                                                offer.bound().keptLong(),
                                                offer.bound().audio(),
                                                usage.searches()),
                                        priced.terms())
                        : cost(priced, usage);
                yield new Line(
                        priced.target(),
                        usage,
                        cost,
                        true,
                        delivered(priced, work, usage, cost),
                        unread
                                ? 0
                                : priced.price().uncached(usage, priced.terms()).nanoUsd() - cost,
                        marked(rule, priced, work, usage),
                        priced.price().id(priced.terms()));
            }
        };
    }

    /// With the rules for what else is not known exactly.
    private static String marked(String rule, Priced offer, Work work, Usage usage) {
        boolean guessed = usage.searches() > 0 && offer.price().search().isEmpty();
        String searched = guessed ? (rule + " " + SEARCH_UNPRICED).strip() : rule;
        return work.usage().others() > 0 ? (searched + " " + TOOL_UNPRICED).strip() : searched;
    }

    /// Of an answer that brought the client nothing, nothing was delivered.
    private static long delivered(Priced offer, Work work, Usage usage, long cost) {
        if (!work.reached()) {
            return 0;
        }
        return work.delivered() >= work.said() ? cost : cost(offer, Estimate.ofDelivered(usage, work.delivered()));
    }

    private static long cost(Priced offer, Usage usage) {
        return offer.price().cost(usage, offer.terms()).nanoUsd();
    }
}
