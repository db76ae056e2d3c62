package dev.weir.call;

import java.util.List;
import java.util.Map;

/// What a call may still come to, as it is known before a provider is asked.
///
/// @param byAccount what is put aside
/// @param lines what its targets would take at most, and what those took that were asked before
public record Reserved(Map<String, Long> byAccount, List<Line> lines) {

    public static final Reserved NOTHING = new Reserved(Map.of(), List.of());

    public Reserved {
        byAccount = Map.copyOf(byAccount);
        lines = List.copyOf(lines);
    }
}
