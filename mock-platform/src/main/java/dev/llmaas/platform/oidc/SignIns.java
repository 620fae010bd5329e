package dev.llmaas.platform.oidc;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.oidc.Credentials.Verdict;
import dev.llmaas.platform.oidc.Pages.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in, page by page: user name and password, then the code of the authenticator, then back to whoever asked, or
 * a last word about a device. Each sign-in has a secret of its own in a hidden field of its forms, and no cookie; the
 * routes refuse forms that a browser sends from elsewhere. Thread-safe.
 */
final class SignIns {
    private static final String TRANSACTION = "transaction";
    private static final int STATUS_WRONG = 403;
    private static final int STATUS_WAIT = 429;
    private static final Logger log = LoggerFactory.getLogger(SignIns.class);

    private final DemoProviderConfig config;
    private final Pages pages;
    private final Credentials credentials;
    private final Grants grants;
    private final RandomGenerator random;
    private final ShortLived<Pending> waiting;
    private final Guesses userCodes;

    SignIns(
            DemoProviderConfig config,
            DemoAccounts accounts,
            Grants grants,
            InstantSource clock,
            RandomGenerator random) {
        this.config = config;
        this.pages = new Pages(config, accounts);
        this.credentials = new Credentials(accounts, clock);
        this.grants = grants;
        this.random = random;
        this.waiting = new ShortLived<>(Limits.OIDC_SIGN_INS_MAX, Limits.OIDC_SIGN_IN_LIFE, clock);
        this.userCodes = Guesses.ofEverybody(clock);
    }

    /** The authorization endpoint: the first page, or what the client did wrong. */
    Reply authorize(ProviderRequest request) {
        RedirectTarget target;
        try {
            target = RedirectTarget.parse(request.parameters());
        } catch (OauthRefusal refusal) {
            return refused(request, refusal);
        }
        try {
            AuthorizationRequest asked = AuthorizationRequest.parse(request.parameters(), target);
            Pending begun = Pending.of(new Pending.Authorization(asked), language(request));
            String hint = request.parameters().echo("login_hint").orElse("");
            return pages.password(begun, begin(begun), hint, null);
        } catch (OauthRefusal refusal) {
            return target.refuse(refusal, config.issuer());
        }
    }

    /** A name and a password were sent, or a wish to choose another name. */
    Reply password(ProviderRequest request) {
        Parameters form = request.parameters();
        String transaction = form.text(TRANSACTION);
        Optional<Pending> found = waiting.find(transaction);
        if (found.isEmpty()) {
            return outdated(request);
        }
        Pending begun = found.get();
        if (form.find("fill").isPresent() || form.find("again").isPresent()) {
            waiting.update(transaction, Pending::again);
            return pages.password(begun, transaction, form.text("fill"), null);
        }
        String user = form.text("username");
        return switch (credentials.checkPassword(user, form.text("password"))) {
            case Verdict.Right right -> {
                waiting.update(transaction, present -> present.withPasswordOf(right.account()));
                yield pages.code(begun, transaction, right.account(), null);
            }
            case Verdict.Wrong _ -> pages.password(begun, transaction, user, wrong(begun.language(), "signin.wrong"));
            case Verdict.Wait wait ->
                pages.password(begun, transaction, user, wait(begun.language(), wait.pause()))
                        .with("retry-after", seconds(wait.pause()));
        };
    }

    /** A code was sent. */
    Reply code(ProviderRequest request) {
        String transaction = request.parameters().text(TRANSACTION);
        Optional<Pending> found = waiting.find(transaction);
        DemoAccount account = found.map(Pending::passwordOf).orElse(null);
        if (found.isEmpty() || account == null) {
            return outdated(request);
        }
        Pending begun = found.get();
        return switch (credentials.checkCode(account, request.parameters().text("code"))) {
            case Verdict.Right _ -> signedIn(request, begun, transaction, account);
            case Verdict.Wrong _ -> pages.code(begun, transaction, account, wrong(begun.language(), "code.wrong"));
            case Verdict.Wait wait ->
                pages.code(begun, transaction, account, wait(begun.language(), wait.pause()))
                        .with("retry-after", seconds(wait.pause()));
        };
    }

