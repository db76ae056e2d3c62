package dev.weir.relay;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/// Collects a body that is to be short, and gives up when it is not.
final class ShortBody implements Exchange.BodyListener {

    static final int MOST = 64 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Consumer<byte[]> then;
    private final Runnable tooLong;
    private final Runnable gone;
    private boolean over;

    ShortBody(Consumer<byte[]> then, Runnable tooLong, Runnable gone) {
        this.then = then;
        this.tooLong = tooLong;
        this.gone = gone;
    }

    @Override
    public void chunk(byte[] piece) {
        if (!over && bytes.size() + piece.length > MOST) {
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
