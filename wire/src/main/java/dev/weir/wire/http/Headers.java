package dev.weir.wire.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// The headers of a request or an answer, in order, repeated ones included. Names are in lower case. Immutable.
public final class Headers {

    public static final Headers NONE = new Headers(new String[0]);

    /// Names and values in turn.
    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    public static Headers of(String... namesAndValues) {
        var builder = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The first value of that name.
    ///
    /// @param name in lower case, as the names here are
    public Optional<String> first(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return Optional.of(pairs[i + 1]);
            }
        }
        return Optional.empty();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /// All values of that name.
    ///
    /// @param name in lower case, as the names here are
    public List<String> all(String name) {
        List<String> values = List.of();
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                values = values.isEmpty() ? new ArrayList<>(2) : values;
                values.add(pairs[i + 1]);
            }
        }
        return values;
    }

    public int size() {
        return pairs.length / 2;
    }

    public void forEach(BiConsumer<? super String, ? super String> each) {
        for (int i = 0; i < pairs.length; i += 2) {
            each.accept(pairs[i], pairs[i + 1]);
        }
    }

    /// Those whose name passes.
    public Headers only(Predicate<String> names) {
        var builder = new Builder();
        forEach((name, value) -> {
            if (names.test(name)) {
                builder.add(name, value);
            }
        });
        return builder.build();
    }

    /// These, and others in place of those of the same name.
    public Headers and(Headers others) {
        if (others.size() == 0) {
            return this;
        }
        Builder all = toBuilder();
        others.forEach(all::set);
        return all.build();
    }

    public Builder toBuilder() {
        var builder = new Builder();
        forEach(builder::add);
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && Arrays.equals(pairs, headers.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }

    /// The names alone: a value may be a secret.
    @Override
    public String toString() {
        var names = new ArrayList<String>();
        forEach((name, _) -> names.add(name));
        return names.toString();
    }

    /// Collects headers. Not for sharing between threads.
    public static final class Builder {

        private final List<String> pairs = new ArrayList<>(32);

        public Builder add(String name, String value) {
            pairs.add(name.toLowerCase(Locale.ROOT));
            pairs.add(value);
            return this;
        }

        /// Replaces all of that name.
        public Builder set(String name, String value) {
            return remove(name).add(name, value);
        }

        public Builder remove(String name) {
            for (int i = pairs.size() - 2; i >= 0; i -= 2) {
                if (pairs.get(i).equalsIgnoreCase(name)) {
                    pairs.remove(i + 1);
                    pairs.remove(i);
                }
            }
            return this;
        }

        public Headers build() {
            return pairs.isEmpty() ? NONE : new Headers(pairs.toArray(String[]::new));
        }
    }
}
