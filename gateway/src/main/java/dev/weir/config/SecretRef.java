package dev.weir.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a secret is. A configuration holds these and never a secret.
public sealed interface SecretRef {

    /// `env:NAME`: a variable of the gateway's environment, without a line break at its end.
    record Environment(String variable) implements SecretRef {

        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

        @Override
        public String toString() {
            return "env:" + variable;
        }
    }

    /// `file:/path`: what a file holds, without a line break at its end.
    record File(Path path) implements SecretRef {
        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    static Optional<SecretRef> parse(String text) {
        if (text.startsWith("env:")) {
            String variable = text.substring(4);
            return Environment.NAME.matcher(variable).matches()
                    ? Optional.of(new Environment(variable))
                    : Optional.empty();
        }
        if (text.startsWith("file:/")) {
            try {
                return Optional.of(new File(Path.of(text.substring(5)).normalize()));
            } catch (InvalidPathException _) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
