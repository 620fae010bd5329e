package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.Me;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.client.auth.DevicePrompt;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.client.auth.SignInException.Reason;
import dev.llmaas.console.QrCode;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Session;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs in and remembers the platform. */
@Command(
        name = "login",
        footer = {
            "  llmaas login --url https://localhost:8443",
            "  llmaas login --url llm.example.org --trust-fingerprint 3F:A1:...:9C",
            "  llmaas login --device"
        })
final class LoginCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Option(names = "--device", descriptionKey = "terminal.help.login.device")
    private boolean device;

    @Option(names = "--provider", paramLabel = "ID", descriptionKey = "terminal.help.login.provider")
    private @Nullable String provider;

    @Option(names = "--trust-fingerprint", paramLabel = "SHA256", descriptionKey = "terminal.help.login.fingerprint")
    private @Nullable String fingerprint;

    LoginCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        Profile profile = new FirstContact(workplace).trusted(workplace.requiredProfile(), fingerprint);
        workplace.profiles().use(profile);
        try (Session session = workplace.open(profile)) {
            SignInProvider chosen = chosen(session);
            Me me = device ? onDevice(session, chosen) : inBrowser(session, chosen);
            workplace.profiles().use(session.profile());
            if (workplace.output() == OutputForm.JSON) {
                workplace.printJson(me);
            } else {
                workplace.say(workplace.text("terminal.login.done", me.name(), profile.url()));
            }
            tellPlace();
        }
        return ExitCodes.OK;
    }

    private SignInProvider chosen(Session session) {
        List<SignInProvider> providers = session.describe().providers();
        if (providers.isEmpty()) {
            throw new TerminalException(ExitCodes.CONFIG, workplace.text("terminal.login.no_provider"));
        }
        String wanted = provider == null ? session.profile().provider() : provider;
        SignInProvider found = providers.stream()
                .filter(known -> known.id().equals(wanted))
                .findFirst()
                .orElse(null);
        if (found != null) {
            return found;
        }
        String ids = providers.stream().map(SignInProvider::id).collect(Collectors.joining(", "));
        if (provider != null) {
            throw new TerminalException(
                    ExitCodes.NO_INPUT, workplace.text("terminal.login.unknown_provider", provider, ids));
        }
        return providers.size() == 1 || !workplace.screen().interactive() ? providers.getFirst() : asked(providers);
    }

    private SignInProvider asked(List<SignInProvider> providers) {
        for (int i = 0; i < providers.size(); i++) {
            workplace.note("%d  %s".formatted(i + 1, providers.get(i).displayName()));
        }
        String answer = workplace.ask(workplace.text("terminal.login.choose"));
        int number = answer.matches("\\d{1,3}") ? Integer.parseInt(answer) : 1;
        return providers.get(Math.clamp(number, 1, providers.size()) - 1);
    }

    private Me inBrowser(Session session, SignInProvider chosen) throws InterruptedException {
        try {
            return session.signIn(chosen, this::openBrowser);
        } catch (SignInException impossible) {
            if (impossible.reason() != Reason.NO_LOOPBACK) {
                throw impossible;
            }
            return onDevice(session, chosen);
        }
    }

    private Me onDevice(Session session, SignInProvider chosen) throws InterruptedException {
        return session.signInOnDevice(chosen, this::show);
    }

    /** The address is shown in any case: the browser may open on another screen, or not at all. */
    private void openBrowser(URI address) {
        workplace.note(workplace.text("terminal.login.browser"));
        workplace.note(address.toString());
        try {
            workplace.surroundings().browser().accept(address);
        } catch (RuntimeException none) {
            workplace.note(workplace.text("terminal.login.by_hand"));
        }
    }

    private void show(DevicePrompt prompt) {
        workplace.note(workplace.text("terminal.login.device", prompt.verificationUri()));
        workplace.note(Style.STRONG.on(workplace.screen(), prompt.userCode()));
        if (workplace.screen().interactive()) {
            QrCode.of(prompt.verificationUriComplete().toString()).lines().forEach(workplace::note);
        }
    }

    private void tellPlace() {
        switch (workplace.surroundings().store().get().place()) {
            case KEYCHAIN -> workplace.note(workplace.text("terminal.login.place.keychain"));
            case FILE ->
                workplace.note(workplace.text(
                        "terminal.login.place.file",
                        workplace.surroundings().directories().config()));
            case MEMORY -> workplace.note(workplace.text("terminal.login.place.memory"));
        }
    }
}
