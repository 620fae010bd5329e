package dev.llmaas.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ErrorBody;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.i18n.Messages;
import dev.llmaas.console.terminal.Typing.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitCodesTest {
    private static final Set<Integer> SYSEXITS =
            IntStream.rangeClosed(64, 78).boxed().collect(Collectors.toSet());

    @TempDir
    Path home;

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorHasItsFiveUses(ErrorCode code) throws IOException {
        assertThat(code.status()).isBetween(400, 599);
        assertThat(ErrorCode.ofWire(code.wire())).isEqualTo(code);
        assertThat(SYSEXITS).contains(ExitCodes.of(code));
        for (Language language : Language.values()) {
            assertThat(Messages.of(language).has("error." + code.wire())).isTrue();
        }
        try (MockWebServer platform = new MockWebServer()) {
            platform.start();
            for (int attempt = 0; attempt < 3; attempt++) {
                platform.enqueue(refusal(code));
            }

            Ended ended = Typing.in(home).type("login", "--url", "http://localhost:" + platform.getPort());

            assertThat(ended.exitCode()).isEqualTo(ExitCodes.of(code));
            assertThat(ended.err())
                    .contains(Messages.of(Language.ENGLISH).errorTitle(code))
                    .contains("The reason.")
                    .contains("req_7");
        }
    }

    @Test
    void everyFailedSignInHasItsTextAndItsCode() {
        for (Language language : Language.values()) {
            Messages messages = Messages.of(language);
            assertThat(Arrays.stream(Reason.values()))
                    .allMatch(reason ->
                            !messages.word("terminal.sign_in.", reason).startsWith("terminal."))
                    .allMatch(reason -> SYSEXITS.contains(ExitCodes.of(reason)));
        }
    }

    @Test
    void everyFailureOfTheStoreHasItsTextAndItsCode() {
        for (Language language : Language.values()) {
            Messages messages = Messages.of(language);
            assertThat(Arrays.stream(StoreEvent.Reason.values()))
                    .allMatch(
                            reason -> !messages.word("terminal.store.", reason).startsWith("terminal."))
                    .allMatch(reason -> SYSEXITS.contains(ExitCodes.of(reason)));
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyCommandExplainsItselfInEveryLanguage(Language language) {
        Typing typing = Typing.in(home).in(language);
        String[] commands = {
            "login",
            "logout",
            "whoami",
            "keys",
            "keys create",
            "keys list",
            "keys revoke",
            "models",
            "usage",
            "chat",
            "watch",
            "doctor",
            "completion"
        };

        Ended all = typing.type("--help");
        assertThat(all.exitCode()).isZero();
        assertThat(all.out()).contains(" 64 ").doesNotContainPattern("terminal\\.[a-z]");
        for (String command : commands) {
            Ended help = typing.type((command + " --help").split(" "));
            assertThat(help.exitCode()).isZero();
            assertThat(help.out())
                    .contains("llmaas " + command)
                    .contains(Messages.of(language).text("terminal.help.examples"))
                    .contains(Messages.of(language).text("terminal.help.help"))
                    .doesNotContainPattern("terminal\\.[a-z]");
        }
    }

    @Test
    void withoutAnyPlatformTheWayToOneIsSaid() {
        Ended ended = Typing.in(home).type("whoami");

        assertThat(ended.exitCode()).isEqualTo(ExitCodes.CONFIG);
        assertThat(ended.err()).contains("llmaas login --url");
    }

    private static MockResponse refusal(ErrorCode code) {
        return new MockResponse.Builder()
                .code(code.status())
                .addHeader("x-request-id", "req_7")
                .body(WireJson.mapper().writeValueAsString(ErrorBody.of(code, "The reason.", null)))
                .build();
    }
}
