package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {
    @ParameterizedTest
    @CsvSource({
        "llm.example.org, https://llm.example.org",
        "localhost:8443, https://localhost:8443",
        "' https://LLM.Example.org/v1/ ', https://llm.example.org",
        "http://127.0.0.1:9000, http://127.0.0.1:9000",
        "https://[::1]:8443/admin, https://[::1]:8443",
    })
    void anAddressIsReducedToWhereThePlatformAnswers(String typed, String expected) {
        assertThat(Profile.address(typed)).isEqualTo(URI.create(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "   ", "https://", "not an address", "https://user:secret@llm.example.org", "mailto:a@b.c"})
    void whatIsNoAddressIsRefused(String typed) {
        assertThatThrownBy(() -> Profile.address(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected something like https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://llm.example.org", "ftp://localhost"})
    void anAddressThatOthersCanReadAlongIsRefused(String typed) {
        assertThatThrownBy(() -> Profile.address(typed)).hasMessageContaining("must begin with https://");
    }

    @Test
    void aPinnedCertificateThatIsNoneIsRefused() {
        Profile profile = Profile.of("here", URI.create("https://localhost"));

        assertThatThrownBy(() -> profile.withAuthority("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
                .hasMessageContaining("not a PEM certificate");
    }

    @Test
    void clientsOfTheOpenAiApiGetTheirOwnAddress() {
        assertThat(Profile.of("here", URI.create("https://localhost:8443")).openAiUrl())
                .isEqualTo(URI.create("https://localhost:8443/v1"));
    }
}
