package dev.llmaas.console.desktop.signin;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.client.UnreachableException;
import dev.llmaas.client.auth.TokenStore;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.session.DemoUser;
import dev.llmaas.console.session.Endpoint;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Profiles;
import dev.llmaas.console.session.ServerTrust;
import dev.llmaas.console.session.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** From "which platform?" to a person who is signed in. */
public final class SignInViewModel {
    private final Profiles profiles;
    private final TokenStore tokens;
    private final Background background;
    private final InstantSource clock;
    private final LocalPlatform.@Nullable Launch launch;
    private final Consumer<SignedIn> signedIn;

    private final ObservableList<Profile> known = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Step> step = new ReadOnlyObjectWrapper<>(new Step.Choosing());
    private final StringProperty address = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<@Nullable String> addressProblem = new ReadOnlyObjectWrapper<>();
    private @Nullable Session session;
    private volatile @Nullable LocalPlatform started;
    private Background.@Nullable Work work;

    /** Where the person stands. */
    public sealed interface Step {
        /** Which platform? */
        record Choosing() implements Step {}

        /**
         * The platform is asked.
         *
         * @param name what the person calls it
         */
        record Connecting(String name) implements Step {}

        /** The bundled platform starts. */
        record Starting() implements Step {}

        /**
         * Nobody vouches for the platform's certificate; the person decides.
         *
         * @param profile the platform
         * @param trust what it shows of itself
         */
        record Trusting(Profile profile, ServerTrust trust) implements Step {}

        /**
         * The platform says where its members sign in.
         *
         * @param profile the platform
         * @param description its providers
         * @param users demonstration users, if it is the bundled one
         */
        record Choice(Profile profile, PlatformDescription description, List<DemoUser> users) implements Step {}

        /**
         * The person is in the browser, or at another device.
         *
         * @param choice where to go back to
         * @param page the address that the browser should show, or null until it is known
         * @param device what to type at another device, or null
         */
        record Waiting(
                Choice choice, @Nullable URI page, @Nullable DeviceCode device) implements Step {}

        /**
         * It did not work.
         *
         * @param failure why
         * @param again tries once more
         */
        record Failed(Failure failure, Runnable again) implements Step {}
    }

    /**
     * What to do at another device.
     *
     * @param code what to type there
     * @param page where to go
     * @param pageWithCode the same with the code in it, for a camera
     * @param endsAt when the code ends
     */
    public record DeviceCode(String code, URI page, URI pageWithCode, Instant endsAt) {}

    /**
     * Somebody is signed in.
     *
     * @param session the session
     * @param me who it is
     * @param endpoint where programs call the platform
     */
    public record SignedIn(Session session, Me me, Endpoint endpoint) {}

    /**
     * The beginning.
     *
     * @param launch how to start the bundled platform, or null if this console has none
     * @param signedIn called on the FX thread
     */
    public SignInViewModel(
            Profiles profiles,
            TokenStore tokens,
            Background background,
            InstantSource clock,
            LocalPlatform.@Nullable Launch launch,
            Consumer<SignedIn> signedIn) {
        this.profiles = profiles;
        this.tokens = tokens;
        this.background = background;
        this.clock = clock;
        this.launch = launch;
        this.signedIn = signedIn;
    }

    /** Where the person stands. */
    public ReadOnlyObjectProperty<Step> stepProperty() {
        return step.getReadOnlyProperty();
    }

    /** The platforms that the person knows, most recently used first. */
    public ObservableList<Profile> known() {
        return known;
    }

    /** The address of a new platform as typed. */
    public StringProperty addressProperty() {
        return address;
    }

    /** Why the address is none, a sentence, or null. */
    public ReadOnlyObjectProperty<@Nullable String> addressProblemProperty() {
        return addressProblem.getReadOnlyProperty();
    }

    /** Whether this console brings a platform along. */
    public boolean hasLocalPlatform() {
        return launch != null;
    }

    /** Reads the platforms that the person knows, and goes on with the session of the last one if it still lives. */
    public void begin() {
        attempt(
                profiles::read,
                contents -> {
                    known.setAll(contents.profiles());
                    contents.current()
                            .filter(profile -> contents.selected() != null && profile.provider() != null)
                            .ifPresent(this::resume);
                },
                this::begin);
    }

    private void resume(Profile profile) {
        show(new Step.Connecting(profile.name()));
        Session opened = open(profile, Locale.ENGLISH);
        work = background.run(
                () -> opened.resume().map(me -> new SignedIn(opened, me, profiles.endpoint(opened.profile()))),
                entered -> entered.ifPresentOrElse(signedIn, this::back),
                _ -> back());
    }

    /** Goes back to the choice of a platform; whatever runs is given up. */
    public void back() {
        cancelWork();
        show(new Step.Choosing());
    }

    /** Goes back from the browser to the choice of a provider. */
    public void giveUp() {
        cancelWork();
        if (step.get() instanceof Step.Waiting waiting) {
            show(waiting.choice());
        }
    }

