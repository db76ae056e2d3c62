package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.problem.Problem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemPagesTest {

    private static final Path PAGES = Path.of("..", "docs", "problems");

    @Test
    void everyKindOfProblemHasAPageAndEveryPageAKind() throws IOException {
        Set<String> kinds = Arrays.stream(Kind.values())
                .map(kind -> kind.code().replace('_', '-') + ".md")
                .collect(Collectors.toCollection(TreeSet::new));

        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(kinds);
        }
    }

    @Test
    void everyPageBeginsWithTheCodeAndTheStatus() throws IOException {
        for (Kind kind : Kind.values()) {
            Path page = PAGES.resolve(kind.code().replace('_', '-') + ".md");

            assertThat(Files.readAllLines(page).getFirst())
                    .isEqualTo("# `%s` (%d): %s".formatted(kind.code(), kind.status(), kind.title()));
        }
    }
}
