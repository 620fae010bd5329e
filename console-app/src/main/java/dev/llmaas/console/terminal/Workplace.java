package dev.llmaas.console.terminal;

import dev.llmaas.api.WireJson;
import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.i18n.Messages;
import dev.llmaas.console.session.LocalModels;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Profiles;
import dev.llmaas.console.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Optional;

/** What every command works with: the options of all commands, the words, the profiles, the session, and printing. */
final class Workplace {
    private final Surroundings surroundings;
    private final Root root;
    private final Messages messages;
    private final Profiles profiles;
    private final BufferedReader typed;

    Workplace(Surroundings surroundings, Root root, Messages messages) {
        this.surroundings = surroundings;
        this.root = root;
        this.messages = messages;
        this.profiles = new Profiles(surroundings.directories().config());
        // Never closed: the input is the program's.
        this.typed =
                new BufferedReader(new InputStreamReader(surroundings.screen().in(), StandardCharsets.UTF_8));
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Screen screen() {
        return surroundings.screen();
    }

    /** The store of model files on this machine. */
    LocalModels localModels() {
        return surroundings.models();
    }

    OutputForm output() {
        return root.output();
    }

    Messages messages() {
        return messages;
    }

    String text(String key, Object... arguments) {
        return messages.text(key, arguments);
    }

    Formats formats() {
        return formats(surroundings.zone());
    }

    Formats formats(ZoneId zone) {
        return new Formats(messages, zone);
    }

    Profiles profiles() {
        return profiles;
    }

    /** The platform that the options name: by address, by name, or the one used last. Empty if there is none. */
    Optional<Profile> profile() {
        Profiles.Contents known = profiles.read();
        String url = root.url();
        String name = root.profile();
        if (url != null) {
            URI address = address(url);
            return Optional.of(known.profiles().stream()
                    .filter(profile -> profile.url().equals(address))
                    .filter(profile -> name == null || profile.name().equals(name))
                    .findFirst()
                    .orElseGet(() -> Profile.of(name == null ? address.getAuthority() : name, address)));
        }
        if (name != null) {
            return Optional.of(known.find(name)
                    .orElseThrow(
                            () -> new TerminalException(ExitCodes.CONFIG, text("terminal.profile.unknown", name))));
        }
        return known.current();
    }

    /** The same, for commands that cannot do without. */
    Profile requiredProfile() {
        return profile().orElseThrow(() -> new TerminalException(ExitCodes.CONFIG, text("terminal.profile.none")));
    }

    /** The session of the person who signed in before; to be closed. */
    Session session() {
        Profile profile = requiredProfile();
        Session session = open(profile);
        boolean resumed = false;
        try {
            resumed = session.resume().isPresent();
        } finally {
            if (!resumed) {
                session.close();
            }
        }
        if (!resumed) {
            throw new TerminalException(ExitCodes.NO_PERMISSION, text("terminal.not_signed_in", profile.url()));
        }
        return session;
    }

    /** A session in which nobody is signed in yet; to be closed. */
    Session open(Profile profile) {
        return Session.open(
                profile,
                surroundings.store().get(),
                surroundings.clock(),
                messages.language().locale());
    }

    /** Prints a list: {@code whole} is what programs get as JSON. */
    void print(Object whole, Listing<?> listing) {
        switch (root.output()) {
            case JSON -> printJson(whole);
            case CSV -> screen().out().print(listing.csv());
            case TABLE -> listing.lines(screen()).forEach(screen().out()::println);
        }
        screen().out().flush();
    }

    void printJson(Object whole) {
        screen().out()
                .println(WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(whole));
        screen().out().flush();
    }

    void say(String line) {
        screen().out().println(line);
        screen().out().flush();
    }

    /** Tells the person something that is no result. */
    void note(String line) {
        screen().err().println(line);
        screen().err().flush();
    }

    /** Why a connection could not be opened, in a few words. */
    String reason(IOException away) {
        return away instanceof UnknownHostException ? text("terminal.no_such_host") : String.valueOf(away.getMessage());
    }

    /** Whether the person typed yes, in any of the languages. */
    boolean confirmed(String question) {
        return ask(question).matches("(?iu)(y|yes|o|oui|j|ja)");
    }

    /** What the person types; empty at the end of the input. */
    String ask(String question) {
        screen().err().print(question + " ");
        screen().err().flush();
        try {
            String line = typed.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException gone) {
            return "";
        }
    }

    private URI address(String typed) {
        try {
            return Profile.address(typed);
        } catch (IllegalArgumentException notOne) {
            throw new TerminalException(ExitCodes.USAGE, text("terminal.url.invalid", typed));
        }
    }
}
