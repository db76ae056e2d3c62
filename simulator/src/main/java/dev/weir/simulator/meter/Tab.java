package dev.weir.simulator.meter;

import dev.weir.wire.chat.Usage;

/// What all answers for one credential and model come to.
public record Tab(String credential, String model, long answers, Usage usage) {

    Tab plus(Usage more) {
        return new Tab(credential, model, answers + 1, sum(usage, more));
    }

    private static Usage sum(Usage one, Usage other) {
        return new Usage(
                one.fresh() + other.fresh(),
                one.cacheRead() + other.cacheRead(),
                new Usage.CacheWrite(
                        one.cacheWrite().minutes5() + other.cacheWrite().minutes5(),
                        one.cacheWrite().minutes30() + other.cacheWrite().minutes30(),
                        one.cacheWrite().hour1() + other.cacheWrite().hour1(),
                        one.cacheWrite().hours12() + other.cacheWrite().hours12()),
                one.output() + other.output(),
                one.reasoning() + other.reasoning());
    }
}
