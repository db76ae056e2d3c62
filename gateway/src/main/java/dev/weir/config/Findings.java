package dev.weir.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects everything that is wrong with a document while it is read, and the keys that were asked for.
final class Findings {

    private final Locations locations;
    private final boolean strict;
    private final List<Violation> violations = new ArrayList<>();
    private final List<Violation> notices = new ArrayList<>();
    private final Set<String> keys = new LinkedHashSet<>();

    Findings(Locations locations) {
        this(locations, true);
    }

    /// @param strict whether a key that nobody asks for is wrong
    Findings(Locations locations, boolean strict) {
        this.locations = locations;
        this.strict = strict;
    }

    boolean strict() {
        return strict;
    }

    void add(String path, String message) {
        violations.add(new Violation(path, message, locations.of(path)));
    }

    void notice(String path, String message) {
        notices.add(new Violation(path, message, locations.of(path)));
    }

    /// What is not wrong, but has no effect.
    List<Violation> notices() {
        return List.copyOf(notices);
    }

    boolean has(String path) {
        return violations.stream().anyMatch(one -> one.path().equals(path));
    }

    /// Every key that was asked for, names of entries written `*` and numbers of items `#`.
    Set<String> keys() {
        return keys;
    }

    /// In the order of the file.
    List<Violation> violations() {
        return inOrder(violations);
    }

    static List<Violation> inOrder(List<Violation> violations) {
        return violations.stream()
                .sorted(Comparator.comparingInt((Violation one) -> one.place().line())
                        .thenComparingInt(one -> one.place().column()))
                .toList();
    }
}
