package dev.weir.reasoning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Keeps wrapped thoughts for callers who have no place for them, by the turn in which they were thought: for an hour
/// after they were last needed, and 64 MiB of them at most. What is kept is as unreadable as what others keep
/// themselves.
public final class Vault {

    private static final Duration LIFE = Duration.ofHours(1);
    private static final long MOST = 64L * 1024 * 1024;
    private static final int ENTRY = 200;

    /// Stands for the end of a turn, where a call could follow.
    static final String END = "/end";

    /// Thoughts, and the call of a tool that follows them; empty for those before everything else, [#END] for those
    /// behind it.
    public record Kept(String before, String envelope) {}

    private record Place(String team, String beginning, String turn) {
        static Place of(Conversation conversation, String turn) {
            return new Place(conversation.team(), conversation.beginning(), turn);
        }
    }

    private final Cache<Place, List<Kept>> kept;

    /// @param nanos what [System#nanoTime] tells
    public Vault(LongSupplier nanos) {
        kept = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(nanos::getAsLong)
                .expireAfterAccess(LIFE)
                .maximumWeight(MOST)
                .weigher((Place _, List<Kept> thoughts) -> ENTRY
                        + thoughts.stream()
                                .mapToInt(one -> ENTRY + one.envelope().length())
                                .sum())
                .build();
    }

    /// @param thoughts none if the model said what it said without thinking
    void keep(Conversation conversation, String turn, List<Kept> thoughts) {
        kept.put(Place.of(conversation, turn), List.copyOf(thoughts));
    }

    /// The thoughts of a turn; nothing if it is not known.
    Optional<List<Kept>> of(Conversation conversation, String turn) {
        return Optional.ofNullable(kept.getIfPresent(Place.of(conversation, turn)));
    }

    /// What a turn is called that has such a call of a tool, and no other before it.
    static String called(String id) {
        return "call " + id;
    }

    /// What a turn is called that calls no tools.
    ///
    /// @param soFar a digest of all that was said before it
    static String said(String soFar, String text) {
        var digest = new Digest();
        digest.add(soFar);
        digest.add(text);
        return "said " + digest.hex();
    }
}
