package dev.llmaas.client.auth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationResponse;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import dev.llmaas.client.Tokens;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.client.internal.Limits;
import dev.llmaas.client.internal.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Signs a person in who has a browser on another device (RFC 8628): a terminal without display shows a code, the person
 * types it elsewhere, and this machine keeps asking. Thread-safe.
 *
 * <pre>{@code
 * Tokens tokens = new DeviceLogin(provider).signIn(prompt ->
 *         System.out.printf("Open %s and type %s%n", prompt.verificationUri(), prompt.userCode()));
 * }</pre>
 */
public final class DeviceLogin {
    /** A provider that asks to slow down is asked this much later from then on (RFC 8628, section 3.5). */
    private static final Duration SLOW_DOWN = Duration.ofSeconds(5);

    private final OpenIdProvider provider;
    private final Sleeper sleeper;

    /** Signs in at {@code provider}. */
    public DeviceLogin(OpenIdProvider provider) {
        this(provider, Sleeper.REAL);
    }

    DeviceLogin(OpenIdProvider provider, Sleeper sleeper) {
        this.provider = provider;
        this.sleeper = sleeper;
    }

    /**
     * Shows the code and waits for the person. Interrupting the thread gives up.
     *
     * @param show tells the person where to go and what to type
     * @throws SignInException if nobody could be signed in; its sentence says why and what to do
     * @throws InterruptedException if the caller gave up
     */
    public Tokens signIn(Consumer<DevicePrompt> show) throws InterruptedException {
        DeviceAuthorizationSuccessResponse start = start();
        Instant end = provider.clock().instant().plusSeconds(start.getLifetime());
        URI complete = start.getVerificationURIComplete();
        show.accept(new DevicePrompt(
                start.getUserCode().getValue(),
                start.getVerificationURI(),
                complete == null ? start.getVerificationURI() : complete,
                end));
        Duration pause = start.getInterval() > 0 ? Duration.ofSeconds(start.getInterval()) : Limits.DEVICE_INTERVAL;
        while (provider.clock().instant().isBefore(end)) {
            sleeper.sleep(pause);
            switch (poll(start)) {
                case Poll.Done(TokenResponse answer) -> {
                    return provider.accept(answer, null, null);
                }
                case Poll.Later(boolean slower) -> pause = slower ? pause.plus(SLOW_DOWN) : pause;
            }
        }
        throw tooLate();
    }

    private sealed interface Poll {
        record Done(TokenResponse answer) implements Poll {}

        record Later(boolean slower) implements Poll {}
    }

    private Poll poll(DeviceAuthorizationSuccessResponse start) {
        TokenResponse answer;
        try {
            answer = provider.ask(new DeviceCodeGrant(start.getDeviceCode()));
        } catch (SignInException passing) {
            if (passing.reason() != Reason.PROVIDER_UNREACHABLE) {
                throw passing;
            }
            return new Poll.Later(true);
        }
        if (answer.indicatesSuccess()) {
            return new Poll.Done(answer);
        }
        return switch (String.valueOf(answer.toErrorResponse().getErrorObject().getCode())) {
            case "authorization_pending" -> new Poll.Later(false);
            case "slow_down" -> new Poll.Later(true);
            case "expired_token" -> throw tooLate();
            case "access_denied" -> throw provider.denied();
            default ->
                throw new SignInException(
                        Reason.PROVIDER_MISCONFIGURED,
                        "%s refused the sign-in with this code. Try again.".formatted(provider.displayName()));
        };
    }

    private DeviceAuthorizationSuccessResponse start() {
        URI endpoint = provider.metadata().getDeviceAuthorizationEndpointURI();
        if (endpoint == null) {
            throw new SignInException(
                    Reason.NO_DEVICE_LOGIN,
                    "%s has no sign-in for other devices. Sign in with the browser of this machine."
                            .formatted(provider.displayName()));
        }
        try {
            DeviceAuthorizationResponse answer =
                    DeviceAuthorizationResponse.parse(new DeviceAuthorizationRequest.Builder(provider.clientId())
                            .scope(provider.scope())
                            .endpointURI(endpoint)
                            .build()
                            .toHTTPRequest()
                            .send(provider.http()));
            if (!answer.indicatesSuccess()) {
                throw new SignInException(
                        Reason.PROVIDER_MISCONFIGURED,
                        "%s does not let this client sign in other devices.".formatted(provider.displayName()));
            }
            return answer.toSuccessResponse();
        } catch (ParseException odd) {
            throw new SignInException(
                    Reason.PROVIDER_MISCONFIGURED,
                    "%s answers in a form that RFC 8628 does not know.".formatted(provider.displayName()),
                    odd);
        } catch (IOException unreachable) {
            throw provider.unreachable(unreachable);
        }
    }

    private static SignInException tooLate() {
        return new SignInException(Reason.TIMED_OUT, "Nobody typed the code in time. Try again.");
    }
}
