package dev.llmaas.console.terminal;

import dev.llmaas.api.models.StoreEvent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a model from the store of this machine. */
@Command(
        name = "rm",
        footer = {"  llmaas models rm granite-3.3-2b-instruct-Q4_K_M.gguf"})
final class ModelsRemoveCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "terminal.help.models.name")
    private String name = "";

    @Option(
            names = {"-y", "--yes"},
            descriptionKey = "terminal.help.models.rm.yes")
    private boolean yes;

    @Mixin
    private StoreOptions store = new StoreOptions();

    ModelsRemoveCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        boolean agreed = yes
                || !workplace.screen().interactive()
                || workplace.confirmed(workplace.text("terminal.models.rm.question", name));
        if (!agreed) {
            throw new TerminalException(ExitCodes.INTERRUPTED, workplace.text("terminal.models.rm.kept"));
        }
        StoreEvent last = workplace.localModels().run(store.words("rm", name), _ -> {});
        if (last instanceof StoreEvent.Removed removed) {
            if (workplace.output() == OutputForm.JSON) {
                workplace.printJson(removed);
            } else {
                workplace.note(workplace.text(
                        "terminal.models.removed",
                        removed.name(),
                        workplace.formats().bytes(removed.freedBytes())));
            }
        }
        return ExitCodes.OK;
    }
}
