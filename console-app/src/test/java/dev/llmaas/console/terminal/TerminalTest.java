package dev.llmaas.console.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.llmaas.api.WireJson;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.terminal.Typing.Ended;
import dev.llmaas.platform.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every command against the real platform with its bundled provider and a scripted model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerminalTest {
    private Path directory;
    private DemoAtHome demo;
    private Platform platform;
    private Typing typing;

    @BeforeAll
    void signIn(@TempDir Path temporary) throws IOException {
        directory = temporary;
        demo = DemoAtHome.start(temporary.resolve("platform"));
        platform = demo.platform();
        typing = Typing.in(temporary.resolve("owner")).withBrowser(demo.browser(Role.OWNER));

        Ended login =
                typing.asPerson("y\n").type("login", "--url", platform.url().toString());

        assertThat(login.err()).contains("SHA-256 ").contains("no public authority");
        assertThat(login.exitCode()).as(login.err()).isZero();
        assertThat(login.out()).startsWith("Signed in as ");
        assertThat(login.err()).contains("The session ends with this program.");
    }

    @AfterAll
    void stop() {
        demo.close();
    }

    @Test
    void anUnknownServerIsNotTrustedByAScript() {
        Typing script = Typing.in(directory.resolve("script"));

        Ended refused = script.type("login", "--url", platform.url().toString());

        assertThat(refused.exitCode()).isEqualTo(ExitCodes.PROTOCOL);
        assertThat(refused.err()).containsPattern("--trust-fingerprint ([0-9A-F]{2}:){31}");
    }

    @Test
    void anUnknownServerIsTrustedByItsFingerprint() {
        Typing script = Typing.in(directory.resolve("fingerprint")).withBrowser(demo.browser(Role.DEVELOPER));
        String url = platform.url().toString();
        String shown = script.type("login", "--url", url).err();
        String fingerprint = shown.lines()
                .filter(line -> line.startsWith("SHA-256 "))
                .findFirst()
                .orElseThrow()
                .substring("SHA-256 ".length());

        assertThat(script.type("login", "--url", url, "--trust-fingerprint", "00:11")
                        .exitCode())
                .isEqualTo(ExitCodes.PROTOCOL);
        assertThat(script.type("login", "--url", url, "--trust-fingerprint", fingerprint.toLowerCase())
                        .exitCode())
                .isZero();
        assertThat(json(script.type("whoami", "-o", "json")).at("/roles/0").asString())
                .isEqualTo("developer");
        assertThat(script.type("logout").exitCode()).isZero();
        assertThat(script.type("whoami").exitCode()).isEqualTo(ExitCodes.NO_PERMISSION);
    }

    @Test
    void whoamiSaysWhoAndWhatFor() {
        Ended table = typing.type("whoami");

        assertThat(table.exitCode()).isZero();
        assertThat(table.out())
                .startsWith("platform ")
                .contains(platform.url().toString())
                .contains("owner");
        assertThat(json(typing.type("whoami", "--output", "json"))
                        .at("/organization/name")
                        .asString())
                .isNotBlank();
    }

    @Test
    void theRunnersOfThePoolAreListedAndActedOn() {
        JsonNode listed = json(typing.type("pool", "-o", "json"));
        assertThat(listed.at("/data/0/id").asString()).isEqualTo("echo");
        assertThat(listed.at("/data/0/load/slots").asInt()).isPositive();
        assertThat(typing.type("pool", "-o", "csv").out())
                .startsWith("id,model,node,device,state,running,waiting,expected_wait_ms,");
        assertThat(typing.type("pool").out()).contains("TOKENS/S").contains("echo");

        assertThat(typing.asPerson("n\n").type("pool", "unload", "echo").exitCode())
                .isEqualTo(ExitCodes.INTERRUPTED);
        Ended unloaded = typing.asPerson("y\n").type("pool", "unload", "echo", "--now");
        assertThat(unloaded.exitCode()).as(unloaded.err()).isZero();
        await().until(() -> state().equals("stopped"));
        Ended refused = typing.type("pool", "restart", "echo");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("Load it instead");

        assertThat(typing.type("pool", "load", "echo").exitCode()).isZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> state().equals("ready"));
        assertThat(json(typing.type("pool", "restart", "echo", "-o", "json"))
                        .at("/id")
                        .asString())
                .isEqualTo("echo");
        await().atMost(Duration.ofSeconds(30)).until(() -> state().equals("ready"));
        Ended unknown = typing.type("pool", "load", "ghost");
        assertThat(unknown.exitCode()).isEqualTo(ExitCodes.NO_INPUT);
        assertThat(unknown.err()).contains("ghost");
    }

    @Test
    void thePoolIsWatchedAsEvents() {
        Ended watched = typing.type("pool", "--watch", "--for", "1", "-o", "json");

        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.out()).contains("\"type\":\"replicas_sampled\"");
        Ended drawn = typing.asPerson("").type("pool", "--watch", "--for", "1");
        assertThat(drawn.out()).contains("\u001b[H").contains("echo");
    }

    private String state() {
        return json(typing.type("pool", "-o", "json")).at("/data/0/state").asString();
    }

    @Test
    void aKeyLivesFromCreationToRevocation() {
        Ended created = typing.type("keys", "create", "robot", "--expires", "30d", "--limit-month", "12.50");
        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(created.out()).matches("sk-llmaas-[A-Za-z0-9_-]{43}\\R");
        assertThat(created.err()).contains("Keep its secret now");

        JsonNode listed = json(typing.type("keys", "list", "-o", "json"));
        JsonNode robot = listed.values().stream()
                .filter(key -> key.at("/name").asString().equals("robot"))
                .findFirst()
                .orElseThrow();
        assertThat(robot.at("/limits/spend_per_month").asLong()).isEqualTo(12_500_000_000L);
        assertThat(typing.type("keys", "list", "-o", "csv").out())
                .startsWith("id,name,hint,status,models,owner_email,created_at_ms,expires_at_ms,last_used_at_ms\r\n")
                .contains(",robot,");

        Ended kept = typing.asPerson("n\n").type("keys", "revoke", "robot");
        assertThat(kept.exitCode()).isEqualTo(ExitCodes.INTERRUPTED);
        Ended revoked = typing.asPerson("y\n").type("keys", "revoke", "robot");
        assertThat(revoked.exitCode()).isZero();
        assertThat(typing.type("keys", "revoke", "robot").exitCode()).isEqualTo(ExitCodes.NO_INPUT);
        assertThat(json(typing.type("keys", "revoke", robot.at("/id").asString(), "-o", "json"))
                        .at("/status")
                        .asString())
                .isEqualTo("revoked");
        assertThat(typing.type("keys", "list", "--all").out()).contains("robot").contains("revoked");
    }

    @Test
    void badInputIsRefusedBeforeAnythingIsSent() {
        assertThat(typing.type("keys", "create").exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(typing.type("keys", "create", "x", "--expires", "soon").exitCode())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(typing.type("keys", "create", "x", "--limit-month", "much").exitCode())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(typing.type("usage", "--from", "2026-02-30").exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(typing.type("usage", "--from", "2026-02-02", "--to", "2026-02-01")
                        .exitCode())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(typing.type("nonsense").exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(typing.type("whoami", "--profile", "nobody").exitCode()).isEqualTo(ExitCodes.CONFIG);
        assertThat(typing.type("whoami", "--url", "http://elsewhere.example").exitCode())
                .isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void whatThePlatformRefusesKeepsItsSentenceAndRequestId() {
        Ended refused = typing.type("keys", "create", "x".repeat(101), "-o", "json");

        assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(refused.out()).isEmpty();
        JsonNode error = WireJson.mapper().readTree(refused.err()).at("/error");
        assertThat(error.at("/code").asString()).isEqualTo("invalid_request");
        assertThat(error.at("/message").asString()).contains("100");
        assertThat(error.at("/request_id").asString()).isNotBlank();
        assertThat(typing.type("chat", "Hello", "--model", "no-such-model").exitCode())
                .isEqualTo(ExitCodes.NO_INPUT);
    }

    @Test
    void modelsAreListedWithPrices() {
        assertThat(typing.type("models").out()).contains("MODEL").contains("echo");
        assertThat(json(typing.type("models", "-o", "json")).at("/data/0/id").asString())
                .isEqualTo("echo");
    }

    @Test
    void aQuestionIsAnsweredAndItsFiguresAreToldBeside() {
        Ended answered = typing.type("chat", "What", "is", "this?");

        assertThat(answered.exitCode()).as(answered.err()).isZero();
        assertThat(answered.out()).isNotBlank();
        assertThat(answered.err())
                .contains("echo · ")
                .contains(" out")
                .contains("€")
                .contains("first token");
    }

    @Test
    void aQuestionComesFromAPipeToo() {
        Ended answered = typing.withInput("the input").type("chat", "Summarise:", "-", "-o", "json");

        JsonNode reply = json(answered);
        assertThat(reply.at("/model").asString()).isEqualTo("echo");
        assertThat(reply.at("/usage/completion_tokens").asLong()).isPositive();
        assertThat(reply.at("/spend").asLong()).isPositive();
        assertThat(reply.at("/request_id").asString()).isNotBlank();
        assertThat(typing.withInput("  ").type("chat").exitCode()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void aConversationGoesOnUntilItIsEnded() {
        Ended ended = typing.asPerson("Hello\n/model echo\n/new\n/what\nAgain\n/quit\n")
                .type("chat");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("Talking with echo")
                .contains("Model echo")
                .contains("A new conversation")
                .contains("Commands:");
        assertThat(ended.out().split(" out · ")).hasSize(3);
    }

    @Test
    void usageSumsUpWhatWasAsked() {
        typing.type("chat", "Hello");

        JsonNode report = json(typing.type("usage", "--by", "model", "-o", "json"));

        assertThat(report.at("/totals/requests").asLong()).isPositive();
        assertThat(report.at("/rows/0/group").asString()).isEqualTo("echo");
        assertThat(typing.type("usage", "--by", "day").out()).contains("DAY").contains("total");
        assertThat(typing.type("usage", "--by", "KEY", "-o", "csv").out()).startsWith("group,requests,errors,");
    }

    @Test
    void watchShowsACallWhenItSettles() throws Exception {
        CompletableFuture<Ended> watching = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> watching.complete(typing.type("watch", "--for", "4", "-o", "json")));
        for (int call = 0; call < 8 && !watching.isDone(); call++) {
            typing.type("chat", "Hello");
        }

        Ended watched = watching.get();

        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.out().lines().map(WireJson.mapper()::readTree))
                .anyMatch(entry -> entry.at("/event/type").asString().equals("request_settled"));
    }

    @Test
    void watchRedrawsItsFrameForAPerson() {
        Ended watched = typing.asPerson("").type("watch", "--for", "1");

        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.out()).contains("\u001b[H").contains("Running now:").contains("This month:");
    }

    @Test
    void theDoctorFindsAWellPlatformWell() {
        Ended well = typing.type("doctor");

        assertThat(well.out()).contains("TLSv1.3").contains("trusted by you").contains("All is well.");
        assertThat(well.exitCode()).isZero();
        JsonNode findings = json(typing.type("doctor", "-o", "json"));
        assertThat(findings.values().stream().map(one -> one.at("/check").asString()))
                .contains("address", "certificate", "tls", "platform", "session", "api", "clock");
    }

    @Test
    void theDoctorSaysWhatToDo() throws IOException {
        Ended nobody = typing.type("doctor", "--url", "https://localhost:1");
        assertThat(nobody.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(nobody.out()).contains("FAIL").contains("not reachable").contains("Follow the advice");

        HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plain.start();
        try {
            Ended other = typing.type(
                    "doctor", "--url", "http://localhost:" + plain.getAddress().getPort());
            assertThat(other.out()).contains("WARN").contains("Is this the address of a platform?");
        } finally {
            plain.stop(0);
        }
    }

    @Test
    void signInByDeviceShowsACode() throws Exception {
        Typing other = Typing.in(directory.resolve("device"));
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        Thread login = Thread.ofVirtual()
                .start(() -> ended.complete(other.asPerson("y\n")
                        .type("login", "--device", "--url", platform.url().toString())));

        login.join(3_000);
        login.interrupt();

        Ended given = ended.get();
        assertThat(given.exitCode()).as(given.err()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(given.err()).contains("type this code");
    }

    @Test
    void completionIsAScript() {
        assertThat(typing.type("completion").out()).contains("complete -F").contains("llmaas");
    }

    private static JsonNode json(Ended ended) {
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        return WireJson.mapper().readTree(ended.out());
    }
}
