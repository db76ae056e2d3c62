package dev.weir.store;

import dev.weir.config.SecretRef;
import dev.weir.store.SecretStore.Answer.Found;
import dev.weir.store.SecretStore.Answer.Missing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Secrets in variables of the environment and in files.
///
/// A file is compared by what it holds, so it does not matter how it was replaced: written anew, renamed, or behind a
/// symbolic link that now leads elsewhere. Shared by all threads.
public final class EnvironmentAndFiles implements SecretStore {

    /// Larger ones are not secrets but mistakes.
    private static final int LARGEST_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final Map<SecretRef, Answer> answers = new ConcurrentHashMap<>();

    public EnvironmentAndFiles(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Answer read(SecretRef reference) {
        return answers.computeIfAbsent(reference, this::look);
    }

    @Override
    public boolean refresh() {
        boolean changed = false;
        for (SecretRef reference : List.copyOf(answers.keySet())) {
            Answer now = look(reference);
            changed |= !now.equals(answers.put(reference, now));
        }
        return changed;
    }

    private Answer look(SecretRef reference) {
        return switch (reference) {
            case SecretRef.Environment(String variable) -> variable(variable);
            case SecretRef.File(Path path) -> file(path);
        };
    }

    private Answer variable(String name) {
        String value = environment.get(name);
        return value == null
                ? new Missing("the environment has no variable " + name)
                : checked(value, "the variable " + name);
    }

    private static Answer file(Path path) {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                return new Missing("the file %s is larger than %d bytes".formatted(path, LARGEST_BYTES));
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return checked(text, "the file " + path);
        } catch (NoSuchFileException _) {
            return new Missing("there is no file " + path);
        } catch (CharacterCodingException _) {
            return new Missing("the file %s is not text in UTF-8".formatted(path));
        } catch (IOException e) {
            return new Missing("the file %s cannot be read (%s)"
                    .formatted(path, e.getClass().getSimpleName()));
        }
    }

    private static Answer checked(String value, String where) {
        return value.isBlank() ? new Missing(where + " is empty") : new Found(new Secret(withoutLineBreak(value)));
    }

    private static String withoutLineBreak(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
