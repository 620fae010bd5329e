package dev.llmaas.platform.oidc;

import dev.llmaas.api.Totp;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people see: whole pages made here, without scripts and with nothing from elsewhere, so that the strictest content
 * security policy holds. Immutable.
 */
final class Pages {
    /** What is wrong with what was typed. */
    record Problem(int status, String text) {}

    private static final String PRODUCT = "llmaas";

    private final DemoProviderConfig config;
    private final List<DemoAccount> accounts;

    Pages(DemoProviderConfig config, DemoAccounts accounts) {
        this.config = config;
        this.accounts = accounts.all();
    }

    /** The first page: who are you. */
    Reply password(Pending pending, String transaction, String user, @Nullable Problem problem) {
        Language language = pending.language();
        Html form = Html.of(
                """
                <h1>{}</h1>
                <p class="lead">{}</p>
                {}
                <form class="fields" method="post" action="{}">
                <input type="hidden" name="transaction" value="{}">
                <label for="username">{}</label>
                <input id="username" name="username" type="text" value="{}" maxlength="100" autocomplete="username" autocapitalize="none" spellcheck="false" required{}>
                <label for="password">{}</label>
                <input id="password" name="password" type="password" maxlength="200" autocomplete="current-password" required{}>
                <button class="primary" type="submit">{}</button>
                </form>
                {}""",
                language.text("signin.heading"),
                language.text("signin.lead", pending.purpose().client().name()),
                alert(problem),
                path("/sign-in"),
                transaction,
                language.text("signin.user"),
                user,
                attributes(user.isEmpty(), problem),
                language.text("signin.password"),
                attributes(!user.isEmpty(), problem),
                language.text("signin.submit"),
                people(language, transaction, user));
        return page(
                problem,
                language,
                language.text("signin.heading"),
                form,
                pending.purpose().formTarget());
    }

    /** The second page: the code of the authenticator. */
    Reply code(Pending pending, String transaction, DemoAccount account, @Nullable Problem problem) {
        Language language = pending.language();
        Html form = Html.of(
                """
                <h1>{}</h1>
                <p class="lead">{}</p>
                {}
                {}
                <form class="fields" method="post" action="{}">
                <input type="hidden" name="transaction" value="{}">
                <label for="code">{}</label>
                <input id="code" class="digits" name="code" type="text" inputmode="numeric" pattern="[0-9]{3} ?[0-9]{3}" maxlength="7" autocomplete="one-time-code" placeholder="000000" title="{}" required{}>
                <button class="primary" type="submit">{}</button>
                </form>
                <form method="post" action="{}">
                <input type="hidden" name="transaction" value="{}">
                <button class="quiet" type="submit" name="again" value="1">{}</button>
                </form>
                <p class="note">{}</p>""",
                language.text("code.heading"),
                language.text("code.lead", Totp.DIGITS),
                person(language, account),
                alert(problem),
                path("/sign-in/code"),
                transaction,
                language.text("code.label"),
                language.text("code.lead", Totp.DIGITS),
                attributes(true, problem),
                language.text("code.submit"),
                path("/sign-in"),
                transaction,
                language.text("code.other"),
                withFile(language.text("code.note")));
        return page(
                problem,
                language,
                language.text("code.heading"),
                form,
                pending.purpose().formTarget());
    }

    /** Where somebody types the code that a device shows. */
    Reply deviceEntry(Language language, String userCode, @Nullable Problem problem) {
        Html form = Html.of(
                """
                <h1>{}</h1>
                <p class="lead">{}</p>
                {}
                <form class="fields" method="post" action="{}">
                <label for="user_code">{}</label>
                <input id="user_code" class="digits" name="user_code" type="text" value="{}" maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="BCDF-GHJK" required{}>
                <button class="primary" type="submit">{}</button>
                </form>""",
                language.text("device.heading"),
                language.text("device.lead"),
                alert(problem),
                path("/device"),
                language.text("device.label"),
                userCode,
                attributes(true, problem),
                language.text("device.submit"));
        return page(problem, language, language.text("device.heading"), form, "");
    }

    /** The last word before a device may act for somebody. */
    Reply deviceDecision(Pending pending, String transaction, DemoAccount account, String userCode) {
        Language language = pending.language();
        Html form = Html.of(
                """
                <h1>{}</h1>
                <p class="lead">{}</p>
                {}
                <p class="usercode"><span>{}</span> <strong>{}</strong></p>
                <p class="note">{}</p>
                <form class="choices" method="post" action="{}">
                <input type="hidden" name="transaction" value="{}">
                <button class="primary" type="submit" name="decision" value="allow">{}</button>
                <button class="secondary" type="submit" name="decision" value="deny">{}</button>
                </form>""",
                language.text("decision.heading"),
                language.text("decision.lead", pending.purpose().client().name()),
                person(language, account),
                language.text("decision.code"),
                userCode,
                language.text("decision.note"),
                path("/device/decision"),
                transaction,
                language.text("decision.allow"),
                language.text("decision.deny"));
        return page(null, language, language.text("decision.heading"), form, "");
    }

