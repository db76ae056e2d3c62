package dev.weir.simulator;

import dev.weir.simulator.format.Models;
import dev.weir.simulator.seal.Binding;
import java.time.InstantSource;

/// How a simulator is.
///
/// @param clock what tells answers and prompt caches the time
/// @param seed what ids and seals follow from
/// @param binding how much has to be as it was when a thought comes back
/// @param smallestCached how many tokens there have to be in front of a cache mark (Messages)
public record SimulatorSettings(
        InstantSource clock, long seed, Models models, Keys keys, Pace pace, Binding binding, int smallestCached) {

    public SimulatorSettings(InstantSource clock) {
        this(clock, 1, Models.DEFAULT, new Keys.Any(), Pace.FAST, Binding.CONVERSATION, 1024);
    }

    public SimulatorSettings with(Models other) {
        return new SimulatorSettings(clock, seed, other, keys, pace, binding, smallestCached);
    }

    public SimulatorSettings with(Keys other) {
        return new SimulatorSettings(clock, seed, models, other, pace, binding, smallestCached);
    }

    public SimulatorSettings with(Pace other) {
        return new SimulatorSettings(clock, seed, models, keys, other, binding, smallestCached);
    }

    public SimulatorSettings with(Binding other) {
        return new SimulatorSettings(clock, seed, models, keys, pace, other, smallestCached);
    }

    public SimulatorSettings withSmallestCached(int tokens) {
        return new SimulatorSettings(clock, seed, models, keys, pace, binding, tokens);
    }
}
