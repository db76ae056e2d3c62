package dev.weir.relay;

import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/// Collects a body up to a length, and gives up when it is longer.
public final class BoundedBody implements Exchange.BodyListener {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;
    private final Consumer<byte[]> then;
    private final Consumer<Problem> refused;
    private final Runnable gone;
    private boolean over;

    /// @param refused is told why the body is not taken
    /// @param gone is run when the client left
    public BoundedBody(int most, Consumer<byte[]> then, Consumer<Problem> refused, Runnable gone) {
        this.most = most;
        this.then = then;
        this.refused = refused;
        this.gone = gone;
    }

    @Override
    public void chunk(byte[] piece) {
        if (!over && bytes.size() + piece.length > most) {
            over = true;
            refused.accept(new Problem(
                    Kind.BODY_TOO_LARGE, "the body is too large; at most %d bytes are taken".formatted(most)));
        } else if (!over) {
            bytes.writeBytes(piece);
        }
    }

    @Override
    public void ended() {
        if (!over) {
            over = true;
            then.accept(bytes.toByteArray());
        }
    }

    @Override
    public void malformed(Problem problem) {
        if (!over) {
            over = true;
            refused.accept(problem);
        }
    }

    @Override
    public void late() {
        malformed(new Problem(Kind.BODY_TIMEOUT, "the body came too slowly"));
    }

    @Override
    public void broke() {
        if (!over) {
            over = true;
            gone.run();
        }
    }
}
