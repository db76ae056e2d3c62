package dev.weir.meter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many tokens a model's tokenizer made of what was bounded at so many, so that later bounds need not be as wide.
///
/// Never less than the largest ratio of the last 1,000 calls and a fifth more. Says nothing before it has seen 20
/// calls. For any thread.
public final class Calibration {

    private static final int CALLS = 1_000;
    private static final int ENOUGH = 20;
    private static final int MODELS = 256;

    /// Ratios are counted in parts of this, rounded up.
    private static final long PARTS = 1 << 20;

    private final Map<String, Ratios> models = new ConcurrentHashMap<>();

    /// Only a request of text alone tells something.
    ///
    /// @param target a provider and a model
    /// @param counted what the provider counted as input, however it was cached
    public void saw(String target, Input input, long counted) {
        long bounded = input.text();
        if (bounded <= 0 || counted <= 0 || input.open() || input.images() > 0 || input.media() > 0) {
            return;
        }
        Ratios ratios = models.get(target);
        if (ratios == null) {
            if (models.size() >= MODELS) {
                return;
            }
            ratios = models.computeIfAbsent(target, _ -> new Ratios());
        }
        long wide = NanoUsd.times(counted, PARTS);
        ratios.add((int) Math.clamp(Math.ceilDiv(wide, bounded), 1, PARTS));
    }

    /// How many tokens of a model a text can be, of which it is known how many it is in any.
    long calibrated(String target, long bounded) {
        Ratios ratios = models.get(target);
        if (ratios == null) {
            return bounded;
        }
        long parts = ratios.largest();
        long with = parts + Math.ceilDiv(parts, 5);
        return with >= PARTS ? bounded : Math.ceilDiv(NanoUsd.times(bounded, with), PARTS);
    }

    /// The last ratios of one model, and the largest of them.
    private static final class Ratios {
        private final int[] last = new int[CALLS];
        private int seen;
        private int next;
        private volatile int largest;
        private volatile boolean enough;

        synchronized void add(int ratio) {
            int old = last[next];
            last[next] = ratio;
            next = (next + 1) % CALLS;
            seen = Math.min(seen + 1, CALLS);
            if (ratio >= largest) {
                largest = ratio;
            } else if (old == largest) {
                int most = 0;
                for (int one : last) {
                    most = Math.max(most, one);
                }
                largest = most;
            }
            enough = seen >= ENOUGH;
        }

        long largest() {
            return enough ? largest : PARTS;
        }
    }
}
