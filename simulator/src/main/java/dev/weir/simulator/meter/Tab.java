package dev.weir.simulator.meter;

import dev.weir.wire.chat.Usage;

/// What all answers for one credential and model come to.
public record Tab(String credential, String model, long answers, Usage usage) {

    Tab plus(Usage more) {
        return new Tab(credential, model, answers + 1, usage.plus(more));
    }
}
