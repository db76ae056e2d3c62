package dev.weir.simulator.prompt;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A prompt cache in which callers mark what is to be kept.
///
/// What is in front of a mark is written to the cache, unless a beginning of it is already there: then that is read,
/// and only the rest is written. A mark before which there are too few tokens is ignored. What is read stays as long
/// again. May be used by many threads.
public final class MarkedCache {

    private static final Duration MINUTES_5 = Duration.ofMinutes(5);
    private static final Duration HOUR_1 = Duration.ofHours(1);

    private final long smallest;
    private final Shelf shelf;

    /// @param smallest how many tokens there have to be before a mark
    public MarkedCache(long smallest, InstantSource clock) {
        this.smallest = smallest;
        this.shelf = new Shelf(clock);
    }

    /// The end of a piece: what came before it, in tokens and as a fingerprint.
    private record Place(long tokens, String fingerprint, Mark mark) {}

    /// Reads a prompt and says how its tokens are counted.
    ///
    /// @param scope who shares what is kept: a credential and a model
    public Usage read(String scope, Prompt prompt) {
        List<Place> places = places(scope, prompt);
        List<Place> marks = places.stream()
                .filter(place -> place.mark != Mark.NONE && place.tokens >= smallest)
                .toList();
        if (marks.isEmpty()) {
            return new Usage(prompt.tokens(), 0, CacheWrite.NONE, 0, 0);
        }
        synchronized (shelf) {
            long read = readUpTo(marks.getLast(), places);
            long minutes5 = 0;
            long hour1 = 0;
            long done = read;
            for (Place mark : marks) {
                long written = Math.max(0, mark.tokens - done);
                done += written;
                if (mark.mark == Mark.HOUR_1) {
                    hour1 += written;
                } else {
                    minutes5 += written;
                }
                if (written > 0) {
                    shelf.keep(mark.fingerprint, mark.mark == Mark.HOUR_1 ? HOUR_1 : MINUTES_5);
                }
            }
            return new Usage(prompt.tokens() - done, read, new CacheWrite(minutes5, 0, hour1, 0), 0, 0);
        }
    }

    private long readUpTo(Place last, List<Place> places) {
        for (Place place : places.reversed()) {
            if (place.tokens <= last.tokens && shelf.has(place.fingerprint)) {
                shelf.use(place.fingerprint);
                return place.tokens;
            }
        }
        return 0;
    }

    private static List<Place> places(String scope, Prompt prompt) {
        var places = new ArrayList<Place>();
        var digest = Digests.sha256();
        digest.update(Piece.text(scope).bytes());
        long bytes = 0;
        for (Piece piece : prompt.pieces()) {
            digest.update(ByteBuffer.allocate(4).putInt(piece.bytes().length).array());
            digest.update(piece.bytes());
            bytes += piece.bytes().length;
            places.add(new Place(Tokens.of(bytes), Digests.soFar(digest), piece.mark()));
        }
        return places;
    }
}