    /** The page on which the code of a device is typed; a link may have filled it in. */
    Reply deviceEntry(ProviderRequest request) {
        return pages.deviceEntry(
                language(request), Devices.canonical(request.parameters().text("user_code")), null);
    }

    /** The code of a device was sent. */
    Reply device(ProviderRequest request) {
        Language language = language(request);
        String userCode = Devices.canonical(request.parameters().text("user_code"));
        Optional<Duration> pause = userCodes.begin();
        if (pause.isPresent()) {
            return pages.deviceEntry(language, userCode, wait(language, pause.get()))
                    .with("retry-after", seconds(pause.get()));
        }
        Optional<DemoClient> client = grants.devices().waiting(userCode);
        if (client.isEmpty()) {
            return pages.deviceEntry(language, userCode, wrong(language, "device.unknown"));
        }
        userCodes.right();
        Pending begun = Pending.of(new Pending.Admission(client.get(), userCode), language);
        return pages.password(begun, begin(begun), "", null);
    }

    /** The last word about a device. */
    Reply decision(ProviderRequest request) {
        Optional<Pending> found = waiting.take(request.parameters().text(TRANSACTION));
        DemoAccount account = found.map(Pending::signedIn).orElse(null);
        if (found.isEmpty() || account == null || !(found.get().purpose() instanceof Pending.Admission admission)) {
            return outdated(request);
        }
        boolean allowed = request.parameters().text("decision").equals("allow");
        if (!grants.devices().decide(admission.userCode(), account, allowed)) {
            return outdated(request);
        }
        log.info(
                "device decided allowed={} role={} client={}",
                allowed,
                account.roleName(),
                admission.client().id());
        return pages.message(200, found.get().language(), allowed ? "allowed" : "denied");
    }

    /** The session was ended from outside. */
    Reply signedOut(ProviderRequest request) {
        return pages.message(200, language(request), "signedout");
    }

    /** A page instead of a redirect, because it is not known where to. */
    Reply refused(ProviderRequest request, OauthRefusal refusal) {
        return pages.message(400, language(request), "refused", refusal.error() + ": " + refusal.sentence());
    }

    /** A form that a browser sent from another place. */
    Reply foreign(ProviderRequest request) {
        return pages.message(403, language(request), "foreign");
    }

    private Reply signedIn(ProviderRequest request, Pending begun, String transaction, DemoAccount account) {
        return switch (begun.purpose()) {
            case Pending.Admission admission -> {
                waiting.update(transaction, present -> present.withSignedIn(account));
                yield pages.deviceDecision(begun, transaction, account, admission.userCode());
            }
            case Pending.Authorization authorization -> {
                if (waiting.take(transaction).isEmpty()) {
                    yield outdated(request); // another thread was faster with another code
                }
                yield granted(authorization.request(), account);
            }
        };
    }

    private Reply granted(AuthorizationRequest asked, DemoAccount account) {
        RedirectTarget target = asked.target();
        Sessions.Session session = grants.sessions().open(account, target.client(), asked.scopes());
        log.info(
                "signed in role={} client={}",
                account.roleName(),
                target.client().id());
        return target.reply(Map.of("code", grants.codes().issue(session, asked)), config.issuer());
    }

    private String begin(Pending begun) {
        String transaction = Secrets.next(random);
        waiting.put(transaction, begun);
        return transaction;
    }

    private Reply outdated(ProviderRequest request) {
        return pages.message(400, language(request), "outdated");
    }

    private static Language language(ProviderRequest request) {
        return Language.choose(request.parameters().text("ui_locales"), request.acceptLanguage());
    }

    private static Problem wrong(Language language, String key) {
        return new Problem(STATUS_WRONG, language.text(key));
    }

    private static Problem wait(Language language, Duration pause) {
        return new Problem(STATUS_WAIT, language.text("signin.wait", Pages.pause(language, pause)));
    }

    private static String seconds(Duration pause) {
        return String.valueOf(Math.max(1, Math.ceilDiv(pause.toMillis(), 1000L)));
    }
}
