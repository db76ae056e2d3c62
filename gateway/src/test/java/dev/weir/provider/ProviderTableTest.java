package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProviderTableTest {

    @Test
    void theDocumentIsWhatTheCatalogueSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/providers.md")))
                .as("./weir providers > docs/providers.md writes it anew")
                .isEqualTo(ProviderTable.markdown(ProviderCatalog.builtIn()));
    }
}
