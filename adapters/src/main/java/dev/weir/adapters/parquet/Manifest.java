package dev.weir.adapters.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which files are the audit trail, and how far each source is in it. A line is written whole or not at all, and with
/// it everything that it says is so. Not for several threads.
final class Manifest {

    private static final Logger LOG = LoggerFactory.getLogger(Manifest.class);
    private static final long LONG = 1024 * 1024;
    private static final int NODE_BYTES = 4;

    private final Disk disk;
    private final Path root;
    private final Path file;
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    private Line last;
    private String head;
    private long length;
    private long first;

    private Manifest(Disk disk, Path root, Lines lines) {
        this.disk = disk;
        this.root = root;
        this.file = file(root);
        lines.lines().forEach(read -> apply(read.line()));
        last = lines.lines().getLast().line();
        head = lines.lines().getLast().sha256();
        length = lines.length();
        first = lines.lines().getFirst().line().text().length();
    }

    static Path file(Path root) {
        return root.resolve("_manifest");
    }

    /// Opens the manifest of a folder; makes one if there is none.
    static Manifest open(Disk disk, Path root) throws IOException {
        Path file = file(root);
        if (!Files.exists(file)) {
            var node = new byte[NODE_BYTES];
            new SecureRandom().nextBytes(node);
            write(disk, root, new Line(0, HexFormat.of().formatHex(node), true, "", Map.of(), List.of(), List.of()));
        }
        Lines lines = Lines.of(file);
        if (!lines.damage().isEmpty() || lines.lines().isEmpty()) {
            throw new IOException("the manifest %s is damaged: %s".formatted(file, lines.damage()));
        }
        if (lines.torn()) {
            LOG.atWarn()
                    .addKeyValue("manifest", file.toString())
                    .addKeyValue("line", lines.lines().size() + 1)
                    .log("the last line of the audit trail's manifest was not written to its end; it does not count");
        }
        disk.append(file, lines.length(), new byte[0]);
        return new Manifest(disk, root, lines);
    }

    private static void write(Disk disk, Path root, Line line) throws IOException {
        Path fresh = Piece.temporary(root, "_manifest");
        try (OutputStream out = disk.create(fresh)) {
            out.write(line.text().getBytes(UTF_8));
        }
        disk.force(fresh);
        disk.rename(fresh, file(root));
        disk.force(root);
    }

    String node() {
        return last.node();
    }

    /// The number of the next line.
    long next() {
        return last.number() + 1;
    }

    long position(String source) {
        return positions.getOrDefault(source, 0L);
    }

    List<Piece> pieces() {
        return List.copyOf(pieces.values());
    }

    /// What was written last; what it asks for may still have to be done.
    Line last() {
        return last;
    }

    void append(Map<String, Long> reached, List<Piece> added, List<String> removed) throws IOException {
        write(new Line(next(), node(), false, head, reached, added, removed));
    }

    private void write(Line line) throws IOException {
        String text = line.text();
        disk.append(file, length, text.getBytes(UTF_8));
        took(line, text);
        length += text.getBytes(UTF_8).length;
    }

    private void took(Line line, String text) {
        apply(line);
        last = line;
        head = text.substring(0, text.indexOf(' '));
    }

    private void apply(Line line) {
        if (line.whole()) {
            positions.clear();
            pieces.clear();
        }
        positions.putAll(line.positions());
        line.added().forEach(piece -> pieces.put(piece.name(), piece));
        line.removed().forEach(pieces::remove);
    }

    /// Puts one line in place of all, when they have become many.
    void shorten() throws IOException {
        if (length > LONG + 4 * first) {
            var line = new Line(next(), node(), true, head, positions, new ArrayList<>(pieces.values()), List.of());
            write(disk, root, line);
            String text = line.text();
            took(line, text);
            length = text.getBytes(UTF_8).length;
            first = length;
        }
    }
}
