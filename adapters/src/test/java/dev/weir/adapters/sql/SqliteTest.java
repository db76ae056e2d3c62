package dev.weir.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.store.Change;
import dev.weir.store.DocumentStore;
import dev.weir.store.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTest implements DocumentStoreContract {

    @TempDir
    private Path folder;

    private final List<Sqlite> opened = new ArrayList<>();

    @Override
    public DocumentStore store() {
        var sqlite = new Sqlite(folder.resolve("data"));
        opened.add(sqlite);
        return new SqlDocumentStore(sqlite);
    }

    @AfterEach
    void close() {
        opened.forEach(Sqlite::close);
        opened.clear();
    }

    @Test
    void findsEverythingAgainAndShowsItToNobodyElse() throws Exception {
        Change change = DocumentStoreContract.writing(Write.create(RED, "1"));
        store().commit(change);
        close();

        assertThat(store().read(RED)).isPresent();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void sharesItsFileWithAnother() {
        DocumentStore one = store();
        try (var second = new Sqlite(folder.resolve("data"))) {
            var another = new SqlDocumentStore(second);
            one.commit(DocumentStoreContract.writing(Write.create(RED, "1")));
            another.commit(DocumentStoreContract.writing(Write.replace(RED, 1, "2")));

            assertThat(one.read(RED).orElseThrow().json()).isEqualTo("2");
            assertThat(one.sequence()).isEqualTo(2);
        }
    }
}
