package dev.llmaas.console.terminal;

import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.ServerTrust;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a server may be spoken with. One that the Java platform's authorities do not know is shown with its
 * fingerprint, and the person compares it with the one that the operator published. Nothing is sent to it before.
 */
final class FirstContact {
    private final Workplace workplace;

    FirstContact(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * The profile with the certificate to pin, if one must be.
     *
     * @param expected the fingerprint that the operator published; null to ask the person
     */
    Profile trusted(Profile profile, @Nullable String expected) {
        boolean pinned = profile.authority() != null && expected == null;
        if (pinned || !"https".equals(profile.url().getScheme())) {
            return profile;
        }
        ServerTrust seen = look(profile);
        if (expected != null) {
            if (!plain(seen.fingerprint()).equals(plain(expected))) {
                throw new TerminalException(
                        ExitCodes.PROTOCOL, workplace.text("terminal.trust.other", profile.url(), seen.fingerprint()));
            }
            return profile.withAuthority(seen.pem());
        }
        return seen.trusted() ? profile : asked(profile, seen);
    }

    private Profile asked(Profile profile, ServerTrust seen) {
        String subject = seen.authority().getSubjectX500Principal().getName();
        workplace.note(workplace.text("terminal.trust.unknown", profile.url(), subject));
        workplace.note("SHA-256 " + seen.fingerprint());
        if (!workplace.screen().interactive()) {
            throw new TerminalException(
                    ExitCodes.PROTOCOL, workplace.text("terminal.trust.script", seen.fingerprint()));
        }
        if (!workplace.confirmed(workplace.text("terminal.trust.question"))) {
            throw new TerminalException(ExitCodes.PROTOCOL, workplace.text("terminal.trust.refused"));
        }
        return profile.withAuthority(seen.pem());
    }

    private ServerTrust look(Profile profile) {
        try {
            return ServerTrust.look(profile.url());
        } catch (IOException away) {
            throw new TerminalException(
                    ExitCodes.UNAVAILABLE,
                    workplace.text("terminal.look.failed", profile.url(), workplace.reason(away)));
        }
    }

    private static String plain(String fingerprint) {
        return fingerprint.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-F]", "");
    }
}
