package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.SecretRef;
import dev.weir.store.SecretStore.Answer.Found;
import dev.weir.store.SecretStore.Answer.Missing;
import org.junit.jupiter.api.Test;

/// What every [SecretStore] must do, wherever it finds its secrets.
interface SecretStoreContract {

    SecretStore secrets();

    /// Makes the store's source hold a secret, or another one.
    void put(String value) throws Exception;

    /// Makes the store's source hold nothing.
    void remove() throws Exception;

    /// What [#put] writes to.
    SecretRef reference();

    @Test
    default void findsWhatIsThere() throws Exception {
        put("open sesame");

        assertThat(secrets().read(reference())).isEqualTo(new Found(new Secret("open sesame")));
    }

    @Test
    default void saysWhatIsNotThere() throws Exception {
        remove();

        assertThat(secrets().read(reference()))
                .isInstanceOfSatisfying(
                        Missing.class, missing -> assertThat(missing.why()).isNotBlank());
    }

    @Test
    default void findsAnEmptySecretToBeNone() throws Exception {
        put(" ");

        assertThat(secrets().read(reference())).isInstanceOf(Missing.class);
    }

    @Test
    default void changesItsAnswersWhenItIsToldToLookAndThenOnly() throws Exception {
        put("old");
        SecretStore secrets = secrets();
        secrets.read(reference());

        put("new");

        assertThat(secrets.read(reference())).isEqualTo(new Found(new Secret("old")));
        assertThat(secrets.refresh()).isTrue();
        assertThat(secrets.read(reference())).isEqualTo(new Found(new Secret("new")));
        assertThat(secrets.refresh()).isFalse();
    }

    @Test
    default void noticesThatASecretIsGoneAndBack() throws Exception {
        put("here");
        SecretStore secrets = secrets();
        secrets.read(reference());

        remove();

        assertThat(secrets.refresh()).isTrue();
        assertThat(secrets.read(reference())).isInstanceOf(Missing.class);

        put("here");

        assertThat(secrets.refresh()).isTrue();
        assertThat(secrets.read(reference())).isEqualTo(new Found(new Secret("here")));
    }

    @Test
    default void printsNoSecret() throws Exception {
        put("open sesame");

        assertThat(secrets().read(reference()).toString()).contains("***").doesNotContain("sesame");
    }
}
