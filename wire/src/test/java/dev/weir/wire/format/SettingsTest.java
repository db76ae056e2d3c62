package dev.weir.wire.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.chat.At;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Loss.Grade;
import dev.weir.wire.chat.Losses;
import dev.weir.wire.chat.Setting;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private final Losses losses = new Losses();
    private final Settings settings = new Settings(losses);

    private List<Setting> read(String value) {
        var fields = new Fields(GoldenCell.JSON.readTree("{\"most\": %s}".formatted(value)), "", losses);
        settings.whole(fields, "most", Setting.MaxTokens::new);
        return settings.list().stream().map(At::value).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4096", "4096.0", "4.096e3"})
    void takesAWholeNumberHoweverItIsWritten(String value) {
        assertThat(read(value)).containsExactly(new Setting.MaxTokens(4_096));
        assertThat(losses.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e30", "\"4096\"", "true", "[]"})
    void refusesWhatIsNone(String value) {
        assertThat(read(value)).isEmpty();
        assertThat(losses.list()).containsExactly(new Loss("/most", Grade.INVALID, "a whole number is wanted"));
    }
}
