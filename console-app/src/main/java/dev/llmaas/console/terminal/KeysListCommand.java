package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.KeyStatus;
import dev.llmaas.console.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists keys. */
@Command(
        name = "list",
        footer = {"  llmaas keys list", "  llmaas keys list --all --output csv > keys.csv"})
final class KeysListCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Option(names = "--all", descriptionKey = "terminal.help.keys.list.all")
    private boolean all;

    KeysListCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        try (Session session = workplace.session()) {
            List<ApiKey> keys = session.admin().allKeys().stream()
                    .filter(key -> all || key.status() == KeyStatus.ACTIVE)
                    .toList();
            workplace.print(keys, KeyColumns.of(keys, workplace));
        }
        return ExitCodes.OK;
    }
}
