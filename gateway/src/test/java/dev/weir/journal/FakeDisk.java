package dev.weir.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A disk that has only so much room, fails when it is told to, and forgets at a power cut what it was not forced to
/// keep. Its files are real ones.
final class FakeDisk implements Disk {

    private final Disk real = new Real();
    private final Map<Path, Long> sizes = new ConcurrentHashMap<>();
    private final Map<Path, Long> forced = new ConcurrentHashMap<>();
    private final Set<Path> named = ConcurrentHashMap.newKeySet();

    /// How many bytes fit on it in all.
    volatile long room = Long.MAX_VALUE;

    /// Whether it can keep what it is forced to.
    volatile boolean keeps = true;

    /// Whether it can cut files.
    volatile boolean cuts = true;

    /// Nothing is written before it is open.
    volatile CountDownLatch gate = new CountDownLatch(0);

    /// Runs before whatever changes it.
    volatile Runnable before = () -> {};

    @Override
    public Tape open(Path file) throws IOException {
        before.run();
        Tape tape = real.open(file);
        sizes.putIfAbsent(file, Files.size(file));
        return new Faked(file, tape);
    }

    @Override
    public void forceNames(Path folder) throws IOException {
        failUnless(keeps, "Input/output error");
        named.addAll(sizes.keySet());
    }

    @Override
    public void delete(Path file) throws IOException {
        before.run();
        real.delete(file);
        sizes.remove(file);
        forced.remove(file);
        named.remove(file);
    }

    /// What is there after the power was gone.
    void afterPowerCut(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path file : named) {
            byte[] kept = Arrays.copyOf(Files.readAllBytes(file), Math.toIntExact(forced.getOrDefault(file, 0L)));
            Files.write(folder.resolve(file.getFileName()), kept);
        }
    }

    private static void failUnless(boolean can, String why) throws IOException {
        if (!can) {
            throw new IOException(why);
        }
    }

    private final class Faked implements Tape {

        private final Path file;
        private final Tape tape;

        private Faked(Path file, Tape tape) {
            this.file = file;
            this.tape = tape;
        }

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            open();
            before.run();
            long others = sizes.values().stream().mapToLong(Long::longValue).sum() - sizes.getOrDefault(file, 0L);
            int fits = Math.clamp(room - others - at, 0, bytes.remaining());
            boolean all = fits == bytes.remaining();
            tape.write(bytes.slice(bytes.position(), fits), at);
            sizes.merge(file, at + fits, Math::max);
            failUnless(all, "No space left on device");
            bytes.position(bytes.limit());
        }

        private void open() throws IOException {
            try {
                failUnless(gate.await(60, TimeUnit.SECONDS), "nobody opened the gate");
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            failUnless(cuts, "Input/output error");
            before.run();
            tape.truncate(size);
            sizes.put(file, size);
            forced.computeIfPresent(file, (_, had) -> Math.min(had, size));
        }

        @Override
        public void force() throws IOException {
            failUnless(keeps, "Input/output error");
            tape.force();
            forced.put(file, sizes.getOrDefault(file, 0L));
        }

        @Override
        public void close() throws IOException {
            tape.close();
        }
    }
}
