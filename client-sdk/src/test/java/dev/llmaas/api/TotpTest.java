package dev.llmaas.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    /** "12345678901234567890", the secret of the RFC's vectors. */
    private static final String RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /** RFC 6238, appendix B, the last six of eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void codesAreThoseOfTheRfc(long seconds, String code) {
        assertThat(new Totp(RFC_SECRET).at(Instant.ofEpochSecond(seconds))).isEqualTo(code);
    }

    @Test
    void aCodeIsGoodOneStepEarlyAndOneStepLateOnly() {
        Totp totp = new Totp(RFC_SECRET);
        Instant now = Instant.ofEpochSecond(2_000_000_000);
        long step = Totp.step(now);

        assertThat(totp.stepOf(totp.atStep(step - 1), now)).hasValue(step - 1);
        assertThat(totp.stepOf(totp.atStep(step), now)).hasValue(step);
        assertThat(totp.stepOf(totp.atStep(step + 1), now)).hasValue(step + 1);
        assertThat(totp.stepOf(totp.atStep(step - 2), now)).isEmpty();
        assertThat(totp.stepOf(totp.atStep(step + 2), now)).isEmpty();
        assertThat(totp.stepOf("", now)).isEmpty();
        assertThat(totp.stepOf("\u0662\u0667\u0669\u0660\u0663\u0667", now)).isEmpty();
    }

    @Test
    void aNewSecretHas160BitsAndSurvivesTheWayPeopleTypeIt() {
        String secret = Totp.newSecret(new SecureRandom());
        String typed = secret.toLowerCase(java.util.Locale.ROOT).replaceAll("(.{4})", "$1 ");

        assertThat(secret).matches("[A-Z2-7]{32}");
        assertThat(new Totp(typed).atStep(7)).isEqualTo(new Totp(secret).atStep(7));
    }

    @Test
    void theEnrolmentAddressCarriesTheSecretAndEscapesNames() {
        assertThat(new Totp(RFC_SECRET).enrolmentUri("Demo & Co", "a b@demo.example"))
                .isEqualTo("otpauth://totp/Demo%20%26%20Co:a%20b%40demo.example?secret=" + RFC_SECRET
                        + "&issuer=Demo%20%26%20Co&algorithm=SHA1&digits=6&period=30");
    }

    @Test
    void anythingButAFullBase32SecretIsRefused() {
        assertThatThrownBy(() -> new Totp("GEZDGNBV")).hasMessageContaining("at least 10 bytes, not 5");
        assertThatThrownBy(() -> new Totp("GEZDGNBVGY3TQOJ1")).hasMessageContaining("A to Z");
        assertThatThrownBy(() -> new Totp("A".repeat(129))).hasMessageContaining("at most 128");
        assertThat(new Totp(RFC_SECRET)).hasToString("Totp[***]");
    }
}
