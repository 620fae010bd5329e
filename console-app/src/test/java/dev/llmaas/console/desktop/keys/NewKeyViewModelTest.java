package dev.llmaas.console.desktop.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Money;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.NewApiKey;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.keys.NewKeyViewModel.Field;
import dev.llmaas.console.desktop.keys.NewKeyViewModel.Problem;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewKeyViewModelTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private final FakePlatform platform = new FakePlatform()
            .answer("POST /admin/v1/keys", new IssuedApiKey(Samples.keys().getFirst(), "sk-llmaas-secret"));
    private final AtomicInteger created = new AtomicInteger();
    private final NewKeyViewModel form = new NewKeyViewModel(
            platform.admin(),
            new Background(Runnable::run),
            Samples.me().projects(),
            Samples.catalog(),
            created::incrementAndGet);

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void everyFieldReachesThePlatform() throws InterruptedException {
        form.nameProperty().set("  support-chatbot ");
        form.expiresProperty().set(LocalDate.of(2026, 12, 31));
        form.allModelsProperty().set(false);
        form.models().add(Samples.MODELS.getFirst());
        form.tokensPerHourProperty().set("150 000");
        form.tokensPerDayProperty().set("3,600,000");
        form.spendPerMonthProperty().set("1.250,50 €");

        form.create(TODAY, PARIS);

        await().untilAtomic(created, org.hamcrest.Matchers.is(1));
        NewApiKey sent = WireJson.mapper()
                .readValue(String.valueOf(platform.taken().getBody().utf8()), NewApiKey.class);
        assertThat(sent.name()).isEqualTo("support-chatbot");
        assertThat(sent.projectId())
                .isEqualTo(Samples.me().projects().getFirst().id());
        assertThat(sent.expiresAtMs())
                .isEqualTo(
                        LocalDate.of(2027, 1, 1).atStartOfDay(PARIS).toInstant().toEpochMilli());
        assertThat(sent.models()).containsExactly(Samples.MODELS.getFirst());
        assertThat(sent.limits().outputTokensPerHour()).isEqualTo(150_000);
        assertThat(sent.limits().outputTokensPerDay()).isEqualTo(3_600_000);
        assertThat(sent.limits().spendPerMonth()).isEqualTo(Money.ofEuros("1250.50"));
        assertThat(form.issuedProperty().get().secret()).isEqualTo("sk-llmaas-secret");
    }

    @Test
    void whatIsWrongIsSaidFieldByFieldAndNothingIsSent() {
        form.expiresProperty().set(TODAY.minusDays(1));
        form.allModelsProperty().set(false);
        form.tokensPerHourProperty().set("many");
        form.spendPerMonthProperty().set("-3");

        form.create(TODAY, PARIS);

        assertThat(form.problems())
                .containsEntry(Field.NAME, Problem.MISSING)
                .containsEntry(Field.EXPIRES, Problem.PAST)
                .containsEntry(Field.MODELS, Problem.MISSING)
                .containsEntry(Field.TOKENS_PER_HOUR, Problem.NOT_A_COUNT)
                .containsEntry(Field.SPEND_PER_MONTH, Problem.NOT_AN_AMOUNT)
                .hasSize(5);
        assertThat(form.runningProperty().get()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"250;250", "99.5;99.50", "99,50;99.50", "1,250;1250", "1.250,75;1250.75", "1 000 000;1000000"})
    void amountsAreUnderstoodAsPeopleWriteThem(String typed, String euros) {
        form.nameProperty().set("x");
        form.spendPerMonthProperty().set(typed);

        form.create(TODAY, PARIS);

        await().untilAtomic(created, org.hamcrest.Matchers.is(1));
        assertThat(sent().limits().spendPerMonth()).isEqualTo(Money.ofEuros(euros));
    }

    @Test
    void aRefusalKeepsTheFormForAnotherAttempt() {
        platform.refuse("POST /admin/v1/keys", ErrorCode.CONFLICT);
        form.nameProperty().set("support-chatbot");

        form.create(TODAY, PARIS);

        await().until(() -> form.failureProperty().get() != null);
        assertThat(form.runningProperty().get()).isFalse();
        assertThat(form.issuedProperty().get()).isNull();
        assertThat(form.nameProperty().get()).isEqualTo("support-chatbot");
    }

    private NewApiKey sent() {
        try {
            return WireJson.mapper()
                    .readValue(String.valueOf(platform.taken().getBody().utf8()), NewApiKey.class);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
