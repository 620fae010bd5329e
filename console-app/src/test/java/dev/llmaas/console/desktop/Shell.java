package dev.llmaas.console.desktop;

import static org.awaitility.Awaitility.await;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.IssuedApiKey;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.UsageTotals;
import dev.llmaas.api.event.PlatformEvent.RequestSettled;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.LiveState.Link;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.async.Tick;
import dev.llmaas.console.desktop.keys.KeysView;
import dev.llmaas.console.desktop.keys.KeysViewModel;
import dev.llmaas.console.desktop.overview.OverviewView;
import dev.llmaas.console.desktop.overview.OverviewViewModel;
import dev.llmaas.console.desktop.playground.PlaygroundRooms;
import dev.llmaas.console.desktop.playground.PlaygroundView;
import dev.llmaas.console.desktop.playground.PlaygroundViewModel;
import dev.llmaas.console.desktop.pool.PoolView;
import dev.llmaas.console.desktop.pool.PoolViewModel;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.session.Endpoint;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Profiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/** The shell as the application builds it, over a server of the test and a clock that the test moves. */
final class Shell {
    private static final String ANSWER =
            "Create a key on the screen “API keys”. Name the application that will use it, "
                    + "choose the models that it may call, and set its limits.\n\nThe secret is shown once. Store it in the "
                    + "vault of the application; the platform keeps a fingerprint only, so nobody can show it again. If it is "
                    + "lost, create a new key and revoke the old one: a revoked key is refused within a second.";

    private final Studio studio;
    private final List<Consumer<Tick>> listeners = new ArrayList<>();
    private final OverviewViewModel overview;
    private final KeysViewModel keys;
    private final PlaygroundRooms rooms;
    private final PlaygroundViewModel playground;
    private final PoolViewModel pool;
    private final MainViewModel main;
    private final MainView view;

    Shell(Studio studio, FakePlatform platform) {
        this.studio = studio;
        Background background = new Background(Platform::runLater);
        Profile profile = Profile.of("Production", URI.create("https://llm.acme.example"));
        Ui ui = studio.ui();
        main = new MainViewModel(
                Samples.me(),
                profile,
                listeners::add,
                new ReadOnlyObjectWrapper<Link>(new Link.Live(38)).getReadOnlyProperty());
        overview =
                new OverviewViewModel(platform.admin(), listeners::add, background, Samples.organization(), _ -> true);
        Endpoint endpoint = new Endpoint(
                profile.openAiUrl(), Path.of("/home/camille/.config/llmaas/authorities/llm.acme.example.pem"));
        keys = new KeysViewModel(platform.admin(), listeners::add, background, Samples.me(), endpoint);
        rooms = PlaygroundRooms.of(platform.admin(), platform.openAi(), background, InstantSource.system(), endpoint);
        playground = rooms.chat();
        pool = new PoolViewModel(
                platform.admin(), listeners::add, background, InstantSource.fixed(Samples.NOW), _ -> true);
        view = Stageful.onScreen(() -> {
            overview.reload();
            keys.reload();
            rooms.reload();
            pool.reload();
            Appearance appearance = new Appearance(new Profiles(Path.of("target", "no-profiles")), "en");
            return new MainView(
                    main,
                    screen -> content(screen, ui),
                    () -> new Commands(new Commands.Places(main, keys, playground, pool), appearance, ui)
                            .all(() -> {}, () -> {}),
                    new TopBar.Acts(() -> {}, () -> {}),
                    AppearanceMenus.of(appearance, ui),
                    ui);
        });
        studio.show(view.root());
    }

    private MainView.Content content(Screen screen, Ui ui) {
        return switch (screen) {
            case OVERVIEW -> {
                OverviewView open = new OverviewView(overview, ui);
                yield new MainView.Content(open.root(), open::close);
            }
            case KEYS -> new MainView.Content(new KeysView(keys, main.projectProperty(), ui).root(), () -> {});
            case PLAYGROUND -> {
                PlaygroundView open = new PlaygroundView(rooms, () -> Optional.of(Path.of("interview.mp3")), ui);
                yield new MainView.Content(open.root(), open::close);
            }
            case POOL -> {
                PoolView open = new PoolView(pool, ui);
                yield new MainView.Content(open.root(), open::close);
            }
        };
    }

    void close() {
        Stageful.onScreen(() -> {
            view.close();
            return true;
        });
    }

    void open(Screen screen) {
        act(() -> main.screenProperty().set(screen));
    }

