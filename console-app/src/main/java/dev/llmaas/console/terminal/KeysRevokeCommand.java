package dev.llmaas.console.terminal;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.KeyStatus;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Revokes a key, by id or by a name that only one active key has. */
@Command(
        name = "revoke",
        footer = {"  llmaas keys revoke chatbot", "  llmaas keys revoke key_01JDD5C9ZQX6V0T1QK9Z3N8R4M --yes"})
final class KeysRevokeCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "KEY", descriptionKey = "terminal.help.keys.revoke.key")
    private String key = "";

    @Option(
            names = {"-y", "--yes"},
            descriptionKey = "terminal.help.keys.revoke.yes")
    private boolean yes;

    KeysRevokeCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        try (Session session = workplace.session()) {
            ApiKeyId id = id(session.admin());
            boolean agreed = yes
                    || !workplace.screen().interactive()
                    || workplace.confirmed(workplace.text("terminal.keys.revoke.question", key));
            if (!agreed) {
                throw new TerminalException(ExitCodes.INTERRUPTED, workplace.text("terminal.keys.revoke.kept"));
            }
            ApiKey revoked = session.admin().revokeKey(id);
            if (workplace.output() == OutputForm.JSON) {
                workplace.printJson(revoked);
            } else {
                workplace.note(workplace.text(
                        "terminal.keys.revoked", revoked.name(), revoked.id().value()));
            }
        }
        return ExitCodes.OK;
    }

    private ApiKeyId id(AdminClient admin) {
        if (key.startsWith(ApiKeyId.PREFIX)) {
            return new ApiKeyId(key);
        }
        List<ApiKey> named = admin.allKeys().stream()
                .filter(known ->
                        known.status() == KeyStatus.ACTIVE && known.name().equals(key))
                .toList();
        if (named.size() != 1) {
            throw new TerminalException(
                    ExitCodes.NO_INPUT,
                    workplace.text(
                            named.isEmpty() ? "terminal.keys.revoke.none" : "terminal.keys.revoke.several", key));
        }
        return named.getFirst().id();
    }
}
