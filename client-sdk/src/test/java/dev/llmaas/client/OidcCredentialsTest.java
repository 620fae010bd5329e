package dev.llmaas.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OidcCredentialsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final AtomicInteger renewals = new AtomicInteger();

    @Test
    void aTokenIsRenewedShortlyBeforeItEnds() {
        assertThat(person(NOW.plusSeconds(31)).accessToken()).isEqualTo("first");
        assertThat(person(NOW.plusSeconds(29)).accessToken()).isEqualTo("renewed 1");
    }

    @Test
    void callsThatFindTheTokenEndedShareOneRenewal() throws Exception {
        OidcCredentials person = person(NOW);
        int callers = 50;
        CyclicBarrier together = new CyclicBarrier(callers);
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            calls.add(() -> {
                together.await();
                return person.accessToken();
            });
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> token : threads.invokeAll(calls)) {
                assertThat(token.get()).isEqualTo("renewed 1");
            }
        }

        assertThat(renewals).hasValue(1);
    }

    @Test
    void aRefusedTokenIsRenewedUnlessSomebodyElseDidAlready() {
        OidcCredentials person = person(NOW.plusSeconds(300));

        person.refused("first");
        person.refused("first");

        assertThat(renewals).hasValue(1);
        assertThat(person.accessToken()).isEqualTo("renewed 1");
    }

    @Test
    void nothingSecretIsPrinted() {
        OidcCredentials person = person(NOW);

        assertThat(person + " " + person.tokens()).doesNotContain("first").doesNotContain("refresh token");
    }

    private OidcCredentials person(Instant end) {
        return new OidcCredentials(
                new Tokens("first", end, "refresh token", "me"),
                old -> new Tokens("renewed " + renewals.incrementAndGet(), NOW.plusSeconds(300), "next", "me"),
                () -> NOW);
    }
}
