package dev.weir.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Where `weir token` finds the demo that runs: its address and client, in a file that only its owner can read. The
/// secret is good for that demo alone.
public record DemoState(String url, String clientId, String clientSecret) {

    /// Where commands keep what they tell each other.
    public static Path folder() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state == null || state.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        return base.resolve("weir");
    }

    private static Path file() {
        return folder().resolve("demo.json");
    }

    public void write() throws IOException {
        Path file = file();
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, JsonMapper.shared().writeValueAsBytes(this));
    }

    public static Optional<DemoState> read() throws IOException {
        Path file = file();
        return Files.isReadable(file)
                ? Optional.of(JsonMapper.shared().readValue(Files.readAllBytes(file), DemoState.class))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return url + " as " + clientId;
    }
}