    /** A page that only says something: {@code <key>.heading} and {@code <key>.text}. */
    Reply message(int status, Language language, String key) {
        return message(status, language, key, "");
    }

    /** The same with a line for developers. */
    Reply message(int status, Language language, String key, String detail) {
        boolean good = status == 200;
        Html content = Html.of(
                """
                <div class="sign {}" aria-hidden="true">{}</div>
                <h1>{}</h1>
                <p class="lead">{}</p>
                {}""",
                good ? "good" : "bad",
                good ? Drawings.TICK : Drawings.CROSS,
                language.text(key + ".heading"),
                language.text(key + ".text"),
                detail.isEmpty() ? Html.EMPTY : Html.of("<p class=\"detail\" lang=\"en\">{}</p>", detail));
        return page(good ? null : new Problem(status, ""), language, language.text(key + ".heading"), content, "");
    }

    private Html people(Language language, String transaction, String chosen) {
        List<Html> rows = accounts.stream()
                .map(account -> Html.of(
                        """
                        <li><button type="submit" name="fill" value="{}"{}>{}</button></li>""",
                        account.user(),
                        account.user().equalsIgnoreCase(chosen) ? Html.of(" aria-current=\"true\"") : Html.EMPTY,
                        personText(language, account)))
                .toList();
        return Html.of(
                """
                <section class="people" aria-labelledby="people">
                <h2 id="people">{}</h2>
                <p class="note">{}</p>
                <form method="post" action="{}">
                <input type="hidden" name="transaction" value="{}">
                <ul>
                {}
                </ul>
                </form>
                </section>""",
                language.text("people.heading"),
                withFile(language.text("people.note")),
                path("/sign-in"),
                transaction,
                Html.join(rows));
    }

    private static Html person(Language language, DemoAccount account) {
        return Html.of(
                "<p class=\"person\">{}<span class=\"user\">{}</span></p>",
                personText(language, account),
                account.user());
    }

    private static Html personText(Language language, DemoAccount account) {
        return Html.of("""
                <span class="initials" aria-hidden="true">{}</span><span class="who"><b>{}</b> <small>{}</small></span>""", initials(account.name()), account.name(), language.text("role." + account.roleName()));
    }

    /** A sentence that names the file of the users where its gap is. */
    private static Html withFile(String sentence) {
        int gap = sentence.indexOf("{0}");
        return Html.of(
                "{}<code>{}</code>{}", sentence.substring(0, gap), DemoAccounts.FILE_NAME, sentence.substring(gap + 3));
    }

    private static String initials(String name) {
        StringBuilder letters = new StringBuilder();
        for (String word : name.split(" ", -1)) {
            if (!word.isEmpty() && letters.length() < 2) {
                letters.append(word.charAt(0));
            }
        }
        return letters.toString();
    }

    private static Html alert(@Nullable Problem problem) {
        return problem == null
                ? Html.EMPTY
                : Html.of(
                        "<p class=\"problem\" id=\"problem\" role=\"alert\">{}{}</p>",
                        Drawings.WARNING,
                        problem.text());
    }

    private static Html attributes(boolean focused, @Nullable Problem problem) {
        return Html.of(
                "{}{}",
                Html.of(focused ? " autofocus" : ""),
                Html.of(problem == null ? "" : " aria-invalid=\"true\" aria-describedby=\"problem\""));
    }

    /** A pause in words, rounded up. */
    static String pause(Language language, Duration pause) {
        long seconds = Math.max(1, Math.ceilDiv(pause.toMillis(), 1000L));
        return seconds < 60
                ? language.text("pause.seconds", seconds)
                : language.text("pause.minutes", Math.ceilDiv(seconds, 60L));
    }

    private String path(String endpoint) {
        return config.issuer().getRawPath() + endpoint;
    }

    private Reply page(@Nullable Problem problem, Language language, String title, Html main, String formTarget) {
        Html page = Html.of(
                """
                <!doctype html>
                <html lang="{}">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{} · {}</title>
                <link rel="icon" type="image/svg+xml" href="{}">
                <link rel="stylesheet" href="{}">
                </head>
                <body>
                <header class="brand">
                <p class="name">{}{}</p>
                <div class="art" aria-hidden="true">{}</div>
                <p class="promise"><b>{}</b> {}</p>
                </header>
                <main>
                <div class="card">
                {}
                </div>
                <footer>{}</footer>
                </main>
                </body>
                </html>
                """,
                language.tag(),
                title,
                PRODUCT,
                path("/assets/icon.svg"),
                path("/assets/pages.css"),
                Drawings.MARK,
                PRODUCT,
                Drawings.ART,
                language.text("brand.promise"),
                language.text("brand.more"),
                main,
                language.text("footer.demo"));
        return new Reply(problem == null ? 200 : problem.status(), PageHeaders.of(language, formTarget), page.markup());
    }
}
