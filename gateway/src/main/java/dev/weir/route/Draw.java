package dev.weir.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/// Draws by weights without putting back, so that what is drawn second is what would be drawn if the first were not
/// there. For a session the draw follows from its key (weighted rendezvous hashing): the same everywhere, and when one
/// is gone, only those that had drawn it move.
final class Draw {

    private record Lot<T>(T value, double key) {}

    private Draw() {}

    /// @param session its key; drawn at random without one
    /// @param name by which something is the same at the next draw
    static <T> List<T> order(
            List<T> all,
            ToDoubleFunction<T> weight,
            Function<T, String> name,
            Optional<String> session,
            RandomGenerator random) {
        var lots = new ArrayList<Lot<T>>();
        for (T one : all) {
            if (weight.applyAsDouble(one) > 0) {
                double u = session.isPresent() ? hash(session.get(), name.apply(one)) : 1 - random.nextDouble();
                lots.add(new Lot<>(one, -Math.log(u) / weight.applyAsDouble(one)));
            }
        }
        lots.sort(Comparator.comparingDouble(Lot::key));
        return lots.stream().map(Lot::value).toList();
    }

    /// From above 0 to 1. The key is a digest already; what is needed is that each name makes another number of it.
    private static double hash(String session, String name) {
        long bits = 0xcbf29ce484222325L; // FNV-1a, and then mixed as SplittableRandom does
        for (String part : List.of(session, name)) {
            for (int i = 0; i < part.length(); i++) {
                bits = (bits ^ part.charAt(i)) * 0x100000001b3L;
            }
        }
        bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
        return (((bits ^ (bits >>> 31)) >>> 11) + 1) * 0x1.0p-53;
    }
}
