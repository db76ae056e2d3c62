package dev.weir.provider.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The environment that sources of credentials look at: variables, and files below a home.
public record Environment(Map<String, String> variables, Path home) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    /// That of this process.
    public static Environment ofProcess() {
        return new Environment(System.getenv(), Path.of(System.getProperty("user.home", "/")));
    }

    /// A variable that is not empty.
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /// @throws IOException if it is not set
    public String wanted(String name) throws IOException {
        return variable(name).orElseThrow(() -> new IOException("the variable %s is not set".formatted(name)));
    }

    /// The path in a variable, or one below the home.
    public Path path(String variable, String belowHome) {
        return variable(variable).map(Path::of).orElseGet(() -> home.resolve(belowHome));
    }

    /// What a file holds, without white space around it.
    ///
    /// @throws IOException if it cannot be read; names the file
    public static String read(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no file " + file, missing);
        } catch (IOException unreadable) {
            throw new IOException(
                    "%s cannot be read: %s"
                            .formatted(file, unreadable.getClass().getSimpleName()),
                    unreadable);
        }
    }
}
