package dev.weir.config;

import com.google.errorprone.annotations.FormatMethod;

/// A place in a document about which something can be said.
record Spot(String path, Findings findings) {

    Spot at(String key) {
        return new Spot(Pointers.member(path, key), findings);
    }

    Spot at(int index) {
        return new Spot(Pointers.item(path, index), findings);
    }

    /// Writes down that something is wrong here, unless something already was.
    @FormatMethod
    void require(boolean holds, String otherwise, Object... args) {
        if (!holds && sound()) {
            add(otherwise.formatted(args));
        }
    }

    void add(String message) {
        findings.add(path, message);
    }

    /// Writes down that something here is understood, and nothing is done about it.
    void notice(String message) {
        findings.notice(path, message);
    }

    /// Whether nothing was wrong here until now.
    boolean sound() {
        return !findings.has(path);
    }
}
