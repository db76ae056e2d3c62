package dev.weir.cli;

import dev.weir.cli.OidcProvider.Answer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// The login of the person at this machine, in a file that only they can read. One process at a time renews it, since
/// an issuer may take a refresh token once.
final class KeptLogin {

    private static final Duration BEFORE_ITS_END = Duration.ofSeconds(60);

    /// What is kept.
    ///
    /// @param until when the access token ends, in seconds since 1970
    record Kept(String tokenEndpoint, String clientId, String refreshToken, String accessToken, long until) {
        @Override
        public String toString() {
            return clientId + " at " + tokenEndpoint;
        }
    }

    private final Path file;
    private final InstantSource clock;

    KeptLogin(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    boolean there() {
        return Files.isReadable(file);
    }

    boolean forget() throws IOException {
        return Files.deleteIfExists(file);
    }

    void keep(OidcProvider provider, String client, Answer tokens) throws IOException {
        if (tokens.status() != 200 || tokens.text("access_token").isEmpty()) {
            throw new Complaint("nobody was signed in: " + tokens.complaint());
        }
        if (tokens.text("refresh_token").isEmpty()) {
            throw new Complaint(
                    "%s gave no refresh token; perhaps it wants another --scope".formatted(provider.issuer()));
        }
        write(new Kept(
                provider.tokenEndpoint(),
                client,
                tokens.text("refresh_token"),
                tokens.text("access_token"),
                end(tokens)));
    }

    /// An access token that is good for a minute at least.
    Optional<String> token() throws IOException, InterruptedException {
        if (!there()) {
            return Optional.empty();
        }
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (var random = new RandomAccessFile(lock.toFile(), "rw");
                FileChannel channel = random.getChannel()) {
            channel.lock();
            Kept kept = read();
            if (clock.instant().plus(BEFORE_ITS_END).getEpochSecond() < kept.until()) {
                return Optional.of(kept.accessToken());
            }
            return Optional.of(renewed(kept));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private String renewed(Kept kept) throws IOException, InterruptedException {
        Answer tokens = OidcProvider.post(
                kept.tokenEndpoint(),
                Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", kept.refreshToken(),
                        "client_id", kept.clientId()));
        if (tokens.status() != 200 || tokens.text("access_token").isEmpty()) {
            throw new Complaint("the login is over (%s); sign in again with weir login".formatted(tokens.complaint()));
        }
        String next = tokens.text("refresh_token");
        write(new Kept(
                kept.tokenEndpoint(),
                kept.clientId(),
                next.isEmpty() ? kept.refreshToken() : next,
                tokens.text("access_token"),
                end(tokens)));
        return tokens.text("access_token");
    }

    private long end(Answer tokens) {
        Instant end =
                clock.instant().plusSeconds(tokens.json().path("expires_in").longValue(0));
        return end.getEpochSecond();
    }

    private Kept read() throws IOException {
        return JsonMapper.shared().readValue(Files.readAllBytes(file), Kept.class);
    }

    /// Never half of it, and never for anybody else to read.
    private void write(Kept kept) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = Files.createTempFile(
                folder,
                "login",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, JsonMapper.shared().writeValueAsBytes(kept));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
