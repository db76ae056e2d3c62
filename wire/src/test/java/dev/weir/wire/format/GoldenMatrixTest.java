package dev.weir.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The golden matrix has no hole: every conversation is told in every format, or there is a reason why it cannot be.
class GoldenMatrixTest {

    private static final int LARGEST = 64 * 1024;

    static Stream<GoldenCell> cells() {
        return GoldenCell.all();
    }

    static Stream<String> conversations() {
        return GoldenCell.conversations().stream();
    }

    static Stream<GoldenFormat> formats() {
        return GoldenFormat.ALL.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void tellsEveryConversationInEveryFormatOrSaysWhyNot(GoldenCell cell) throws IOException {
        var wanted = new TreeSet<String>();
        if (cell.has("cannot.txt")) {
            assertThat(GoldenCell.read(cell.file("cannot.txt"))).matches("[A-Z][^\n]*\\.\n");
            wanted.add("cannot.txt");
        } else {
            wanted.addAll(told(cell));
        }
        wanted.addAll(translated(cell));

        var there = new TreeSet<>(names(cell.file("").normalize()));
        there.removeAll(List.of("model.txt", "request.txt", "events.txt", "losses.txt", "again.txt"));

        assertThat(there).as(cell.toString()).isEqualTo(wanted);
    }

    /// What is written by hand, in the vendor's words.
    private static List<String> told(GoldenCell cell) {
        var wanted = new ArrayList<String>();
        if (Files.exists(cell.canon("request.txt"))) {
            wanted.add("request.json");
        }
        if (Files.exists(cell.canon("events.txt"))) {
            wanted.add("stream.sse");
            if (!GoldenCell.read(cell.canon("events.txt")).contains("failed ")) {
                wanted.add("answer.json");
            }
        }
        return wanted;
    }

    /// What our code makes of that.
    private static List<String> translated(GoldenCell cell) {
        var wanted = new ArrayList<String>();
        for (GoldenFormat other : GoldenFormat.ALL) {
            if (other.equals(cell.format())) {
                continue;
            }
            if (cell.has("request.json")) {
                wanted.add("to-" + other + ".json");
            }
            if (cell.has("stream.sse") && cell.in(other).couldAsk()) {
                wanted.add("told-" + other + ".sse");
            }
            if (cell.has("answer.json") && cell.in(other).couldAsk()) {
                wanted.add("told-" + other + ".json");
            }
        }
        return wanted;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void saysWhatEveryConversationIsAbout(String conversation) throws IOException {
        List<String> names = names(GoldenCell.CANON.resolve(conversation));

        assertThat(GoldenCell.read(GoldenCell.CANON.resolve(conversation).resolve("about.txt")))
                .matches("[^\n]+\n");
        assertThat(names).isSubsetOf("about.txt", "request.txt", "events.txt").hasSizeGreaterThan(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void hasNoFolderThatIsNoConversation(GoldenFormat format) throws IOException {
        assertThat(names(GoldenCell.GOLDEN.resolve(format.name()))).isEqualTo(GoldenCell.conversations());
    }

    @Test
    void hasAFolderForEveryLanguage() throws IOException {
        List<String> languages =
                languages().stream().map(type -> named(type).name()).sorted().toList();

        assertThat(GoldenFormat.ALL.stream().map(GoldenFormat::name).sorted().toList())
                .isEqualTo(languages);
        assertThat(names(GoldenCell.GOLDEN))
                .isEqualTo(Stream.concat(Stream.of("canon", "README.md"), languages.stream())
                        .sorted()
                        .toList());
    }

    @Test
    void keepsItsFilesSmall() throws IOException {
        try (Stream<Path> files = Files.walk(GoldenCell.GOLDEN)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(LARGEST));
        }
    }

    /// Every class in the package of formats that is a language.
    private static List<Class<?>> languages() throws IOException {
        Path classes = Path.of("target/classes/dev/weir/wire/format");
        var found = new ArrayList<Class<?>>();
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    Class<?> type = type(name.substring(0, name.length() - ".class".length()));
                    if (Language.class.isAssignableFrom(type) && !type.isInterface()) {
                        found.add(type);
                    }
                }
            }
        }
        return found;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("dev.weir.wire.format." + name);
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException(gone);
        }
    }

    private static WireFormat named(Class<?> language) {
        try {
            return (WireFormat) language.getField("FORMAT").get(null);
        } catch (ReflectiveOperationException unnamed) {
            throw new IllegalStateException(unnamed);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
