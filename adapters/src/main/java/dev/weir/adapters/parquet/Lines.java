package dev.weir.adapters.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The lines of a manifest as they were found.
///
/// @param lines all that are whole, from the first
/// @param length of these, in bytes
/// @param damage what is wrong with them; empty if nothing is
/// @param torn whether something stands behind the last whole line: a process died while it wrote
record Lines(List<Line.Read> lines, long length, List<String> damage, boolean torn) {

    static Lines of(Path file) throws IOException {
        String text = Files.readString(file, UTF_8);
        var lines = new ArrayList<Line.Read>();
        var damage = new ArrayList<String>();
        int at = 0;
        boolean torn = false;
        while (at < text.length() && !torn) {
            int end = text.indexOf('\n', at);
            Optional<Line.Read> read = end < 0 ? Optional.empty() : Line.read(text.substring(at, end));
            if (read.isPresent()) {
                check(lines, read.get(), damage);
                lines.add(read.get());
                at = end + 1;
            } else {
                torn = true;
                if (end >= 0 && end + 1 < text.length()) {
                    damage.add("line %d of the manifest is not what was written".formatted(lines.size() + 1));
                }
            }
        }
        return new Lines(lines, text.substring(0, at).getBytes(UTF_8).length, damage, torn);
    }

    private static void check(List<Line.Read> before, Line.Read next, List<String> damage) {
        if (before.isEmpty()) {
            return;
        }
        Line.Read last = before.getLast();
        if (!next.line().previous().equals(last.sha256())
                || next.line().number() != last.line().number() + 1) {
            damage.add("line %d of the manifest does not follow the one before it".formatted(before.size() + 1));
        }
    }
}
