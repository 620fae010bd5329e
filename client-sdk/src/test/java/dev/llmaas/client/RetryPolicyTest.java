package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.internal.Answer;
import dev.llmaas.client.internal.Call;
import dev.llmaas.client.internal.RetryingTransport;
import dev.llmaas.client.internal.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private static final RetryPolicy POLICY = new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(1));

    @Test
    void whatWasNeverSentIsSentAgainWithGrowingPauses() {
        ApiException unsent = new UnreachableException(Problem.REFUSED, "no", false, "");

        assertThat(POLICY.pause(unsent, 1, false, 1)).contains(Duration.ofMillis(100));
        assertThat(POLICY.pause(unsent, 2, false, 1)).contains(Duration.ofMillis(200));
        assertThat(POLICY.pause(unsent, 4, false, 1)).contains(Duration.ofMillis(800));
        assertThat(POLICY.pause(unsent, 4, false, 0)).contains(Duration.ofMillis(400));
        assertThat(POLICY.pause(unsent, 5, false, 1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void whatMayHaveRunIsNeverSentAgain(Problem problem) {
        assertThat(POLICY.pause(new UnreachableException(problem, "no", true, ""), 1, false, 1))
                .isEmpty();
    }

    @Test
    void aHintOfThePlatformIsKeptIfItIsShort() {
        assertThat(POLICY.pause(limit(ErrorCode.RATE_LIMIT_EXCEEDED, Duration.ofSeconds(1)), 1, false, 1))
                .contains(Duration.ofSeconds(1));
        assertThat(POLICY.pause(limit(ErrorCode.RATE_LIMIT_EXCEEDED, Duration.ofSeconds(2)), 1, false, 1))
                .isEmpty();
        assertThat(POLICY.pause(limit(ErrorCode.RATE_LIMIT_EXCEEDED, null), 1, false, 1))
                .isEmpty();
        assertThat(POLICY.pause(limit(ErrorCode.INSUFFICIENT_QUOTA, Duration.ofSeconds(1)), 1, false, 1))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void ofTheOtherRefusalsOnlyThoseOfABusyPlatformAreAskedAgain(ErrorCode code) {
        ApiException refusal = new ApiException(code, "no", "", null, null);

        assertThat(POLICY.pause(refusal, 1, false, 1).isPresent())
                .isEqualTo(code == ErrorCode.NO_CAPACITY || code == ErrorCode.UNAVAILABLE);
    }

    @Test
    void theTransportPausesAndGivesUpWithTheLastFailure() {
        List<Duration> pauses = new ArrayList<>();
        AtomicInteger attempts = new AtomicInteger();
        Transport failing = call -> {
            throw new UnreachableException(Problem.REFUSED, "attempt " + attempts.incrementAndGet(), false, "");
        };
        RetryingTransport transport = new RetryingTransport(failing, POLICY, pauses::add, () -> 1);

        assertThatThrownBy(() -> transport.send(Call.get("/"))).hasMessage("attempt 5");
        assertThat(pauses).hasSize(4);
    }

    @Test
    void whoeverInterruptsThePauseEndsTheCall() {
        Transport failing = call -> {
            throw new UnreachableException(Problem.REFUSED, "no", false, "");
        };
        RetryingTransport transport = new RetryingTransport(
                failing,
                POLICY,
                time -> {
                    throw new InterruptedException();
                },
                () -> 1);

        assertThatThrownBy(() -> {
                    try (Answer answer = transport.send(Call.get("/"))) {
                        answer.requestId();
                    }
                })
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> new RetryPolicy(0, Duration.ofMillis(1), Duration.ofMillis(1)))
                .hasMessageContaining("between 1 and 20");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ApiException limit(ErrorCode code, Duration retryAfter) {
        return new RateLimitException(code, "no", "", retryAfter, null);
    }
}
