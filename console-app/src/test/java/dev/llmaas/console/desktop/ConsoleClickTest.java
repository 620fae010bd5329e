package dev.llmaas.console.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.Role;
import dev.llmaas.console.demo.DemoBrowser;
import dev.llmaas.console.session.DemoUser;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.MemoryTokenStore;
import dev.llmaas.console.session.Profiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;

/** Clicks through the console as a newcomer does, against the real platform with its own model. */
class ConsoleClickTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final InstantSource clock = InstantSource.system();
    private final FxRobot robot = new FxRobot();

    @TempDir
    private Path files;

    @Test
    void aNewcomerSignsInCreatesAKeyAndTalksToAModel() throws InterruptedException {
        Stageful.start();
        try (LocalPlatform platform = LocalPlatform.start(launch(), clock)) {
            Stage stage = Stageful.onScreen(Stage::new);
            ConsoleApp console = Stageful.onScreen(() -> open(stage, platform));

            click("sign-in-");
            click("nav-keys");
            createKey();
            talk();
            click("nav-overview");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(robot.lookup(".label").queryAllAs(Label.class))
                            .extracting(Label::getText)
                            .contains("guide-chat", "Completed"));

            Stageful.onScreen(() -> {
                console.close();
                stage.hide();
                return true;
            });
        }
    }

    private ConsoleApp open(Stage stage, LocalPlatform platform) {
        ConsoleApp.Surroundings surroundings = new ConsoleApp.Surroundings(
                new Profiles(files.resolve("config")),
                new MemoryTokenStore(),
                clock,
                ZoneId.of("Europe/Paris"),
                null,
                platform,
                page -> Thread.ofVirtual().start(() -> signIn(platform, page)),
                _ -> {});
        ConsoleApp console = DesktopApp.open(stage, surroundings, new Appearance(surroundings.profiles(), "en"));
        stage.setMinWidth(0);
        stage.setX(0);
        stage.setY(0);
        stage.setWidth(1_000); // the screen of the headless platform is no wider, and a mouse stays on the screen
        stage.setHeight(900);
        stage.show();
        return console;
    }

    private void createKey() {
        click("create-key");
        type("new-key-name", "support-chatbot");
        type("new-key-hour", "150,000");
        click("new-key-create");
        TextField secret = (TextField) find("secret");
        assertThat(secret.getText()).startsWith("sk-llmaas-");
        click("secret-stored");
        click("secret-done");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(robot.lookup(".label").queryAllAs(Label.class))
                        .extracting(Label::getText)
                        .contains("support-chatbot"));
    }

    private void talk() {
        click("nav-playground");
        type("playground-draft", "How do I create an API key?");
        click("playground-send");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(((Label) find("answer")).getText()).isNotBlank());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(robot.lookup(".label").queryAllAs(Label.class))
                        .extracting(Label::getText)
                        .anyMatch(text -> text.contains("tokens in")));
    }

    private void click(String idPrefix) {
        Node node = find(idPrefix);
        robot.clickOn(node);
    }

    private void type(String id, String text) {
        click(id);
        robot.write(text, 0);
    }

    // Where a screen was just built, its nodes exist before they are laid out: wait until the node can be clicked.
    private Node find(String idPrefix) {
        await().atMost(PATIENCE)
                .until(() -> robot.lookup((Node node) -> matches(node, idPrefix))
                        .tryQuery()
                        .isPresent());
        Stageful.pulses(15);
        return robot.lookup((Node node) -> matches(node, idPrefix)).query();
    }

    private static boolean matches(Node node, String idPrefix) {
        return node.getId() != null
                && node.getId().startsWith(idPrefix)
                && node.isVisible()
                && node.getLayoutBounds().getWidth() > 0;
    }

    private void signIn(LocalPlatform platform, URI page) {
        DemoUser owner = platform.users().stream()
                .filter(user -> user.role() == Role.OWNER)
                .findFirst()
                .orElseThrow();
        try {
            new DemoBrowser(platform.profile(), owner, clock).signIn(page);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private LocalPlatform.Launch launch() {
        return new LocalPlatform.Launch(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                List.of("-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"),
                System.getProperty("java.class.path"),
                files.resolve("platform"),
                0);
    }
}
