package dev.weir.relay;

import dev.weir.call.ResponseFilter;
import dev.weir.call.ResponseFilter.Verdict;
import java.util.Arrays;
import java.util.List;

/// The response filters of one answer, one after the other. What the first lets through is what the second sees.
record AnswerFilters(List<ResponseFilter> filters) {

    static AnswerFilters of(Dispatch dispatch) {
        List<ResponseFilter> filters = dispatch.walk().filters();
        filters.forEach(filter -> filter.begins(
                dispatch.prepared().step().target(),
                dispatch.proved().credential().name()));
        return new AnswerFilters(filters);
    }

    Verdict piece(byte[] bytes) {
        return from(0, bytes);
    }

    /// Lets each filter give what it has kept back, and the later ones look at it.
    Verdict end() {
        byte[] all = {};
        for (int i = 0; i < filters.size(); i++) {
            switch (filters.get(i).end()) {
                case Verdict.Stop stop -> {
                    return stop;
                }
                case Verdict.Forward(byte[] kept) -> {
                    switch (from(i + 1, kept)) {
                        case Verdict.Stop stop -> {
                            return stop;
                        }
                        case Verdict.Forward(byte[] passed) -> all = joined(all, passed);
                    }
                }
            }
        }
        return new Verdict.Forward(all);
    }

    private Verdict from(int first, byte[] bytes) {
        byte[] passing = bytes;
        for (int i = first; i < filters.size() && passing.length > 0; i++) {
            switch (filters.get(i).piece(passing)) {
                case Verdict.Stop stop -> {
                    return stop;
                }
                case Verdict.Forward(byte[] passed) -> passing = passed;
            }
        }
        return new Verdict.Forward(passing);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
