package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/requirements.csv` says which test proves which requirement. A test whose name begins with the id of a
/// requirement (`s_jwt_3_…`) claims it; what is claimed and what is listed is the same.
class RequirementsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CLAIM =
            Pattern.compile("(?:void|Stream<DynamicTest>) ([srf](?:_[a-z]+)?_\\d+)_\\w+\\(");

    private record Row(String id, Set<String> tests) {}

    @Test
    void everyClaimIsListedAndEveryListedTestIsThere() throws IOException {
        Set<String> listed = rows().stream()
                .flatMap(row -> row.tests().stream().map(test -> row.id() + " " + test))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(claims()).isEqualTo(listed);
    }

    @Test
    void idsAreOfTheKnownKind() throws IOException {
        assertThat(rows())
                .extracting(Row::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[SR]-[A-Z]+-\\d+|F\\d+"));
    }

    /// Lines `ID Class#method` of all tests that claim something.
    private static Set<String> claims() throws IOException {
        var claims = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(RequirementsTest::isTest).toList()) {
                String source = Files.readString(file);
                String name = file.getFileName().toString().replace(".java", "");
                Matcher claim = CLAIM.matcher(source);
                while (claim.find()) {
                    String method = claim.group().replaceFirst(".* ", "").replace("(", "");
                    claims.add(id(claim.group(1)) + " " + name + "#" + method);
                }
            }
        }
        return claims;
    }

    private static boolean isTest(Path file) {
        return file.toString().contains("/src/test/java/") && file.toString().endsWith(".java");
    }

    private static String id(String prefix) {
        String id = prefix.toUpperCase(Locale.ROOT).replace('_', '-');
        return id.startsWith("F-") ? id.replace("-", "") : id;
    }

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/requirements.csv"));
        assertThat(lines.getFirst()).isEqualTo("id,issue,test");
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            assertThat(cells).as(line).hasSize(3);
            rows.add(new Row(cells[0], Set.of(cells[2].split(" "))));
        }
        return rows;
    }
}
