package dev.llmaas.console.session;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.client.AdminClient;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.ClientOptions;
import dev.llmaas.client.Credentials;
import dev.llmaas.client.OidcCredentials;
import dev.llmaas.client.OpenAiClient;
import dev.llmaas.client.Tokens;
import dev.llmaas.client.auth.BrowserLogin;
import dev.llmaas.client.auth.DeviceLogin;
import dev.llmaas.client.auth.DevicePrompt;
import dev.llmaas.client.auth.OpenIdProvider;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.client.auth.TokenStore;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One person's session with one platform. It signs in, keeps the session over restarts as far as its store can, renews it
 * while it is used, and hands out the clients that speak for that person. Thread-safe; whatever asks the platform or the
 * provider blocks, and throws {@link dev.llmaas.client.ApiException} or {@link SignInException}.
 */
public final class Session implements AutoCloseable {
    private final TokenStore store;
    private final InstantSource clock;
    private final Locale language;
    private final ClientOptions options;
    private final AdminClient anonymous;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile Profile profile;
    private volatile @Nullable SignedIn signedIn;

    /** Everything that a sign-in brings; replaced and closed as a whole. */
    private record SignedIn(
            OpenIdProvider provider,
            String account,
            OidcCredentials credentials,
            AdminClient admin,
            OpenAiClient openAi) {
        void close() {
            admin.close();
            openAi.close();
        }
    }

    private Session(Profile profile, TokenStore store, InstantSource clock, Locale language) {
        this.profile = profile;
        this.store = store;
        this.clock = clock;
        this.language = language;
        this.options = ClientOptions.of(profile.url())
                .withAuthority(profile.pinned().orElse(null))
                .withUserAgent("llmaas-console/0.1.0");
        this.anonymous = new AdminClient(options, Credentials.NOBODY);
    }

    /** A session with the platform of {@code profile}; nobody is signed in yet, and nothing is sent. */
    public static Session open(Profile profile, TokenStore store, InstantSource clock) {
        return new Session(profile, store, clock, Locale.getDefault());
    }

    /** The same, with sign-in pages in this language. */
    public static Session open(Profile profile, TokenStore store, InstantSource clock, Locale language) {
        return new Session(profile, store, clock, language);
    }

    /** The platform, with the provider at which the person signed in last. Keep it in {@link Profiles}. */
    public Profile profile() {
        return profile;
    }

    /** How the platform is reached. */
    public ClientOptions options() {
        return options;
    }

    /** What the platform tells everyone, above all where its members sign in. */
    public PlatformDescription describe() {
        return anonymous.describe();
    }

    /**
     * Goes on with a session that the store kept.
     *
     * @return who is signed in; empty if no session was kept, or it has ended
     */
    public Optional<Me> resume() {
        for (SignInProvider provider : preferredFirst(describe().providers())) {
            Optional<String> kept = store.read(account(provider));
            if (kept.isPresent()) {
                return resume(provider, kept.get());
            }
        }
        return Optional.empty();
    }

    /**
     * Signs a person in with the browser of this machine. Interrupting the thread gives up.
     *
     * @param openBrowser shows an address in a browser, or to the person
     * @throws SignInException if nobody could be signed in
     */
    public Me signIn(SignInProvider provider, Consumer<URI> openBrowser) throws InterruptedException {
        OpenIdProvider openId = OpenIdProvider.discover(provider, options, clock);
        return enter(provider, openId, new BrowserLogin(openId, language).signIn(openBrowser));
    }

    /**
     * Signs a person in with another device. Interrupting the thread gives up.
     *
     * @param show tells the person where to go and what to type
     * @throws SignInException if nobody could be signed in
     */
    public Me signInOnDevice(SignInProvider provider, Consumer<DevicePrompt> show) throws InterruptedException {
        OpenIdProvider openId = OpenIdProvider.discover(provider, options, clock);
        return enter(provider, openId, new DeviceLogin(openId).signIn(show));
    }

    /** Whether somebody is signed in. */
    public boolean isSignedIn() {
        return signedIn != null;
    }

