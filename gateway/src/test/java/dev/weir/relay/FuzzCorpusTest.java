package dev.weir.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.identity.TokenFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Replays what fuzzing has found, and what it begins with, and 20,000 inputs that are made of those by chance with a
/// fixed seed. `lab/proof/fuzz.sh` looks for more.
class FuzzCorpusTest {

    private static final Path CORPUS = Path.of("src/test/resources/fuzz");
    private static final int MADE = 20_000;

    static Stream<Arguments> targets() {
        return Stream.of(
                Arguments.of("TokenFuzz", (Consumer<byte[]>) TokenFuzz::fuzzerTestOneInput),
                Arguments.of("EnvelopeFuzz", (Consumer<byte[]>) EnvelopeFuzz::fuzzerTestOneInput));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void holdsForTheCorpusAndWhatIsMadeOfIt(String name, Consumer<byte[]> target) throws IOException {
        var random = new Random(4);
        List<byte[]> corpus = corpus(name);
        assertThat(corpus).isNotEmpty();
        corpus.forEach(target);
        for (int i = 0; i < MADE; i++) {
            target.accept(made(corpus, random));
        }
    }

    private static List<byte[]> corpus(String name) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
            return files.sorted().map(FuzzCorpusTest::read).toList();
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /// One of them with a few bytes changed, a part of another put in, or a part left out.
    private static byte[] made(List<byte[]> corpus, Random random) {
        byte[] one = corpus.get(random.nextInt(corpus.size()));
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        int head = random.nextInt(one.length + 1);
        int from = random.nextInt(other.length + 1);
        int until = from + random.nextInt(other.length - from + 1);
        int tail = random.nextInt(4) == 0 ? random.nextInt(one.length + 1) : head;
        byte[] made = new byte[head + until - from + one.length - tail];
        System.arraycopy(one, 0, made, 0, head);
        System.arraycopy(other, from, made, head, until - from);
        System.arraycopy(one, tail, made, head + until - from, one.length - tail);
        for (int changes = random.nextInt(4); changes > 0 && made.length > 0; changes--) {
            made[random.nextInt(made.length)] = (byte) random.nextInt(256);
        }
        return made;
    }
}
