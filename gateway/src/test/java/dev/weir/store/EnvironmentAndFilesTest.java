package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.SecretRef;
import dev.weir.store.SecretStore.Answer;
import dev.weir.store.SecretStore.Answer.Found;
import dev.weir.store.SecretStore.Answer.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentAndFilesTest implements SecretStoreContract {

    @TempDir
    Path folder;

    @Override
    public SecretStore secrets() {
        return new EnvironmentAndFiles(Map.of("KEY", "from the environment", "EMPTY", ""));
    }

    @Override
    public void put(String value) throws IOException {
        Files.writeString(file(), value);
    }

    @Override
    public void remove() throws IOException {
        Files.deleteIfExists(file());
    }

    @Override
    public SecretRef reference() {
        return new SecretRef.File(file());
    }

    @Test
    void readsTheEnvironment() {
        assertThat(secrets().read(new SecretRef.Environment("KEY")))
                .isEqualTo(new Found(new Secret("from the environment")));
        assertThat(secrets().read(new SecretRef.Environment("EMPTY")))
                .isEqualTo(new Missing("the variable EMPTY is empty"));
        assertThat(secrets().read(new SecretRef.Environment("OTHER")))
                .isEqualTo(new Missing("the environment has no variable OTHER"));
    }

    @Test
    void takesOneLineBreakFromTheEndOfAFile() throws IOException {
        assertThat(written("key\n")).isEqualTo(new Found(new Secret("key")));
        assertThat(written("key\r\n")).isEqualTo(new Found(new Secret("key")));
        assertThat(written("two\nlines\n\n")).isEqualTo(new Found(new Secret("two\nlines\n")));
    }

    @Test
    void refusesWhatCannotBeASecret() throws IOException {
        assertThat(written("x".repeat(64 * 1024 + 1)))
                .isEqualTo(new Missing("the file %s is larger than 65536 bytes".formatted(file())));

        Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThat(secrets().read(reference()))
                .isEqualTo(new Missing("the file %s is not text in UTF-8".formatted(file())));
        assertThat(secrets().read(new SecretRef.File(folder)))
                .isInstanceOfSatisfying(
                        Missing.class,
                        missing ->
                                assertThat(missing.why()).startsWith("the file %s cannot be read".formatted(folder)));
    }

    @Test
    void seesThatALinkLeadsElsewhere() throws IOException {
        Path first =
                Files.writeString(Files.createDirectory(folder.resolve("1")).resolve("secret"), "first");
        Path second =
                Files.writeString(Files.createDirectory(folder.resolve("2")).resolve("secret"), "other");
        Files.setLastModifiedTime(second, Files.getLastModifiedTime(first));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getParent());
        Files.createSymbolicLink(file(), data.resolve("secret"));
        SecretStore secrets = secrets();
        secrets.read(reference());

        Path next = Files.createSymbolicLink(folder.resolve("..next"), second.getParent());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(secrets.refresh()).isTrue();
        assertThat(secrets.read(reference())).isEqualTo(new Found(new Secret("other")));
    }

    private Answer written(String content) throws IOException {
        put(content);
        return secrets().read(reference());
    }

    private Path file() {
        return folder.resolve("secret");
    }
}
