package dev.llmaas.console.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Overview;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.console.desktop.signin.SignInScenes;
import dev.llmaas.console.desktop.theme.Theme;
import dev.llmaas.console.i18n.Language;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes a picture of every screen in each of its states, and fails if a text is cut off. Look at target/pictures. To see
 * less, sooner: {@code -Dpictures.only=light-en,dark-de -Dpictures.screens=pool,keys}.
 */
class ScreenPicturesTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    @TempDir
    private Path files;

    private final List<String> cut = new ArrayList<>();

    static Stream<Arguments> themesAndLanguages() {
        String only = System.getProperty("pictures.only", "");
        return Stream.of(Theme.LIGHT, Theme.DARK)
                .flatMap(theme -> Stream.of(Language.values()).map(language -> Arguments.of(theme, language)))
                .filter(pair -> only.isEmpty()
                        || only.contains(((Theme) pair.get()[0]).tag() + "-" + ((Language) pair.get()[1]).tag()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("themesAndLanguages")
    void noTextIsCutOffOnAnyScreen(Theme theme, Language language) {
        Studio studio = new Studio(PICTURES, theme, language);
        try (FakePlatform platform = new FakePlatform()) {
            if (wanted("signin")) {
                new SignInScenes(studio.ui(), files).each((name, view) -> {
                    studio.show(view);
                    cut.addAll(studio.take("signin-" + name));
                });
            }
            ready(studio, platform);
            loading(studio, platform);
            failed(studio, platform);
            empty(studio, platform);
        } finally {
            studio.close();
        }

        assertThat(cut).isEmpty();
    }

    private static void fill(FakePlatform platform) {
        platform.answer("GET /admin/v1/overview", Samples.overview())
                .answer("GET /admin/v1/keys", new Page<>(Samples.keys(), null))
                .answer("GET /admin/v1/models", new Page<>(Samples.wideCatalog(), null))
                .answer("GET /admin/v1/replicas", new Page<>(Samples.replicas(), null));
    }

    private void ready(Studio studio, FakePlatform platform) {
        fill(platform);
        Shell shell = new Shell(studio, platform);
        shell.awaitReady();
        shell.playMinutes(11);
        if (wanted("overview")) {
            overview(studio, shell);
        }
        if (wanted("keys")) {
            keys(studio, platform, shell);
        }
        if (wanted("playground")) {
            playground(studio, platform, shell);
        }
        if (wanted("pool")) {
            pool(studio, shell);
        }
        shell.close();
    }

    private static boolean wanted(String screen) {
        String only = System.getProperty("pictures.screens", "");
        return only.isEmpty() || List.of(only.split(",")).contains(screen);
    }

    private void overview(Studio studio, Shell shell) {
        shell.open(Screen.OVERVIEW);
        cut.addAll(studio.take("overview-ready"));
        shell.pointAtChart();
        cut.addAll(studio.take("overview-crosshair"));
        shell.scrollDown(".page-scroll");
        cut.addAll(studio.take("overview-bottom"));
        shell.troubleWith(2);
        cut.addAll(studio.take("overview-incident"));
        shell.palette();
        cut.addAll(studio.take("palette"));
        studio.closeDialogs();
        shell.collapse(true);
        cut.addAll(studio.take("overview-collapsed"));
        shell.collapse(false);
        shell.healed(2);
    }

    private void pool(Studio studio, Shell shell) {
        shell.open(Screen.POOL);
        cut.addAll(studio.take("pool-ready"));
        shell.selectRunner("r1");
        cut.addAll(studio.take("pool-panel"));
        shell.click("#runner-unload");
        cut.addAll(studio.take("pool-unload"));
        studio.closeDialogs();
        shell.mixRunners();
        cut.addAll(studio.take("pool-troubled-panel"));
        shell.selectRunner("r4");
        cut.addAll(studio.take("pool-failed-panel"));
        shell.selectRunner(null);
        cut.addAll(studio.take("pool-troubled"));
        shell.filterRunners("gpu-02");
        cut.addAll(studio.take("pool-filtered"));
        shell.filterRunners("");
    }

    private void keys(Studio studio, FakePlatform platform, Shell shell) {
        shell.open(Screen.KEYS);
        cut.addAll(studio.take("keys-ready"));
        shell.selectKey(1);
        cut.addAll(studio.take("keys-panel"));
        shell.scrollDown("#key-panel .clear-scroll");
        cut.addAll(studio.take("keys-panel-code"));
        shell.click("#revoke-key");
        cut.addAll(studio.take("keys-revoke"));
        studio.closeDialogs();
        shell.selectKey(-1);
        shell.click("#create-key");
        cut.addAll(studio.take("keys-new"));
        shell.click("#new-key-create");
        cut.addAll(studio.take("keys-new-wrong"));
        shell.issueKey(platform);
        cut.addAll(studio.take("keys-secret"));
        studio.closeDialogs();
    }

    private void playground(Studio studio, FakePlatform platform, Shell shell) {
        shell.open(Screen.PLAYGROUND);
        cut.addAll(studio.take("playground-new"));
        shell.converse(platform);
        cut.addAll(studio.take("playground-answered"));
        shell.converseInVain(platform);
        cut.addAll(studio.take("playground-refused"));
        shell.click("#playground-code");
        cut.addAll(studio.take("playground-code"));
        studio.closeDialogs();
        shell.typeTools(false);
        cut.addAll(studio.take("playground-tools-wrong"));
        shell.typeTools(true);
        shell.converseWithTools(platform);
        cut.addAll(studio.take("playground-tools"));
        shell.answerTools(platform);
        cut.addAll(studio.take("playground-form"));
        shell.compareTexts(platform);
        cut.addAll(studio.take("playground-embeddings"));
        shell.rankDocuments(platform);
        cut.addAll(studio.take("playground-rerank"));
        shell.openRoom("transcription");
        cut.addAll(studio.take("playground-transcription-new"));
        shell.transcribe(platform, ErrorCode.NOT_IMPLEMENTED);
        cut.addAll(studio.take("playground-transcription-lacking"));
        shell.transcribe(platform, null);
        cut.addAll(studio.take("playground-transcription"));
        shell.openRoom("chat");
    }

    private void loading(Studio studio, FakePlatform platform) {
        for (String path : List.of("overview", "keys", "models", "replicas")) {
            platform.stall("GET /admin/v1/" + path);
        }
        eachScreen(studio, platform, "loading", Shell::awaitOutline);
    }

    private void failed(Studio studio, FakePlatform platform) {
        for (String path : List.of("overview", "keys", "models", "replicas")) {
            platform.refuse("GET /admin/v1/" + path, ErrorCode.UNAVAILABLE);
        }
        eachScreen(studio, platform, "failed", Shell::awaitFailure);
    }

    private void empty(Studio studio, FakePlatform platform) {
        Overview nothing = new Overview(
                UsageTotals.NONE, UsageTotals.NONE, Samples.overview().monthEndsAtMs(), null, 0, List.of(), List.of());
        platform.answer("GET /admin/v1/overview", nothing);
        for (String path : List.of("keys", "models", "replicas")) {
            platform.answer("GET /admin/v1/" + path, new Page<>(List.of(), null));
        }
        eachScreen(studio, platform, "empty", shell -> {
            shell.awaitReady();
            shell.tickNothing();
        });
    }

    private void eachScreen(
            Studio studio, FakePlatform platform, String state, java.util.function.Consumer<Shell> reached) {
        for (Screen screen : Screen.values()) {
            String name = screen.name().toLowerCase(java.util.Locale.ROOT);
            if (!wanted(name)) {
                continue;
            }
            Shell shell = new Shell(studio, platform);
            shell.open(screen);
            reached.accept(shell);
            cut.addAll(studio.take(name + "-" + state));
            shell.close();
        }
    }
}