    /** Goes to the platform whose address is typed. */
    public void add() {
        try {
            URI url = Profile.address(address.get());
            addressProblem.set(null);
            connect(Profile.of(nameFor(url), url));
        } catch (IllegalArgumentException wrong) {
            addressProblem.set(wrong.getMessage());
        }
    }

    private static String nameFor(URI url) {
        return url.getPort() < 0 || url.getPort() == Profile.STANDARD_PORT
                ? url.getHost()
                : url.getHost() + ":" + url.getPort();
    }

    /** Goes to a platform; asks whether to trust it if nobody vouches for it. */
    public void connect(Profile profile) {
        show(new Step.Connecting(profile.name()));
        attempt(() -> arrive(profile, List.of()), this::show, () -> connect(profile));
    }

    /** Goes to a step. */
    void show(Step next) {
        step.set(next);
    }

    private Step arrive(Profile profile, List<DemoUser> users) throws IOException {
        try (Session asking = Session.open(profile, tokens, clock)) {
            return new Step.Choice(profile, asking.describe(), users);
        } catch (UnreachableException stranger) {
            if (stranger.problem() != UnreachableException.Problem.CERTIFICATE) {
                throw stranger;
            }
            return new Step.Trusting(profile, ServerTrust.look(profile.url()));
        }
    }

    /** The person compared the fingerprint and trusts the platform from now on. */
    public void trust(Step.Trusting stranger) {
        connect(stranger.profile().withAuthority(stranger.trust().pem()));
    }

    /** Forgets a platform. */
    public void forget(Profile profile) {
        attempt(
                () -> {
                    profiles.remove(profile.name());
                    return profiles.read();
                },
                contents -> known.setAll(contents.profiles()),
                () -> forget(profile));
    }

    /** Starts the platform that the console brings along. */
    public void tryLocally() {
        LocalPlatform.Launch wanted = launch;
        if (wanted == null) {
            return;
        }
        show(new Step.Starting());
        attempt(
                () -> {
                    LocalPlatform running = started == null ? LocalPlatform.start(wanted, clock) : started;
                    started = running;
                    return arrive(running.profile(), running.users());
                },
                this::show,
                this::tryLocally);
    }

    /** Goes to a platform on this machine that somebody else started, and ends. */
    public void arriveAt(LocalPlatform running) {
        show(new Step.Starting());
        attempt(() -> arrive(running.profile(), running.users()), this::show, () -> arriveAt(running));
    }

    /** The platform that this console started, for the end of the console. */
    public Optional<LocalPlatform> startedPlatform() {
        return Optional.ofNullable(started);
    }

    /** Signs in with the browser of this machine. */
    public void signIn(Step.Choice choice, SignInProvider provider, Locale language, Consumer<URI> browser) {
        show(new Step.Waiting(choice, null, null));
        Session opened = open(choice.profile(), language);
        attempt(
                () -> opened.signIn(provider, page -> {
                    background.onScreen(() -> shown(choice, page));
                    browser.accept(page);
                }),
                me -> enter(opened, me),
                () -> signIn(choice, provider, language, browser));
    }

    private void shown(Step.Choice choice, URI page) {
        if (step.get() instanceof Step.Waiting) {
            show(new Step.Waiting(choice, page, null));
        }
    }

    /** Signs in with another device. */
    public void signInOnDevice(Step.Choice choice, SignInProvider provider, Locale language) {
        show(new Step.Waiting(choice, null, null));
        Session opened = open(choice.profile(), language);
        attempt(
                () -> opened.signInOnDevice(provider, prompt -> {
                    DeviceCode code = new DeviceCode(
                            prompt.userCode(),
                            prompt.verificationUri(),
                            prompt.verificationUriComplete(),
                            prompt.expiresAt());
                    background.onScreen(() -> show(new Step.Waiting(choice, null, code)));
                }),
                me -> enter(opened, me),
                () -> signInOnDevice(choice, provider, language));
    }

    private void enter(Session opened, Me me) {
        session = null; // it belongs to the shell now
        background.run(
                () -> {
                    profiles.use(opened.profile());
                    return profiles.endpoint(opened.profile());
                },
                endpoint -> signedIn.accept(new SignedIn(opened, me, endpoint)),
                failure -> show(new Step.Failed(failure, () -> enter(opened, me))));
    }

    private Session open(Profile profile, Locale language) {
        Session before = session;
        if (before != null) {
            before.close();
        }
        Session opened = Session.open(profile, tokens, clock, language);
        session = opened;
        return opened;
    }

    private <T> void attempt(Callable<T> what, Consumer<T> done, Runnable again) {
        cancelWork();
        work = background.run(what, done, failure -> show(new Step.Failed(failure, again)));
    }

    private void cancelWork() {
        Background.Work running = work;
        work = null;
        if (running != null) {
            running.cancel();
        }
    }
}