    /**
     * The administration API for the person. Do not close it; the session does.
     *
     * @throws SignInException if nobody is signed in
     */
    public AdminClient admin() {
        return person().admin();
    }

    /**
     * The inference API for the person. Do not close it; the session does.
     *
     * @throws SignInException if nobody is signed in
     */
    public OpenAiClient openAi() {
        return person().openAi();
    }

    /** The access token of this moment, for a program that speaks for the person without this class. A secret. */
    public String accessToken() {
        return person().credentials().accessToken();
    }

    /** When the access token of this moment ends; it is renewed by itself. */
    public Instant accessEndsAt() {
        return person().credentials().tokens().accessEndsAt();
    }

    /** Ends the session: here, in the store, and at the provider if it can be told. */
    public void signOut() {
        SignedIn before = replace(null);
        if (before != null) {
            before.credentials().tokens().refresh().ifPresent(before.provider()::revoke);
            store.delete(before.account());
            before.close();
        }
    }

    /** Ends all calls. The session in the store stays, for {@link #resume}. */
    @Override
    public void close() {
        SignedIn before = replace(null);
        if (before != null) {
            before.close();
        }
        anonymous.close();
    }

    private Optional<Me> resume(SignInProvider provider, String refreshToken) {
        OpenIdProvider openId = OpenIdProvider.discover(provider, options, clock);
        try {
            Tokens stale = new Tokens("", Instant.EPOCH, refreshToken, null);
            return Optional.of(enter(provider, openId, renewed(openId, account(provider), stale)));
        } catch (SignInException over) {
            if (over.reason() != Reason.SESSION_OVER) {
                throw over;
            }
            return Optional.empty();
        }
    }

    private Me enter(SignInProvider provider, OpenIdProvider openId, Tokens tokens) {
        String account = account(provider);
        tokens.refresh().ifPresent(token -> store.write(account, token));
        OidcCredentials credentials = new OidcCredentials(tokens, old -> renewed(openId, account, old), clock);
        SignedIn entered = new SignedIn(
                openId,
                account,
                credentials,
                new AdminClient(options, credentials),
                new OpenAiClient(options, credentials));
        Me me;
        try {
            me = entered.admin().me();
        } catch (ApiException refused) {
            entered.close();
            if (refused.code().status() == 403) {
                store.delete(account); // a person without any right here would be refused for ever
            }
            throw refused;
        }
        profile = profile.withProvider(provider.id());
        SignedIn before = replace(entered);
        if (before != null) {
            before.close();
        }
        return me;
    }

    /** Renews under the store's turn, with the newest token: another process may have used the one that we know. */
    private Tokens renewed(OpenIdProvider openId, String account, Tokens old) {
        try (TokenStore.Turn _ = store.turn(account)) {
            String newest = store.read(account).orElse(old.refreshToken());
            Tokens fresh = openId.renew(new Tokens(old.accessToken(), old.accessEndsAt(), newest, old.subject()));
            fresh.refresh().ifPresent(token -> store.write(account, token));
            return fresh;
        } catch (SignInException over) {
            if (over.reason() == Reason.SESSION_OVER) {
                store.delete(account);
            }
            throw over;
        }
    }

    private @Nullable SignedIn replace(@Nullable SignedIn next) {
        changing.lock();
        try {
            SignedIn before = signedIn;
            signedIn = next;
            return before;
        } finally {
            changing.unlock();
        }
    }

    private SignedIn person() {
        SignedIn person = signedIn;
        if (person == null) {
            throw new SignInException(
                    Reason.SESSION_OVER, "Nobody is signed in at %s. Sign in first.".formatted(profile.url()));
        }
        return person;
    }

    private List<SignInProvider> preferredFirst(List<SignInProvider> providers) {
        String last = profile.provider();
        return providers.stream()
                .sorted(Comparator.comparing(provider -> !provider.id().equals(last)))
                .toList();
    }

    /** Names the session in the store: the same person at another platform or provider is another session. */
    private String account(SignInProvider provider) {
        return "%s %s %s".formatted(profile.url(), provider.issuer(), provider.clientId());
    }
}
