package dev.weir.simulator.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-*, gpt-5.5, true",
        "gpt-*, gpt-, true",
        "gpt-*, a-gpt-5, false",
        "o?-*, o3-mini, true",
        "o?-*, o3, false",
        "*, anything at all, true",
        "*-x-*b, a-x-a-x-bab, true",
        "*-x-*b, a-x-a-x-ba, false",
        "a.c, abc, false",
        "mock-model, mock-model, true",
        "mock-model, mock-model-2, false"
    })
    void matchesWholeNames(String pattern, String name, boolean matches) {
        assertThat(new Glob(pattern).matches(name)).isEqualTo(matches);
    }
}
