package dev.weir.simulator.prompt;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.chat.Usage.CacheWrite;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A prompt cache that keeps every prompt without being asked, and costs nothing to write.
///
/// What begins like an earlier prompt is read from the cache, in steps of 128 tokens from 1,024 on. May be used by many
/// threads.
public final class AutomaticCache {

    private static final int SMALLEST = 1024;
    private static final int STEP = 128;

    private final Duration life;
    private final Shelf shelf;

    public AutomaticCache(Duration life, InstantSource clock) {
        this.life = life;
        this.shelf = new Shelf(clock);
    }

    /// Reads a prompt and says how its tokens are counted.
    ///
    /// @param scope who shares what is kept: a credential and a model
    public Usage read(String scope, Prompt prompt) {
        List<String> steps = steps(scope, prompt);
        long read = 0;
        synchronized (shelf) {
            for (int i = 0; i < steps.size() && shelf.has(steps.get(i)); i++) {
                read = SMALLEST + (long) i * STEP;
            }
            steps.forEach(step -> shelf.keep(step, life));
        }
        return new Usage(prompt.tokens() - read, read, CacheWrite.NONE, 0, 0).withAudio(prompt.audioTokens(), 0, 0);
    }

    /// A fingerprint of the prompt's beginning at each step.
    private static List<String> steps(String scope, Prompt prompt) {
        var steps = new ArrayList<String>();
        var digest = Digests.sha256();
        digest.update(Piece.text(scope).bytes());
        long left = (long) SMALLEST * Tokens.BYTES;
        for (Piece piece : prompt.pieces()) {
            int at = 0;
            while (piece.bytes().length - at >= left) {
                digest.update(piece.bytes(), at, (int) left);
                at += (int) left;
                steps.add(Digests.soFar(digest));
                left = (long) STEP * Tokens.BYTES;
            }
            digest.update(piece.bytes(), at, piece.bytes().length - at);
            left -= piece.bytes().length - at;
        }
        return steps;
    }
}
