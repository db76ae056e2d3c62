package dev.weir.wire.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Losses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One conversation as one format tells it: a folder of the golden matrix.
record GoldenCell(GoldenFormat format, String conversation) {

    static final Path GOLDEN = Path.of("src/test/resources/golden");
    static final Path CANON = GOLDEN.resolve("canon");

    /// Numbers as they were written, as the gateway reads them.
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /// What stands in the files for 50 KB of text.
    private static final String LONG = "[[50 KB]]";

    private static final String LONG_TEXT = "0123456789".repeat(5_000);

    @Override
    public String toString() {
        return conversation + " in " + format;
    }

    static List<String> conversations() {
        try (Stream<Path> folders = Files.list(CANON)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Stream<GoldenCell> all() {
        return GoldenFormat.ALL.stream()
                .flatMap(format -> conversations().stream().map(name -> new GoldenCell(format, name)));
    }

    static Stream<GoldenCell> asking() {
        return all().filter(cell -> cell.has("request.json"));
    }

    static Stream<GoldenCell> answering() {
        return all().filter(cell -> cell.has("stream.sse"));
    }

    /// The same conversation in another format.
    GoldenCell in(GoldenFormat other) {
        return new GoldenCell(other, conversation);
    }

    Path file(String name) {
        return GOLDEN.resolve(format.name()).resolve(conversation).resolve(name);
    }

    Path canon(String name) {
        return CANON.resolve(conversation).resolve(name);
    }

    boolean has(String name) {
        return Files.exists(file(name));
    }

    /// A file of the cell; where it has none of its own, the canon's: it tells the same.
    Path fileOrCanon(String name) {
        return has(name) ? file(name) : canon(name);
    }

    /// Whether a caller of this format could have asked what this conversation asks, if it asks anything.
    boolean couldAsk() {
        return has("request.json") || !Files.exists(canon("request.txt"));
    }

    JsonNode json(String name) {
        return JSON.readTree(read(file(name)));
    }

    byte[] bytes(String name) {
        return read(file(name)).getBytes(UTF_8);
    }

    ChatRequest request(Losses losses) {
        return format.language().decode(json("request.json"), losses);
    }

    /// What this format's provider is asked for; its own telling says it, if there is one.
    String model() {
        if (has("model.txt")) {
            return read(file("model.txt")).strip();
        }
        return has("request.json") ? format.model(json("request.json")) : format.model();
    }

    static String read(Path file) {
        try {
            return Files.readString(file).replace(LONG, LONG_TEXT);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Holds what the code says now against what was recorded. Run with `-Dfixtures=record` to record it, and read the
    /// diff.
    static void expect(Path file, String actual) {
        if (recording()) {
            write(file, actual);
        }
        assertThat(actual).as(file.toString()).isEqualTo(read(file));
    }

    /// As [#expect], for a file that is only there where the cell tells something else than the canon.
    void expectOrCanon(String name, String actual) {
        if (recording()) {
            boolean same = Files.exists(canon(name)) && read(canon(name)).equals(actual);
            if (same) {
                delete(file(name));
            } else {
                write(file(name), actual);
            }
        }
        assertThat(actual).as("%s %s", this, name).isEqualTo(read(fileOrCanon(name)));
    }

    /// As [#expect], for a file that is only there if there is something to say.
    void expectIf(String name, String actual, Predicate<String> there) {
        if (recording() && !there.test(actual)) {
            delete(file(name));
        }
        if (there.test(actual)) {
            expect(file(name), actual);
        } else {
            assertThat(file(name)).doesNotExist();
        }
    }

    private static boolean recording() {
        return "record".equals(System.getProperty("fixtures"));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text.replace(LONG_TEXT, LONG));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            throw new UncheckedIOException(undeletable);
        }
    }
}
