package dev.weir.config;

import com.google.errorprone.annotations.FormatMethod;

/// A place in a document about which something can be said.
public final class Spot {

    private final String path;
    private final Findings findings;

    Spot(String path, Findings findings) {
        this.path = path;
        this.findings = findings;
    }

    String path() {
        return path;
    }

    Findings findings() {
        return findings;
    }

    public Spot at(String key) {
        return new Spot(Pointers.member(path, key), findings);
    }

    public Spot at(int index) {
        return new Spot(Pointers.item(path, index), findings);
    }

    /// Writes down that something is wrong here, unless something already was.
    @FormatMethod
    public void require(boolean holds, String otherwise, Object... args) {
        if (!holds && sound()) {
            add(otherwise.formatted(args));
        }
    }

    public void add(String message) {
        findings.add(path, message);
    }

    /// Writes down that something here is understood, and nothing is done about it.
    void notice(String message) {
        findings.notice(path, message);
    }

    /// Whether nothing was wrong here until now.
    public boolean sound() {
        return !findings.has(path);
    }
}