    void collapse(boolean collapsed) {
        act(() -> main.collapsedProperty().set(collapsed));
    }

    void palette() {
        click("#open-palette");
    }

    void awaitReady() {
        until(() -> overview.snapshotProperty().get() instanceof Load.Ready
                && keys.keysProperty().get() instanceof Load.Ready
                && playground.modelsProperty().get() instanceof Load.Ready
                && pool.replicasProperty().get() instanceof Load.Ready);
    }

    void awaitFailure() {
        until(() -> overview.snapshotProperty().get() instanceof Load.Failed
                && keys.keysProperty().get() instanceof Load.Failed
                && playground.modelsProperty().get() instanceof Load.Failed
                && pool.replicasProperty().get() instanceof Load.Failed);
    }

    void awaitOutline() {
        until(() -> view.root().lookup(".skeleton") != null);
    }

    private static void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(20)).until(() -> Stageful.onScreen(condition::getAsBoolean));
        Stageful.pulses(2);
    }

    private static void act(Runnable act) {
        Stageful.onScreen(() -> {
            act.run();
            return true;
        });
        Stageful.pulses(3);
    }

    void click(String selector) {
        act(() -> {
            Node node = view.root().getScene().getRoot().lookup(selector);
            if (!(node instanceof ButtonBase button)) {
                throw new AssertionError("There is no button " + selector);
            }
            button.fire();
        });
    }

    /** Lets minutes pass in which the models work. */
    void playMinutes(int minutes) {
        Random random = new Random(7);
        open(Screen.KEYS); // nobody looks while the minutes pass in one go
        act(() -> {
            Instant start = Samples.NOW.minus(Duration.ofMinutes(minutes));
            for (long ms = 0; ms <= minutes * 60_000L; ms += 200) {
                publish(work(start.plusMillis(ms), random));
            }
        });
    }

    private static Tick work(Instant at, Random random) {
        int calls = random.nextInt(3);
        UsageTotals one = UsageTotals.NONE;
        List<Long> firsts = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            firsts.add(Math.round(
                    190 + 60 * Math.sin(at.toEpochMilli() / 31_000.0) + Math.abs(random.nextGaussian()) * 120));
        }
        return new Tick(
                at.toEpochMilli(),
                one.plus(new UsageTotals(calls, 0, 0, 0, 0, 0, 0, 0, new dev.llmaas.api.Money(calls * 500_000L))),
                Map.of(),
                Map.of(),
                firsts,
                List.<RequestSettled>of(),
                Samples.load(at, random),
                Samples.replicaSamples(at, random),
                List.of(),
                false,
                false);
    }

    /** Puts the crosshair onto the first chart, with the keyboard. */
    void pointAtChart() {
        act(() -> {
            Node chart = view.root().lookup(".time-series-chart");
            chart.requestFocus();
            for (int press = 0; press < 20; press++) {
                Event.fireEvent(
                        chart, new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.LEFT, false, false, false, false));
            }
        });
    }

    void scrollDown(String selector) {
        act(() -> ((ScrollPane) view.root().lookup(selector)).setVvalue(1));
    }

    void tickNothing() {
        act(() -> publish(Ticks.quiet(Samples.NOW)));
    }

    void troubleWith(int replica) {
        changed(replica, ReplicaState.RESTARTING);
    }

    void healed(int replica) {
        changed(replica, ReplicaState.READY);
    }

    private void changed(int index, ReplicaState state) {
        Replica now = Samples.replicas().get(index);
        Replica changed = Samples.replica(
                now.id(), now.model(), now.node(), state, 0, now.load().slots(), 1);
        act(() -> publish(new Tick(
                Samples.NOW.toEpochMilli(),
                UsageTotals.NONE,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Samples.load(Samples.NOW, new Random(7)),
                List.of(),
                List.of(changed),
                false,
                false)));
    }

    private void publish(Tick tick) {
        listeners.forEach(listener -> listener.accept(tick));
    }

    void selectKey(int index) {
        act(() -> keys.selectedProperty().set(index < 0 ? null : Samples.keys().get(index)));
    }

    void selectRunner(@Nullable String id) {
        act(() -> pool.selectedProperty().set(id));
    }

    void filterRunners(String words) {
        act(() -> pool.filterProperty().set(words));
    }

    /** The runners stand in every state that there is. */
    void mixRunners() {
        act(() -> publish(Ticks.replicas(Samples.NOW, Samples.troubledReplicas().toArray(Replica[]::new))));
    }

    void issueKey(FakePlatform platform) {
        ApiKey key = Samples.keys().get(4);
        platform.answer(
                "POST /admin/v1/keys", new IssuedApiKey(key, "sk-llmaas-3vQ8nC0sXy7Lr2PzKd9mTbWj5uHfGa1eRi6oNq4xB_E"));
        act(() -> ((javafx.scene.control.TextField)
                        view.root().getScene().getRoot().lookup("#new-key-name"))
                .setText(key.name()));
        click("#new-key-create");
        until(() -> view.root().getScene().getRoot().lookup("#secret") != null);
    }

    void converse(FakePlatform platform) {
        platform.stream("POST /v1/chat/completions", Chats.stream(Samples.MODELS.getFirst(), ANSWER));
        say("How do I create an API key, and what happens if I lose it?");
        until(() -> !playground.runningProperty().get());
    }

    void converseInVain(FakePlatform platform) {
        platform.refuse("POST /v1/chat/completions", ErrorCode.NO_CAPACITY);
        say("And can a developer revoke the key of somebody else?");
        until(() -> !playground.runningProperty().get());
    }

    private void say(String question) {
        act(() -> {
            playground.draftProperty().set(question);
            playground.send();
        });
    }

    /** Types tools, rightly or not, and a form of the answer. */
    void typeTools(boolean right) {
        act(() -> {
            playground.clear();
            playground.parameters().toolsProperty().set(right ? Trials.TOOLS : Trials.TOOLS.replace("]", ""));
            playground.parameters().schemaProperty().set(right ? Trials.SCHEMA : "");
        });
        act(() -> {
            for (String expander : List.of("#playground-tools-expander", "#playground-schema-expander")) {
                ((dev.llmaas.console.desktop.widget.Expander) view.root().lookup(expander))
                        .openProperty()
                        .set(true);
            }
        });
        act(() -> {
            Node settings = view.root().lookup("#playground-settings");
            ((ScrollPane) settings.lookup(".clear-scroll")).setVvalue(1);
        });
    }

    void converseWithTools(FakePlatform platform) {
        platform.stream(
                "POST /v1/chat/completions",
                Chats.calling(
                        Samples.MODELS.getFirst(),
                        "call_1",
                        "get_weather",
                        "{\"city\":\"Paris\",\"unit\":\"celsius\"}"));
        say("How is the weather in Paris?");
        until(() -> playground.waitingForToolsProperty().get());
    }

    void answerTools(FakePlatform platform) {
        platform.stream(
                "POST /v1/chat/completions",
                Chats.thinking(
                        Samples.MODELS.getFirst(),
                        "The tool says that the sky is clear and that it has 21 degrees.",
                        "{\"city\": \"Paris\", \"sky\": \"clear\", \"celsius\": 21}"));
        act(() -> playground.answerTools(Map.of("call_1", "{\"sky\": \"clear\", \"celsius\": 21}")));
        until(() -> !playground.runningProperty().get());
    }

    void openRoom(String room) {
        act(() -> rooms.roomProperty().set(PlaygroundRooms.Room.valueOf(room.toUpperCase(java.util.Locale.ROOT))));
    }

    void compareTexts(FakePlatform platform) {
        platform.answer("POST /v1/embeddings", Trials.vectors());
        openRoom("embeddings");
        act(() -> rooms.embeddings().textsProperty().set(String.join("\n", Trials.TEXTS)));
        click("#trial-go");
        until(() -> !rooms.embeddings().trial().isRunning());
    }

    void rankDocuments(FakePlatform platform) {
        platform.answer("POST /v1/rerank", Trials.ranking());
        openRoom("rerank");
        act(() -> {
            rooms.rerank().queryProperty().set("How do I get a new secret?");
            rooms.rerank().documentsProperty().set(String.join("\n", Trials.TEXTS));
        });
        click("#trial-go");
        until(() -> !rooms.rerank().trial().isRunning());
    }

    /** Sends a recording, which the platform writes down, or refuses. */
    void transcribe(FakePlatform platform, @Nullable ErrorCode refusal) {
        if (refusal == null) {
            platform.answer("POST /v1/audio/transcriptions", Trials.transcription());
        } else {
            platform.refuse("POST /v1/audio/transcriptions", refusal);
        }
        act(() -> rooms.transcription().choose(Trials.recording()));
        click("#trial-go");
        until(() -> !rooms.transcription().trial().isRunning());
    }
}
