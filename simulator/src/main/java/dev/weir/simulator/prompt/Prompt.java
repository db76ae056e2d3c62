package dev.weir.simulator.prompt;

import java.util.List;

/// All that a model is given to read, in the order in which prompt caches compare it.
public record Prompt(List<Piece> pieces) {

    public Prompt {
        pieces = List.copyOf(pieces);
    }

    public long bytes() {
        return pieces.stream().mapToLong(piece -> piece.bytes().length).sum();
    }

    /// The part of its tokens that is sound.
    public long audioTokens() {
        return pieces.stream()
                .filter(Piece::audio)
                .mapToLong(piece -> Tokens.of(piece.bytes().length))
                .sum();
    }

    public long tokens() {
        return Tokens.of(bytes());
    }
}
