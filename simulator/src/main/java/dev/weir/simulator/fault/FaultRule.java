package dev.weir.simulator.fault;

import java.util.List;
import java.util.regex.Pattern;

/// Faults that are armed for some requests.
///
/// @param match what has to be found in `METHOD /path`
/// @param skip how many matching requests pass first
/// @param times for how many it holds after that
/// @param spec the faults as they were spelled
public record FaultRule(Pattern match, int skip, int times, String spec, List<Fault> faults) {

    public FaultRule {
        faults = List.copyOf(faults);
    }

    boolean matches(String request) {
        return times > 0 && match.matcher(request).find();
    }

    FaultRule skipped() {
        return new FaultRule(match, skip - 1, times, spec, faults);
    }

    FaultRule used() {
        return new FaultRule(match, skip, times - 1, spec, faults);
    }
}
