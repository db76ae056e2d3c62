package dev.weir.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Why a call goes where it goes: every rule that was looked at, and what came of it. Written only where somebody reads
/// it. Holds nothing of what the caller's headers or body say.
public sealed interface Trace {

    /// @param path of the part of the configuration that decided
    record Decision(String path, String text) {
        @Override
        public String toString() {
            return path + ": " + text;
        }
    }

    void decided(String path, Supplier<String> text);

    List<Decision> decisions();

    /// For nobody.
    record Unwritten() implements Trace {
        @Override
        public void decided(String path, Supplier<String> text) {}

        @Override
        public List<Decision> decisions() {
            return List.of();
        }
    }

    record Written(List<Decision> decisions) implements Trace {
        public Written() {
            this(new ArrayList<>());
        }

        @Override
        public void decided(String path, Supplier<String> text) {
            decisions.add(new Decision(path, text.get()));
        }
    }
}
