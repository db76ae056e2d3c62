package dev.weir.relay;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/// Collects a body up to a length, and gives up when it is longer.
public final class BoundedBody implements Exchange.BodyListener {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;
    private final Consumer<byte[]> then;
    private final Runnable tooLong;
    private final Runnable gone;
    private boolean over;

    public BoundedBody(int most, Consumer<byte[]> then, Runnable tooLong, Runnable gone) {
        this.most = most;
        this.then = then;
        this.tooLong = tooLong;
        this.gone = gone;
    }

    @Override
    public void chunk(byte[] piece) {
        if (!over && bytes.size() + piece.length > most) {
            over = true;
            tooLong.run();
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
    public void broke() {
        if (!over) {
            over = true;
            gone.run();
        }
    }
}
