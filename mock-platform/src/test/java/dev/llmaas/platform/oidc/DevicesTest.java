package dev.llmaas.platform.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.Role;
import dev.llmaas.platform.Limits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Devices that wait for their owner (RFC 8628). */
class DevicesTest extends ProviderScene {
    @Test
    void aDeviceThatAsksTooOftenMustSlowDown() {
        String deviceCode = invite().path("device_code").asString();

        assertThat(poll(deviceCode)).isEqualTo("authorization_pending");
        running.clock.advance(Duration.ofSeconds(4));
        assertThat(poll(deviceCode)).isEqualTo("slow_down");
        running.clock.advance(Duration.ofSeconds(9));
        assertThat(poll(deviceCode)).as("ten seconds from now on").isEqualTo("slow_down");
        running.clock.advance(Duration.ofSeconds(15));
        assertThat(poll(deviceCode)).isEqualTo("authorization_pending");
    }

    @Test
    void aDeviceThatItsOwnerRefusesGetsNothing() {
        JsonNode invitation = invite();
        HttpResponse<String> decision = decide(invitation, "deny");

        assertThat(decision.body()).contains("The device was refused");
        assertThat(poll(invitation.path("device_code").asString())).isEqualTo("access_denied");
        running.clock.advance(Duration.ofMinutes(1));
        assertThat(poll(invitation.path("device_code").asString())).isEqualTo("invalid_grant");
    }

    @Test
    void aDeviceWaitsForTenMinutesOnly() {
        JsonNode invitation = invite();
        running.clock.advance(Limits.OIDC_DEVICE_LIFE);

        assertThat(poll(invitation.path("device_code").asString())).isEqualTo("expired_token");
        assertThat(enter(invitation.path("user_code").asString()).body()).contains("No device waits with this code");
    }

    @Test
    void aCodeMayBeTypedAsPeopleTypeAndIsGoodForOneDecision() {
        JsonNode invitation = invite();
        String userCode = invitation.path("user_code").asString();
        String typed = " " + userCode.toLowerCase(Locale.ROOT).replace("-", " ") + " ";
        HttpResponse<String> decision = steps.through(enter(typed), running.account(Role.OWNER));

        assertThat(browser.submit(decision, Map.of("decision", "allow")).body()).contains("The device is connected");

        assertThat(browser.submit(decision, Map.of("decision", "deny")).statusCode())
                .isEqualTo(400);
        assertThat(enter(userCode).statusCode()).isEqualTo(403);
        assertThat(poll(invitation.path("device_code").asString())).isEqualTo("ok");
    }

    @Test
    void nobodyIsLetInByASignInThatWasForSomethingElse() {
        HttpResponse<String> second = steps.password(steps.authorize(Map.of()), running.account(Role.OWNER));
        String transaction = PretendBrowser.hidden(second).get("transaction");

        HttpResponse<String> answer = browser.post(
                steps.address("/device/decision"), Map.of("transaction", transaction, "decision", "allow"));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void guessesOfCodesAreSlowedDown() {
        for (int i = 0; i < Limits.OIDC_SHARED_GUESSES_FREE; i++) {
            assertThat(enter("BBBB-BBBB").statusCode()).isEqualTo(403);
        }

        assertThat(enter(invite().path("user_code").asString()).statusCode()).isEqualTo(429);

        running.clock.advance(Limits.OIDC_GUESS_PAUSE);
        assertThat(enter(invite().path("user_code").asString()).statusCode()).isEqualTo(200);
    }

    private JsonNode invite() {
        HttpResponse<String> answer = browser.post(
                steps.address("/device-authorization"), Map.of("client_id", "llmaas-console", "scope", "openid"));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode invitation = SignedIn.json(answer);
        assertThat(invitation.path("user_code").asString()).matches("[B-Z]{4}-[B-Z]{4}");
        assertThat(invitation.path("expires_in").asInt()).isEqualTo(600);
        assertThat(invitation.path("interval").asInt()).isEqualTo(5);
        return invitation;
    }

    private HttpResponse<String> enter(String userCode) {
        return browser.post(steps.address("/device"), Map.of("user_code", userCode));
    }

    private HttpResponse<String> decide(JsonNode invitation, String decision) {
        HttpResponse<String> page =
                steps.through(enter(invitation.path("user_code").asString()), running.account(Role.OWNER));
        return browser.submit(page, Map.of("decision", decision));
    }

    private String poll(String deviceCode) {
        return SignedIn.json(steps.token(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", deviceCode)))
                .path("error")
                .asString("ok");
    }
}
