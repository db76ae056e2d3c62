package dev.weir.simulator.fault;

import java.util.ArrayList;
import java.util.List;

/// The rules that are armed. May be used by many threads.
public final class FaultRules {

    private List<FaultRule> rules = List.of();

    /// Arms these rules and no others.
    public synchronized void arm(List<FaultRule> wanted) {
        rules = List.copyOf(wanted);
    }

    public synchronized List<FaultRule> armed() {
        return rules;
    }

    /// The faults for a request: those of the first rule that matches it and has nothing left to skip.
    public synchronized List<Fault> take(String request) {
        var after = new ArrayList<>(rules);
        List<Fault> taken = List.of();
        for (int i = 0; i < after.size() && taken.isEmpty(); i++) {
            FaultRule rule = after.get(i);
            if (rule.matches(request)) {
                taken = rule.skip() > 0 ? List.of() : rule.faults();
                after.set(i, rule.skip() > 0 ? rule.skipped() : rule.used());
            }
        }
        rules = List.copyOf(after);
        return taken;
    }
}
