package dev.llmaas.console.desktop.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Money;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.LimitStatus;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.Role;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.Ticks;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.widget.CodeBlock.Code;
import dev.llmaas.console.session.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysViewModelTest {
    private final FakePlatform platform = new FakePlatform()
            .answer("GET /admin/v1/keys", new Page<>(Samples.keys(), null))
            .answer("GET /admin/v1/models", new Page<>(Samples.catalog(), null));
    private final Ticks ticks = new Ticks();

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void theKeysOfThePlatformAreListed() {
        assertThat(shown(ready(Role.OWNER))).containsExactlyElementsOf(Samples.keys());
    }

    @Test
    void keysOfThePlaygroundAreNotManagedByHand() {
        ApiKey key = Samples.keys().getFirst();
        ApiKey hidden = new ApiKey(
                Samples.keyId(9),
                key.projectId(),
                "playground",
                "playground",
                key.hint(),
                key.ownerId(),
                key.ownerEmail(),
                List.of(),
                key.limits(),
                List.of(),
                key.status(),
                key.createdAtMs(),
                null,
                null,
                null);
        platform.answer("GET /admin/v1/keys", new Page<>(List.of(key, hidden), null));

        assertThat(shown(ready(Role.OWNER))).containsExactly(key);
    }

    @Test
    void aRevokedKeyIsReadAgainAndStaysOpen() {
        KeysViewModel keys = ready(Role.OWNER);
        ApiKey key = Samples.keys().getFirst();
        keys.selectedProperty().set(key);
        ApiKey revoked = Samples.keys().get(6);
        platform.answer("DELETE /admin/v1/keys/" + key.id(), revoked);
        AtomicInteger done = new AtomicInteger();

        keys.revoke(key, done::incrementAndGet, _ -> {});

        await().untilAtomic(done, org.hamcrest.Matchers.is(1));
        assertThat(keys.selectedProperty().get()).isEqualTo(key);
    }

    @Test
    void aRefusedRevocationIsTold() {
        KeysViewModel keys = ready(Role.OWNER);
        ApiKey key = Samples.keys().getFirst();
        platform.refuse("DELETE /admin/v1/keys/" + key.id(), ErrorCode.PERMISSION_DENIED);
        AtomicReference<Failure> told = new AtomicReference<>();

        keys.revoke(key, () -> {}, told::set);

        await().until(() -> told.get() != null);
        assertThat(told.get()).isInstanceOf(Failure.Refused.class);
    }

    @Test
    void aKeyThatSomebodyElseCreatedAppears() {
        platform.answer("GET /admin/v1/keys", new Page<>(Samples.keys().subList(1, 3), null));
        KeysViewModel keys = ready(Role.OWNER);
        platform.answer("GET /admin/v1/keys", new Page<>(Samples.keys().subList(0, 3), null));

        ticks.give(Ticks.keysChanged(Samples.NOW));

        await().until(() -> shown(keys).size() == 3);
    }

    @Test
    void aDeveloperRevokesOnlyOwnKeysAndAnAuditorNone() {
        ApiKey own = Samples.keys().getFirst();

        assertThat(ready(Role.DEVELOPER).mayRevoke(own)).isTrue();
        assertThat(ready(Role.AUDITOR).mayRevoke(own)).isFalse();
        assertThat(ready(Role.AUDITOR).mayCreate()).isFalse();
        assertThat(ready(Role.OWNER).mayRevoke(Samples.keys().get(6))).isFalse();
    }

    @Test
    void theVariablesNameTheAddressAndModelsThatTheKeyMayCall() {
        CodeSamples samples = ready(Role.OWNER).samples(Samples.keys().get(1));

        assertThat(samples.environment(null).lines())
                .containsExactly(
                        "export LLMAAS_BASE_URL='%s/v1'".formatted(platform.url()),
                        "export LLMAAS_API_KEY='sk-llmaas-…'",
                        "export LLMAAS_CHAT_MODEL='%s'".formatted(Samples.MODELS.getFirst()));
        assertThat(samples.curl("sk-1")).contains(platform.url() + "/v1/chat/completions", "Bearer sk-1");
    }

    @Test
    void theProgramsAreTheFilesThatTheTestsRun() throws IOException {
        List<Code> programs =
                ready(Role.OWNER).samples(Samples.keys().getFirst()).programs();

        assertThat(programs).extracting(Code::language).containsExactly("curl", "Python", "Node.js", "Java");
        assertThat(programs.get(1).text())
                .isEqualToIgnoringNewLines(Files.readString(Path.of("../assets/samples/python/chat.py")));
        assertThat(programs.get(1).note()).isEqualTo("pip install openai\npython3 chat.py");
    }

    private static List<ApiKey> shown(KeysViewModel keys) {
        return keys.keysProperty().get() instanceof Load.Ready<List<ApiKey>>(var list) ? list : List.of();
    }

    private KeysViewModel ready(Role role) {
        KeysViewModel keys = new KeysViewModel(
                platform.admin(), ticks, new Background(Runnable::run), Samples.me(role), Endpoint.of(platform.url()));
        keys.reload();
        await().until(() -> keys.keysProperty().get() instanceof Load.Ready);
        return keys;
    }

    @Test
    void callsMoveTheLimitsOfTheirKeyWithoutAnotherReading() {
        KeysViewModel keys = ready(Role.OWNER);
        ApiKey key = Samples.keys().getFirst();
        LimitStatus before = keys.usage(key).getFirst();
        UsageTotals calls = new UsageTotals(3, 0, 900, 0, 250, 0, 0, 0, new Money(7_000));

        ticks.give(Ticks.calls(Samples.NOW, calls, key.id(), List.of()));

        assertThat(keys.usage(key).getFirst().posted()).isEqualTo(before.posted() + 250);
        assertThat(keys.usage(key).getLast().posted())
                .isEqualTo(key.usage().getLast().posted() + 7_000);
        assertThat(keys.usageChangedProperty().get()).isEqualTo(Samples.NOW.toEpochMilli());

        ticks.give(Ticks.calls(Samples.NOW.plusMillis(200), calls, key.id(), List.of()));
        assertThat(keys.usageChangedProperty().get()).isEqualTo(Samples.NOW.toEpochMilli());
        ticks.give(Ticks.quiet(Samples.NOW.plusMillis(1_000)));
        assertThat(keys.usageChangedProperty().get())
                .isEqualTo(Samples.NOW.plusMillis(1_000).toEpochMilli());
    }
}
