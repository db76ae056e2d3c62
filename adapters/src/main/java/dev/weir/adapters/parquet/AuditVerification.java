package dev.weir.adapters.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Whether an audit trail is as it was written: whether its manifest is one unbroken chain, and each of its files is
/// there, unchanged, and named by it. Changes nothing, and can be done beside a gateway that writes.
///
/// @param findings what is wrong; empty if nothing is
/// @param rows of all files together
/// @param head the SHA-256 of the manifest's last line. Whoever keeps it elsewhere can tell later that the end of the
///     trail was not cut off.
public record AuditVerification(List<String> findings, int files, long rows, String head) {

    public AuditVerification {
        findings = List.copyOf(findings);
    }

    /// Checks the trail in a folder.
    ///
    /// @param known a head that was noted earlier, which has to be in the chain
    public static AuditVerification of(Path root, Optional<String> known) {
        try {
            return checked(root, known);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the audit trail in %s cannot be read".formatted(root), unreadable);
        }
    }

    private static AuditVerification checked(Path root, Optional<String> known) throws IOException {
        Lines lines = Lines.of(Manifest.file(root));
        var findings = new ArrayList<>(lines.damage());
        if (lines.torn() && lines.damage().isEmpty()) {
            findings.add("the last line of the manifest is not whole: the gateway died while it wrote it, "
                    + "or somebody changed it");
        }
        var pieces = new LinkedHashMap<String, Piece>();
        for (Line.Read read : lines.lines()) {
            read.line().added().forEach(piece -> pieces.put(piece.name(), piece));
            read.line().removed().forEach(pieces::remove);
        }
        if (known.isPresent()
                && lines.lines().stream()
                        .noneMatch(read -> read.sha256().equals(known.get())
                                || read.line().previous().equals(known.get()))) {
            findings.add("no line of the manifest is %s".formatted(known.get()));
        }
        for (Piece piece : pieces.values()) {
            check(root, piece).ifPresent(findings::add);
        }
        for (String name : files(root)) {
            if (!pieces.containsKey(name)) {
                findings.add("%s is not in the manifest".formatted(name));
            }
        }
        long rows = pieces.values().stream().mapToLong(Piece::rows).sum();
        String head = lines.lines().isEmpty() ? "" : lines.lines().getLast().sha256();
        return new AuditVerification(findings, pieces.size(), rows, head);
    }

    private static Optional<String> check(Path root, Piece piece) throws IOException {
        Path file = root.resolve(piece.name());
        Path there = Files.exists(file) ? file : Piece.temporary(root, piece.name());
        if (!Files.exists(there)) {
            return Optional.of("%s is missing".formatted(piece.name()));
        }
        return sha256(there).equals(piece.sha256())
                ? Optional.empty()
                : Optional.of("%s is not what was written".formatted(piece.name()));
    }

    private static TreeSet<String> files(Path root) throws IOException {
        var names = new TreeSet<String>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(file -> file.toString().endsWith(".parquet"))
                    .forEach(file -> names.add(root.relativize(file).toString()));
        }
        return names;
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
