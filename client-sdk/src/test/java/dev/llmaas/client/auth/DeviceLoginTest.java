package dev.llmaas.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmaas.client.Tokens;
import dev.llmaas.client.auth.SignInException.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceLoginTest {
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.now();
    private PretendProvider provider;

    @BeforeEach
    void start() throws IOException {
        provider = new PretendProvider();
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void aPersonSignsInElsewhereWhileThisMachineAsks() throws Exception {
        List<DevicePrompt> prompts = new ArrayList<>();
        provider.deviceAnswers.addAll(List.of("authorization_pending", "slow_down", "authorization_pending"));

        Tokens tokens = login().signIn(prompts::add);

        assertThat(tokens.accessToken()).isEqualTo("access-1");
        assertThat(tokens.subject()).isEqualTo("person-1");
        assertThat(prompts).singleElement().satisfies(prompt -> {
            assertThat(prompt.userCode()).isEqualTo("WDJB-MJHT");
            assertThat(prompt.verificationUri()).isEqualTo(URI.create(provider.issuer() + "/go"));
            assertThat(prompt.verificationUriComplete()).hasQuery("code=WDJB-MJHT");
        });
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    @Test
    void whoeverSaysNoEndsIt() {
        provider.deviceAnswers.add("access_denied");

        assertThat(failure().reason()).isEqualTo(Reason.DENIED);
    }

    @Test
    void aCodeThatNobodyTypesEnds() {
        provider.deviceAnswers.add("expired_token");
        assertThat(failure().reason()).isEqualTo(Reason.TIMED_OUT);

        for (int i = 0; i < 100; i++) {
            provider.deviceAnswers.add("authorization_pending");
        }
        assertThat(failure().reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(pauses).hasSize(21);
    }

    @Test
    void aProviderWithoutDevicesSaysSo() {
        provider.metadata = document -> document.replace("device_authorization_endpoint", "other");

        assertThat(failure().reason()).isEqualTo(Reason.NO_DEVICE_LOGIN);
    }

    private SignInException failure() {
        return catchThrowableOfType(SignInException.class, () -> login().signIn(prompt -> {}));
    }

    private DeviceLogin login() {
        OpenIdProvider openId = OpenIdProvider.discover(provider.described(), provider.options(), () -> now);
        return new DeviceLogin(openId, time -> {
            pauses.add(time);
            now = now.plus(time);
        });
    }
}
