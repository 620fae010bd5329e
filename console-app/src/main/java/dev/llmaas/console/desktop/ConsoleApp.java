package dev.llmaas.console.desktop;

import dev.llmaas.api.admin.Me;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.LiveState;
import dev.llmaas.console.desktop.keys.KeysView;
import dev.llmaas.console.desktop.keys.KeysViewModel;
import dev.llmaas.console.desktop.overview.OverviewView;
import dev.llmaas.console.desktop.overview.OverviewViewModel;
import dev.llmaas.console.desktop.playground.PlaygroundRooms;
import dev.llmaas.console.desktop.playground.PlaygroundView;
import dev.llmaas.console.desktop.pool.PoolView;
import dev.llmaas.console.desktop.pool.PoolViewModel;
import dev.llmaas.console.desktop.signin.SignInView;
import dev.llmaas.console.desktop.signin.SignInViewModel;
import dev.llmaas.console.desktop.signin.SignInViewModel.SignedIn;
import dev.llmaas.console.desktop.widget.Overlay;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.i18n.Messages;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Profiles;
import dev.llmaas.console.session.Session;
import java.net.URI;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Parent;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * Puts the desktop together: who knows whom stands here and nowhere else. Owns what must be closed. Belongs to the FX
 * thread.
 */
public final class ConsoleApp implements AutoCloseable {
    private final Surroundings surroundings;
    private final Background background;
    private final Appearance appearance;
    private final SignInViewModel signIn;
    private final Overlay overlay = new Overlay();
    private final StackPane root = new StackPane();
    private @Nullable Signed signed;
    private Runnable closeView = () -> {};

    /**
     * What the console finds on the machine.
     *
     * @param profiles the platforms that the user knows
     * @param tokens where sessions are kept
     * @param clock the time
     * @param zone the zone of the user
     * @param launch how to start the bundled platform, or null if there is none
     * @param running a bundled platform that runs already and is not this console's to end, or null
     * @param browser opens an address
     * @param clipboard takes what is copied
     */
    public record Surroundings(
            Profiles profiles,
            TokenStore tokens,
            InstantSource clock,
            ZoneId zone,
            LocalPlatform.@Nullable Launch launch,
            @Nullable LocalPlatform running,
            Consumer<URI> browser,
            Consumer<String> clipboard) {}

    /** What exists while somebody is signed in. */
    private record Signed(
            Session session,
            LiveState live,
            MainViewModel main,
            OverviewViewModel overview,
            KeysViewModel keys,
            PlaygroundRooms playground,
            PoolViewModel pool) {}

    /** A console that shows the sign-in. */
    public ConsoleApp(Surroundings surroundings, Appearance appearance, Background background) {
        this.surroundings = surroundings;
        this.appearance = appearance;
        this.background = background;
        this.signIn = new SignInViewModel(
                surroundings.profiles(),
                surroundings.tokens(),
                background,
                surroundings.clock(),
                surroundings.launch(),
                this::enter);
        appearance.languageProperty().addListener(_ -> rebuild());
        appearance.themeProperty().addListener(_ -> rebuild());
        rebuild();
        if (surroundings.running() == null) {
            signIn.begin();
        } else {
            signIn.arriveAt(surroundings.running());
        }
    }

    /** The whole content of the window. */
    public Parent root() {
        return root;
    }

    /** Ends calls and the bundled platform; the session stays for the next start. */
    @Override
    public void close() {
        leave();
        signIn.startedPlatform().ifPresent(LocalPlatform::close);
    }

    private void enter(SignedIn entered) {
        Session session = entered.session();
        Me me = entered.me();
        Profile profile = session.profile();
        AdminClient admin = session.admin();
        OpenAiClient openAi = session.openAi();
        InstantSource clock = surroundings.clock();
        LiveState live = new LiveState(listener -> admin.events(null, listener), background, clock);
        signed = new Signed(
                session,
                live,
                new MainViewModel(me, profile, live::onTick, live.linkProperty()),
                new OverviewViewModel(admin, live::onTick, background, me.organization(), me::may),
                new KeysViewModel(admin, live::onTick, background, me, entered.endpoint()),
                PlaygroundRooms.of(admin, openAi, background, clock, entered.endpoint()),
                new PoolViewModel(admin, live::onTick, background, clock, me::may));
        signed.overview().reload();
        signed.keys().reload();
        signed.playground().reload();
        signed.pool().reload();
        live.start();
        rebuild();
    }

    private void leave() {
        Signed now = signed;
        signed = null;
        if (now != null) {
            closeView.run();
            closeView = () -> {};
            now.playground().stop();
            now.live().close();
            now.session().close();
        }
    }

    private void switchPlatform() {
        leave();
        signIn.back();
        rebuild();
    }

    private void signOut() {
        Signed now = signed;
        if (now == null) {
            return;
        }
        background.run(
                () -> {
                    now.session().signOut();
                    return now;
                },
                _ -> switchPlatform(),
                _ -> switchPlatform());
    }

    private void rebuild() {
        closeView.run();
        Messages messages = Messages.of(appearance.languageProperty().get());
        Ui ui = new Ui(
                messages,
                new Formats(messages, surroundings.zone()),
                surroundings.clock(),
                surroundings.clipboard(),
                surroundings.browser(),
                overlay);
        Signed now = signed;
        if (now == null) {
            closeView = () -> {};
            root.getChildren().setAll(new SignInView(signIn, AppearanceMenus.of(appearance, ui), ui).root(), overlay);
            return;
        }
        MainView view = new MainView(
                now.main(),
                screen -> content(screen, now, ui),
                () -> commands(now, ui),
                new TopBar.Acts(this::signOut, this::switchPlatform),
                AppearanceMenus.of(appearance, ui),
                ui);
        closeView = view::close;
        root.getChildren().setAll(view.root(), overlay);
    }

    private MainView.Content content(Screen screen, Signed now, Ui ui) {
        return switch (screen) {
            case OVERVIEW -> {
                OverviewView view = new OverviewView(now.overview(), ui);
                yield new MainView.Content(view.root(), view::close);
            }
            case KEYS -> {
                KeysView view = new KeysView(now.keys(), now.main().projectProperty(), ui);
                yield new MainView.Content(view.root(), view::close);
            }
            case PLAYGROUND -> {
                PlaygroundView view = new PlaygroundView(now.playground(), new FileDialog(root, ui), ui);
                yield new MainView.Content(view.root(), view::close);
            }
            case POOL -> {
                PoolView view = new PoolView(now.pool(), ui);
                yield new MainView.Content(view.root(), view::close);
            }
        };
    }

    private List<CommandPalette.Command> commands(Signed now, Ui ui) {
        return new Commands(
                        new Commands.Places(
                                now.main(), now.keys(), now.playground().chat(), now.pool()),
                        appearance,
                        ui)
                .all(this::signOut, this::switchPlatform);
    }
}
